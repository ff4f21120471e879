package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.stats.RawCounters;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What faults on request do while packets pass: never a wrong action, and every packet counted once. */
class NicFaultTest {
    private static final int SIZE = 60;

    private SimNicDevice nic;
    private Megaflow flow;

    @BeforeEach
    void open() throws Exception {
        nic = device(Map.of("profile", "small", "timeout-millis", "3000"));
        flow = udp("set(eth(dst=52:54:00:00:00:2e)),2");
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @Test
    void aFlippedBitSendsPacketsToTheHostUntilTheRuleIsStoredAnew() throws Exception {
        int slot = install(flow);
        assertThat(forwarded(10)).isEqualTo(10);

        inject(Fault.Kind.FLIP_BIT, slot);

        assertThat(forwarded(7)).isZero();
        assertThat(counted()).isEqualTo(10);
        assertThat(nic.read(Register.CORRUPT_PACKETS, 0)).isEqualTo(7);
        assertThat(nic.read(Register.PARITY_LAST, NicTable.ACTIONS.code() - 1)).isEqualTo(slot);
        assertThat(nic.repaired()).isEqualTo(1);
        assertThat(forwarded(5)).isEqualTo(5);
        assertThat(counted()).isEqualTo(15);
        assertThat(dump(Set.of(flow.ufid())).getFirst().readback()).isEqualTo(new RuleSnapshot.Readback.Same());
    }

    @Test
    void countersThatStandStillAreNoticedByWhatCompletionsShow() throws Exception {
        install(flow);
        forwarded(4);
        inject(Fault.Kind.FREEZE_COUNTERS, 1);
        forwarded(5);
        assertThat(counted()).isEqualTo(9);

        inject(Fault.Kind.FREEZE_COUNTERS, 0);
        forwarded(3);

        assertThat(counted()).isEqualTo(12);
        assertThat(apply(new OffloadOperation.Delete(flow.ufid())))
                .isInstanceOfSatisfying(OffloadResult.Deleted.class, d -> counts(d.last(), 12));
    }

    @Test
    void aLostCompletionOfARemovalLosesNoCount() throws Exception {
        install(flow);
        forwarded(6);

        inject(Fault.Kind.LOSE_COMPLETION, 1);

        assertThat(apply(new OffloadOperation.Delete(flow.ufid())))
                .isInstanceOfSatisfying(OffloadResult.Deleted.class, d -> counts(d.last(), 6));
        assertThat(forwarded(2)).isZero();
        assertThat(dump(Set.of())).isEmpty();
    }

    @Test
    void aLostCompletionOfAChangeLeavesTheNewAction() throws Exception {
        install(flow);
        forwarded(6);
        Megaflow changed = flow.withActions(OdpActionText.parse("drop", PortNames.any()));

        inject(Fault.Kind.LOSE_COMPLETION, 1);

        assertThat(apply(new OffloadOperation.Modify(changed)))
                .isInstanceOfSatisfying(OffloadResult.Modified.class, m -> counts(m.last(), 6));
        assertThat(send(3).verdict(2)).isEqualTo(Verdict.DROP);
        assertThat(counted()).isEqualTo(3);
    }

    @Test
    void aRuleThatWasNotConfirmedIsTakenOutAgain() throws Exception {
        Megaflow plain = udp("2");
        inject(Fault.Kind.LOSE_COMPLETION, 2); // behind that of the mask

        assertThat(apply(new OffloadOperation.Put(plain))).isInstanceOfSatisfying(OffloadResult.Refused.class, r -> {
            assertThat(r.refusal().code()).isEqualTo(Refusal.Code.DEVICE_ERROR);
            assertThat(r.refusal().driverWords()).isEqualTo("completion lost");
        });

        assertThat(forwarded(2)).isZero();
        assertThat(dump(Set.of())).isEmpty();
        assertThat(apply(new OffloadOperation.Put(plain))).isInstanceOf(OffloadResult.Installed.class);
        assertThat(forwarded(2)).isEqualTo(2);
    }

    @Test
    void aLostDumpIsReadOnceMore() throws Exception {
        install(flow);
        forwarded(3);
        inject(Fault.Kind.LOSE_COMPLETION, 1);

        assertThat(counted()).isEqualTo(3);
    }

    @Test
    void aNicThatIsTooSlowIsEndedAndComesBack() throws Exception {
        nic.close();
        nic = device(Map.of("profile", "small", "timeout-millis", "400"));
        install(flow);
        forwarded(3);
        inject(Fault.Kind.SLOW_DOWN, 20);
        assertThat(forwarded(2)).isEqualTo(2);

        inject(Fault.Kind.SLOW_DOWN, 60_000);

        assertThat(forwarded(4)).isZero();
        assertThat(nic.failed()).isTrue();
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> dump(Set.of()));
        assertThat(nic.recover().lost()).singleElement().satisfies(lost -> counts(lost.last(), 5));
        install(flow);
        assertThat(forwarded(2)).isEqualTo(2);
    }

