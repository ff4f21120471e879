package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bits of every table that flip while packets pass, with the NIC's assertions checked. */
class NicParityTest {
    private static final int SIZE = 90;
    private static final int SCRUB = 16;
    private static final String METERED = "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)";
    private static final String IN_TCAM = "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(src=7)";
    private static final String ENCAPSULATED = "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=54)";
    private static final String TUNNEL =
            "tnl_push(tnl_port(4),header(size=50,type=4,eth(dst=aa:55:aa:55:00:01,src=aa:55:aa:55:00:02,dl_type=0x0800),"
                    + "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=0x4000),udp(src=0,dst=4789,csum=0x0),"
                    + "vxlan(flags=0x8000000,vni=0x7b)),out_port(3))";

    private SimNicDevice nic;
    private Megaflow metered;
    private Megaflow inTcam;
    private Megaflow encapsulated;
    private int meteredSlot;
    private int tcamSlot;
    private int encapsulatedSlot;

    @BeforeEach
    void open() throws Exception {
        nic = new SimNicBackend()
                .open(new DeviceConfig(
                        "nic0",
                        Map.of(
                                "profile",
                                "small",
                                "checks",
                                "on",
                                "timeout-millis",
                                "30000",
                                "meters",
                                "7=pps:1:1000")));
        metered = flow(METERED, "meter(7),set(eth(dst=52:54:00:00:00:2e)),2");
        meteredSlot = install(metered);
        encapsulated = flow(ENCAPSULATED, "3,push_vlan(vid=5,pcp=0),2,pop_vlan," + TUNNEL + ",4");
        encapsulatedSlot = install(encapsulated);
        for (int i = 0; i < 3; i++) { // masks for the tuples that are left
            install(flow("in_port(2),eth_type(0x0800),ipv4(dst=10.0.0.0/255.255.0." + i + ",frag=no)", "3"));
        }
        inTcam = flow(IN_TCAM, "set(eth(dst=52:54:00:00:00:2f)),4");
        tcamSlot = install(inTcam);
        assertThat(tcamSlot)
                .isGreaterThanOrEqualTo(Math.toIntExact(
                        nic.read(Register.TUPLES, 0) * nic.read(Register.BUCKETS, 0) * nic.read(Register.WAYS, 0)));
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @ParameterizedTest
    @CsvSource({
        "KEYS, 0",
        "KEYS, 3",
        "KEYS, 13",
        "KEYS, 30",
        "KEYS, 31",
        "MASKS, 0",
        "MASKS, 6",
        "MASKS, 30",
        "MASKS, 31",
        "ACTIONS, 0",
        "ACTIONS, 1",
        "ACTIONS, 2",
        "ACTIONS, 30",
        "EDITS, 0",
        "EDITS, 2",
        "EDITS, 17",
        "EDITS, 30",
        "METERS, 0",
        "METERS, 1",
        "METERS, 30"
    })
    void sendsPacketsToTheHostUntilItIsStoredAnew(NicTable table, int bit) throws Exception {
        int place =
                switch (table) {
                    case MASKS -> tupleOf(meteredSlot);
                    case EDITS -> 1;
                    case METERS -> 1;
                    default -> meteredSlot;
                };
        endsAsPromised(metered, i -> Frames.udp(i, 53, SIZE), table, place, bit);
        assertThat(nic.meters().get(7)).satisfies(counts -> {
            assertThat(counts.packets()).hasValue(15);
            assertThat(counts.bytes()).hasValue(15 * SIZE);
            assertThat(counts.droppedPackets()).hasValue(0);
        });
    }

    @ParameterizedTest
    @CsvSource({"TCAM, 0", "TCAM, 2", "TCAM, 15", "TCAM, 29", "TCAM, 30", "TCAM, 31", "ACTIONS, 1"})
    void likewiseOfARuleInTheTcam(NicTable table, int bit) throws Exception {
        endsAsPromised(inTcam, i -> Frames.udp(7, 1000 + i, SIZE), table, tcamSlot, bit);
    }

    /** The copy that needs the entry is the third one. */
    @ParameterizedTest
    @CsvSource({"HEADERS, 0", "HEADERS, 5", "HEADERS, 16", "HEADERS, 30", "EDITS, 15"})
    void likewiseOfTheEntryOfALaterCopy(NicTable table, int bit) throws Exception {
        int place = table == NicTable.EDITS ? 2 : 1;
        endsAsPromised(encapsulated, i -> Frames.udp(i, 54, SIZE), table, place, bit);
        assertThat(encapsulatedSlot).isNotEqualTo(meteredSlot);
    }

    private interface Made {
        byte[] frame(int number);
    }

    private void endsAsPromised(Megaflow flow, Made made, NicTable table, int place, int bit) throws Exception {
        WireBurst before = send(made, 10);
        assertThat(forwarded(before)).isEqualTo(10);
        int index = table.code() - 1;
        assertThat(nic.read(Register.PARITY_ERRORS, index)).isZero();

        flip(table, place, bit);
        WireBurst wrong = send(made, 7);

        for (int i = 0; i < wrong.size(); i++) {
            assertThat(wrong.verdict(i)).isEqualTo(Verdict.TO_HOST);
        }
        assertThat(counted(flow)).isEqualTo(10);
        assertThat(nic.read(Register.CORRUPT_PACKETS, 0)).isEqualTo(7);
        assertThat(nic.read(Register.TO_HOST, 0)).isEqualTo(7);
        assertThat(nic.read(Register.PARITY_ERRORS, index)).isGreaterThanOrEqualTo(7);
        assertThat(nic.read(Register.PARITY_FIRST, index)).isEqualTo(place);
        assertThat(nic.read(Register.PARITY_LAST, index)).isEqualTo(place);
        assertThat(nic.repaired(table)).isEqualTo(1);
        assertThat(nic.repaired()).isEqualTo(1);
        WireBurst after = send(made, 5);
        assertThat(forwarded(after)).isEqualTo(5);
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.copies(i)).isEqualTo(before.copies(i));
            for (int copy = 0; copy < after.copies(i); copy++) {
                assertThat(after.outPort(i, copy)).isEqualTo(before.outPort(i, copy));
                assertThat(after.outFrame(i, copy)).isEqualTo(before.outFrame(i, copy));
            }
        }
        assertThat(counted(flow)).isEqualTo(15);
        assertThat(nic.read(Register.CORRUPT_PACKETS, 0)).isEqualTo(7);
        assertThat(rules(Set.of(flow.ufid()), flow).readback()).isEqualTo(new RuleSnapshot.Readback.Same());
        assertThat(nic.repaired()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "30"})
    void aUfidIsStoredAnewBeforeADumpTellsOfIt(int bit) throws Exception {
        send(i -> Frames.udp(i, 53, SIZE), 3);
        flip(NicTable.UFIDS, meteredSlot, bit);

        assertThat(forwarded(send(i -> Frames.udp(i, 53, SIZE), 3))).isEqualTo(3);
        assertThat(rules(Set.of(metered.ufid()), metered).readback()).isEqualTo(new RuleSnapshot.Readback.Same());

        assertThat(counted(metered)).isEqualTo(6);
        assertThat(nic.repaired(NicTable.UFIDS)).isEqualTo(1);
    }

    /** A slot that holds nothing seems to hold what it held last. */
    @Test
    void aSlotThatSeemsToHoldARuleMatchesNothing() throws Exception {
        nic.apply(List.of(new OffloadOperation.Delete(metered.ufid())));
        int slot = install(flow(METERED.replace("53", "1053"), "2")); // the tuple keeps its mask
        flip(NicTable.KEYS, meteredSlot, NicTable.FLIP_THERE);

        WireBurst wrong = send(i -> Frames.udp(i, 53, SIZE), 4);

        assertThat(forwarded(wrong)).isZero();
        assertThat(nic.read(Register.CORRUPT_PACKETS, 0)).isEqualTo(4);
        assertThat(nic.repaired(NicTable.KEYS)).isEqualTo(1);
        assertThat(slot).isNotEqualTo(meteredSlot);
        send(i -> Frames.udp(i, 53, SIZE), 4);
        assertThat(nic.read(Register.CORRUPT_PACKETS, 0)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "KEYS, 2",
        "KEYS, 31",
        "MASKS, 2",
        "TCAM, 2",
        "TCAM, 31",
        "ACTIONS, 1",
        "UFIDS, 0",
        "EDITS, 3",
        "HEADERS, 3",
        "METERS, 0"
    })
    void theScrubFindsWhatNoPacketHits(NicTable table, int bit) throws Exception {
        int place =
                switch (table) {
                    case MASKS -> tupleOf(meteredSlot);
                    case TCAM -> tcamSlot;
                    case EDITS, HEADERS, METERS -> 1;
                    default -> meteredSlot;
                };
        flip(table, place, bit);

        nic.controls().idle(2 * SCRUB * (4 * 16 * 4 + 16));

        assertThat(nic.repaired(table)).isEqualTo(1);
        assertThat(nic.repaired()).isEqualTo(1);
        assertThat(nic.read(Register.PARITY_LAST, table.code() - 1)).isEqualTo(place);
        long found = nic.read(Register.PARITY_ERRORS, table.code() - 1);
        nic.controls().idle(2 * SCRUB * (4 * 16 * 4 + 16));
        assertThat(nic.read(Register.PARITY_ERRORS, table.code() - 1)).isEqualTo(found);
        assertThat(forwarded(send(i -> Frames.udp(i, 53, SIZE), 3))).isEqualTo(3);
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws Exception {
        send(i -> Frames.udp(i, 53, SIZE), 200);
        nic.controls().idle(3 * SCRUB * (4 * 16 * 4 + 16));
        nic.flush();
        nic.controls().idle(3 * SCRUB * (4 * 16 * 4 + 16));

        for (NicTable table : NicTable.values()) {
            assertThat(nic.read(Register.PARITY_ERRORS, table.code() - 1))
                    .as("%s", table)
                    .isZero();
        }
        assertThat(nic.repaired()).isZero();
    }

    @Test
    void moreErrorsThanTheLogHoldsAreAllMadeGood() throws Exception {
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            slots.add(install(flow(METERED.replace("53", "" + (2000 + i)), "2")));
        }
        for (int slot : slots) {
            flip(NicTable.ACTIONS, slot, 1);
        }

        for (int round = 0; round < 6; round++) {
            send(i -> Frames.udp(1, 2000 + i, SIZE), 40);
        }

        assertThat(nic.repaired(NicTable.ACTIONS)).isEqualTo(40);
        assertThat(forwarded(send(i -> Frames.udp(1, 2000 + i, SIZE), 40))).isEqualTo(40);
    }

    private int tupleOf(int slot) throws Exception {
        return Math.toIntExact(slot / (nic.read(Register.BUCKETS, 0) * nic.read(Register.WAYS, 0)));
    }

    private void flip(NicTable table, int place, int bit) throws Exception {
        nic.controls()
                .inject(Fault.newBuilder()
                        .setKind(Fault.Kind.FLIP_BIT)
                        .setTable(table.code())
                        .setN(place)
                        .setBit(bit)
                        .build());
    }

    private int install(Megaflow flow) throws Exception {
        OffloadResult result =
                nic.apply(List.of(new OffloadOperation.Put(flow))).getFirst();
        assertThat(result).isInstanceOf(OffloadResult.Installed.class);
        String rule = ((OffloadResult.Installed) result).ruleId();
        return Integer.parseInt(rule.substring(rule.indexOf('/') + 1));
    }

    private long counted(Megaflow flow) throws Exception {
        RuleSnapshot rule = rules(Set.of(), flow);
        assertThat(rule.counters().bytes()).isEqualTo(rule.counters().packets() * SIZE);
        return rule.counters().packets();
    }

    private RuleSnapshot rules(Set<Ufid> verify, Megaflow flow) throws Exception {
        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(verify, rules::add);
        return rules.stream()
                .filter(rule -> rule.ufid().equals(flow.ufid()))
                .findFirst()
                .orElseThrow();
    }

    private WireBurst send(Made made, int count) {
        WireBurst burst = new WireBurst();
        for (int i = 0; i < count; i++) {
            burst.add(1, made.frame(i));
        }
        nic.exchange(burst, 77);
        assertThat(nic.failure().map(Throwable::getMessage)).isEmpty();
        return burst;
    }

    private static long forwarded(WireBurst burst) {
        long count = 0;
        for (int i = 0; i < burst.size(); i++) {
            count += burst.verdict(i) == Verdict.FORWARD ? 1 : 0;
        }
        return count;
    }
}
