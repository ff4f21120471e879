package io.tandem.conformance.rtesim;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.nicdriver.NicCase;
import io.tandem.conformance.tcsim.NicCases;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.conformance.tcsim.TunnelCases;
import io.tandem.conformance.tcsim.TunnelCases.Words;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.v1.Fault;
import io.tandem.rte.device.RteBackend;
import io.tandem.rte.nativelib.Layouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RteSimSuiteTest {
    private static final int OF_CAPTURES = 20;
    private static final Layouts LAYOUTS = Layouts.of("22.11").orElseThrow();
    private static final String ARP = "recirc_id(0),in_port(1),eth(dst=ff:ff:ff:ff:ff:ff),eth_type(0x0806)";
    private static final byte[] BROADCAST = arp();

    @Test
    void nicBehindRteFlowDoesWhatTheSoftwareDoes() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        List<DatapathCase> cases = new ArrayList<>(new BuiltInCases(Optional.of(folder)).all());
        cases.addAll(new NicCases(new Captures(folder)).make(OF_CAPTURES, 7));

        cases.addAll(new TunnelCases(new Captures(folder), Words.PUSHED).make(OF_CAPTURES, 7));

        CasesReport report = RteSimSuite.run(cases);

        System.out.println(report.toText());
        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.cases().stream().mapToInt(NicCase::installed).sum()).isGreaterThan(20);
        assertThat(report.cases().stream().mapToInt(NicCase::decided).sum()).isGreaterThan(20);
    }

    @Test
    void aRuleThatTheNicRejectsIsADeviceErrorInItsWords() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = RteSimSuite.rte(nic, LAYOUTS)) {
            nic.controls()
                    .inject(Fault.newBuilder()
                            .setKind(Fault.Kind.REJECT_WRITE)
                            .setN(1)
                            .build());
            assertThat(put(rte, ARP, "2")).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> {
                assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.DEVICE_ERROR);
                assertThat(refused.refusal().driverWords()).contains("command rejected");
            });
            assertThat(put(rte, ARP, "2")).isInstanceOf(OffloadResult.Installed.class);
        }
    }

    @Test
    void aFullTableIsSaidToBeFull() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = RteSimSuite.rte(nic, LAYOUTS)) {
            List<Refusal.Code> codes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String match = "recirc_id(0),in_port(1),eth(dst=00:00:00:00:%02x:%02x),eth_type(0x0806)"
                        .formatted(i >> 8, i & 0xff);
                if (put(rte, match, "2") instanceof OffloadResult.Refused refused) {
                    codes.add(refused.refusal().code());
                }
            }
            assertThat(codes).isNotEmpty().containsOnly(Refusal.Code.TABLE_FULL);
        }
    }

    @Test
    void aNicThatIsResetTakesTheDeviceWithItAndItsCountsStay() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = RteSimSuite.rte(nic, LAYOUTS)) {
            Megaflow flow = flow(ARP, "2");
            put(rte, ARP, "2");
            send(nic, 3);
            List<Long> counted = new ArrayList<>();
            rte.dump(
                    new HashSet<>(List.of(flow.ufid())),
                    rule -> counted.add(rule.counters().packets()));
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> nic.controls()
                    .inject(Fault.newBuilder().setKind(Fault.Kind.EXIT).build()));
            assertThatFails(() -> rte.dump(new HashSet<>(), rule -> {}));
            assertThat(rte.failed()).isTrue();
            OffloadDevice.Recovery recovery = rte.recover();
            assertThat(counted).containsExactly(3L);
            assertThat(recovery.lost()).singleElement().satisfies(lost -> {
                assertThat(lost.ufid()).isEqualTo(flow.ufid());
                assertThat(lost.last().packets()).isEqualTo(3);
            });
            assertThat(put(rte, ARP, "2")).isInstanceOf(OffloadResult.Installed.class);
        }
    }

    /** The translation is there; the NIC's parser knows no GTP-U. */
    @Test
    void aTunnelThatTheNicDoesNotKnowIsRefusedByItsDriver() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = RteBackend.open(
                        new DeviceConfig(
                                "rte",
                                Map.of(
                                        "ports",
                                        "1=%1$s,2=%2$s,9=%1$s:gtpu"
                                                .formatted(SimulatedRte.name(1), SimulatedRte.name(2)))),
                        () -> new SimulatedRte(new NicFlows(nic, nic.ports(), LAYOUTS, System::nanoTime), LAYOUTS))) {
            String outer = "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=2152)";
            assertThat(put(rte, outer, "tnl_pop(9)")).isInstanceOf(OffloadResult.Installed.class);
            String inner = "recirc_id(0),tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,ttl=64),in_port(9),"
                    + "packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(frag=no)";
            assertThat(put(rte, inner, "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2"))
                    .isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> {
                        assertThat(refused.refusal().layer()).isEqualTo(Refusal.Layer.DRIVER);
                        assertThat(refused.refusal().driverWords()).contains("the datapath has no tunnel of GTPU");
                    });
        }
    }

    private interface Call {
        void run() throws DeviceException;
    }

    /** The first call or the one after it fails: the NIC's end is noticed when it is talked to. */
    private static void assertThatFails(Call call) {
        try {
            call.run();
            call.run();
        } catch (DeviceException e) {
            assertThat(e).hasMessageContaining("reset or taken away");
            return;
        }
        throw new AssertionError("a device without its NIC goes on");
    }

    private static OffloadResult put(OffloadDevice rte, String match, String actions) throws Exception {
        return rte.apply(List.of(new OffloadOperation.Put(flow(match, actions))))
                .getFirst();
    }

    private static void send(SimNicDevice nic, int packets) {
        WireBurst burst = new WireBurst();
        for (int i = 0; i < packets; i++) {
            burst.add(1, BROADCAST);
        }
        nic.exchange(burst, System.nanoTime());
    }

    private static byte[] arp() {
        byte[] frame = new byte[60];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) 0xff;
        }
        frame[12] = 0x08;
        frame[13] = 0x06;
        return frame;
    }
}