    @Test
    void findsRulesThatNoPacketHits() throws Exception {
        install(flow);
        Megaflow other = flow("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=54)", "3");
        Megaflow never = flow("in_port(2)", "drop");
        install(other);
        install(never);
        exchange(100, Frames.udp(1, 53, SIZE));
        exchange(200, Frames.udp(1, 54, SIZE));

        assertThat(nic.idleSince(50)).containsExactly(never.ufid());
        assertThat(nic.idleSince(150)).containsExactlyInAnyOrder(never.ufid(), flow.ufid());
        assertThat(nic.idleSince(250)).containsExactlyInAnyOrder(never.ufid(), flow.ufid(), other.ufid());
    }

    @Test
    void copiesThatAreMadeAlikeShareAnEntryAndEntriesAreUsedAgain() throws Exception {
        long entries = nic.read(Register.EDITS, 0);
        for (int i = 1; i < 3 * entries; i++) {
            Megaflow one = flow("in_port(1),eth_type(0x0800),ipv4(src=10.0.0." + i % 250 + ",frag=no)", set(i));
            assertThat(apply(new OffloadOperation.Put(one)))
                    .as("rule %d", i)
                    .isInstanceOf(OffloadResult.Installed.class);
            apply(new OffloadOperation.Delete(one.ufid()));
        }
        List<OffloadOperation> alike = new ArrayList<>();
        List<OffloadOperation> different = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            String match = "in_port(1),eth_type(0x0800),ipv4(src=10.0.1." + i + ",frag=no)";
            alike.add(new OffloadOperation.Put(flow(match, set(7))));
            different.add(new OffloadOperation.Modify(flow(match, set(i))));
        }

        assertThat(nic.apply(alike)).allMatch(r -> r instanceof OffloadResult.Installed);
        assertThat(nic.apply(different).stream()
                        .filter(r -> r instanceof OffloadResult.Modified)
                        .count())
                .isEqualTo(entries - 1);
    }

    private static String set(int i) {
        return "set(eth(dst=02:00:00:00:00:%02x)),2".formatted(i & 0xff);
    }

    private static SimNicDevice device(Map<String, String> settings) throws Exception {
        return new SimNicBackend().open(new DeviceConfig("nic0", settings));
    }

    private void inject(Fault.Kind kind, int n) throws DeviceException {
        nic.controls().inject(Fault.newBuilder().setKind(kind).setN(n).build());
    }

    private int install(Megaflow some) throws DeviceException {
        OffloadResult result = apply(new OffloadOperation.Put(some));
        assertThat(result).isInstanceOf(OffloadResult.Installed.class);
        String rule = ((OffloadResult.Installed) result).ruleId();
        return Integer.parseInt(rule.substring(rule.indexOf('/') + 1));
    }

    private OffloadResult apply(OffloadOperation operation) throws DeviceException {
        return nic.apply(List.of(operation)).getFirst();
    }

    private List<RuleSnapshot> dump(Set<io.tandem.flow.Ufid> verify) throws DeviceException {
        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(verify, rules::add);
        return rules;
    }

    private long counted() throws DeviceException {
        RawCounters counters = dump(Set.of()).getFirst().counters();
        assertThat(counters.bytes()).isEqualTo(counters.packets() * SIZE);
        return counters.packets();
    }

    private static void counts(RawCounters counters, long packets) {
        assertThat(counters.packets()).isEqualTo(packets);
        assertThat(counters.bytes()).isEqualTo(packets * SIZE);
    }

    private long forwarded(int frames) {
        WireBurst burst = send(frames);
        long count = 0;
        for (int i = 0; i < frames; i++) {
            count += burst.verdict(i) == Verdict.FORWARD ? 1 : 0;
        }
        return count;
    }

    private WireBurst send(int frames) {
        byte[][] all = new byte[frames][];
        for (int i = 0; i < frames; i++) {
            all[i] = Frames.udp(i, 53, SIZE);
        }
        return exchange(77, all);
    }

    private WireBurst exchange(long now, byte[]... frames) {
        WireBurst burst = new WireBurst();
        for (byte[] frame : frames) {
            burst.add(1, frame);
        }
        nic.exchange(burst, now);
        return burst;
    }

    private static Megaflow udp(String actions) throws OdpParseException {
        return flow("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)", actions);
    }
}
