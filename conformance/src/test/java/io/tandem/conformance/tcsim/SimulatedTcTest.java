package io.tandem.conformance.tcsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of rtnetlink, as tc's command line makes them, and what the simulated machine answers. */
class SimulatedTcTest {
    private static final int NEW = Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL;
    private static final AttachPoint PORT_1 = new AttachPoint.Ingress(NicPorts.FIRST_IFINDEX);
    private static final String ARP =
            "protocol arp prio 5 handle 7 flower skip_sw action mirred egress redirect dev nic2";

    private final FilterEncoder encoder = new FilterEncoder();
    private final TcCommandParser parser = new TcCommandParser(
            DeviceNames.of(Map.of("nic1", NicPorts.FIRST_IFINDEX, "nic2", NicPorts.FIRST_IFINDEX + 1, "nic9", 99)));
    private SimNicDevice nic;
    private SimulatedTc tc;

    @BeforeEach
    void open() throws Exception {
        nic = TcSimSuite.nic("small");
        tc = new SimulatedTc(nic, nic.ports());
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @Test
    void holdsAFilterUntilItIsRemoved() throws Exception {
        assertThat(add(ARP)).isEqualTo(no(Errno.EINVAL, "Parent Qdisc doesn't exists"));
        addQdisc();
        assertThat(add(ARP)).isEqualTo(TcAnswer.DONE);
        assertThat(add(ARP)).isEqualTo(no(Errno.EEXIST, "Filter already exists"));
        assertThat(add(ARP.replace("handle 7", "handle 8")).errno()).isEqualTo(Errno.EEXIST.number());
        assertThat(add(ARP.replace("protocol arp", "protocol ip")))
                .isEqualTo(no(Errno.EINVAL, "Filter with specified priority/protocol not found"));

        ReadFilter held = dump().getFirst();
        assertThat(held.inHwCount()).isEqualTo(1);
        assertThat(held.filter().flags()).containsExactlyInAnyOrder(FilterFlag.SKIP_SW, FilterFlag.IN_HW);
        assertThat(held.filter().match()).isEqualTo(filter(ARP).match());
        assertThat(held.filter().actions()).isEqualTo(filter(ARP).actions());
        assertThat(held.unread()).isEmpty();

        FilterId id = held.filter().id();
        assertThat(remove(id).done()).isTrue();
        assertThat(remove(id)).isEqualTo(no(Errno.ENOENT, "Specified filter handle not found"));
        assertThat(dump()).isEmpty();
    }

    @Test
    void countsWhatTheNicCounts() throws Exception {
        addQdisc();
        add(ARP);
        byte[] frame = new byte[60];
        frame[12] = 0x08;
        frame[13] = 0x06;
        WireBurst burst = new WireBurst();
        burst.add(1, frame);
        burst.add(1, frame);
        nic.exchange(burst, 0);

        ReadFilter held = dump().getFirst();
        assertThat(held.statistics().packets())
                .isEqualTo(2)
                .isEqualTo(held.statistics().hardwarePackets());
        assertThat(held.statistics().bytes())
                .isEqualTo(2 * (60 - 14))
                .isEqualTo(held.statistics().hardwareBytes());
        CounterReader terse = new CounterReader();
        tc.dump(
                new TcRequest(
                        Rtnetlink.RTM_GETTFILTER,
                        0,
                        encoder.dump(PORT_1, OptionalInt.empty(), true).toBytes()),
                (type, bytes, from, to) -> {
                    try {
                        assertThat(terse.read(bytes, from, to)).isTrue();
                    } catch (TcDecodeException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(terse.hardwarePackets()).isEqualTo(2);
        assertThat(terse.handle()).isEqualTo(7);
        assertThat(terse.flags() & FilterFlag.IN_HW.bit()).isNotZero();
    }

    @Test
    void tellsALoneLabelEntryAsTheKernelDoes() throws Exception {
        addQdisc();
        assertThat(add("protocol mpls_uc prio 1 flower skip_sw mpls lse depth 1 label 7 bos 1 action drop"))
                .isEqualTo(TcAnswer.DONE);
        assertThat(dump()).singleElement().satisfies(held -> {
            assertThat(held.filter().match().mpls()).isEmpty();
            assertThat(held.filter().match().value(FlowerKey.MPLS_LABEL)).isPresent();
        });
    }

    @Test
    void refusesWhatTheNicRefusesWithItsWords() throws Exception {
        addQdisc();
        TcAnswer refused = add("protocol ip prio 1 flower skip_sw action mirred egress mirror dev nic2");
        assertThat(refused.errno()).isEqualTo(Errno.EOPNOTSUPP.number());
        assertThat(refused.words()).startsWith("tandem-nic: action mirred: behind the list");
        assertThat(add("protocol ip prio 1 flower skip_sw ct_mark 5 action drop")
                        .words())
                .contains("match on ct_mark: the NIC tracks packets of TCP and UDP");
        assertThat(add("protocol arp prio 1 flower skip_sw skip_hw action drop").errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(dump()).isEmpty();
    }

    @Test
    void keepsInSoftwareWhatTheNicRefusesWhereThatIsAllowed() throws Exception {
        addQdisc();
        assertThat(add("protocol ip prio 1 flower verbose ct_mark 5 action drop"))
                .satisfies(answer -> assertThat(answer.done()).isTrue())
                .satisfies(answer -> assertThat(answer.words()).contains("match on ct_mark"));
        assertThat(dump()).singleElement().satisfies(held -> {
            assertThat(held.inHwCount()).isZero();
            assertThat(held.filter().flags()).contains(FilterFlag.NOT_IN_HW);
        });
    }

    @Test
    void replacesAFilterOrLeavesItThere() throws Exception {
        addQdisc();
        add(ARP);
        String dropped = ARP.replace("mirred egress redirect dev nic2", "drop");
        assertThat(replace(dropped)).isEqualTo(TcAnswer.DONE);
        assertThat(dump().getFirst().filter().actions())
                .isEqualTo(filter(dropped).actions());
        assertThat(replace(ARP.replace("redirect", "mirror")).errno()).isEqualTo(Errno.EOPNOTSUPP.number());
        assertThat(dump()).singleElement().satisfies(held -> {
            assertThat(held.filter().actions()).isEqualTo(filter(dropped).actions());
            assertThat(held.inHwCount()).isEqualTo(1);
        });
    }

    @Test
    void saysThatTheTableIsFull() throws Exception {
        addQdisc();
        int taken = 0;
        TcAnswer answer = TcAnswer.DONE;
        for (int i = 0; i < 300 && answer.done(); i++) {
            answer =
                    add("protocol ip prio 1 flower skip_sw dst_ip 10.0." + (i >> 8) + "." + (i & 255) + " action drop");
            taken += answer.done() ? 1 : 0;
        }
        assertThat(answer.errno()).isEqualTo(Errno.ENOSPC.number());
        assertThat(answer.words()).contains("full");
        assertThat(dump()).hasSize(taken);
    }

    @Test
    void hasNoOtherDevices() throws Exception {
        assertThat(add("dev nic9 " + ARP).errno()).isEqualTo(Errno.ENODEV.number());
    }

    private static TcAnswer no(Errno errno, String words) {
        return new TcAnswer(errno.number(), words, List.of());
    }

    private void addQdisc() {
        byte[] body = encoder.chains(PORT_1).toBytes();
        assertThat(tc.send(List.of(new TcRequest(Rtnetlink.RTM_NEWQDISC, NEW, body))))
                .containsExactly(TcAnswer.DONE);
    }

    private TcFilter filter(String words) throws Exception {
        String device = words.startsWith("dev ") ? "" : "dev nic1 ";
        return parser.parse("tc filter add " + device + words.replace("protocol", "ingress protocol"));
    }

    private TcAnswer add(String words) throws Exception {
        return send(NEW, words);
    }

    private TcAnswer replace(String words) throws Exception {
        return send(Rtnetlink.NLM_F_CREATE, words);
    }

    private TcAnswer send(int flags, String words) throws Exception {
        byte[] body = encoder.filter(filter(words)).toBytes();
        return tc.send(List.of(new TcRequest(Rtnetlink.RTM_NEWTFILTER, flags, body)))
                .getFirst();
    }

    private TcAnswer remove(FilterId id) {
        return tc.send(List.of(new TcRequest(
                        Rtnetlink.RTM_DELTFILTER, 0, encoder.filter(id).toBytes())))
                .getFirst();
    }

    private List<ReadFilter> dump() throws Exception {
        List<ReadFilter> filters = new ArrayList<>();
        FilterDecoder decoder = new FilterDecoder();
        byte[] body = encoder.dump(PORT_1, OptionalInt.empty(), false).toBytes();
        tc.dump(new TcRequest(Rtnetlink.RTM_GETTFILTER, 0, body), (type, bytes, from, to) -> {
            try {
                decoder.read(bytes, from, to).ifPresent(filters::add);
            } catch (TcDecodeException e) {
                throw new AssertionError(e);
            }
        });
        return filters;
    }
}
