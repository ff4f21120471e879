package io.tandem.conformance.tcsim;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.vectors.Frames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of tunnels' devices, and those that put packets into tunnels, in the simulated NIC. */
class TunnelFiltersTest {
    private static final String INSIDE =
            "recirc_id(0),tunnel(tun_id=0x7,dst=10.1.1.2,ttl=64,flags(key)),in_port(4789),eth(),eth_type(0x0800),ipv4(frag=no)";
    private static final String WIRE = "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)";

    private SimNicDevice nic;
    private OffloadDevice tc;

    @BeforeEach
    void open() throws Exception {
        nic = TcSimSuite.nic("small");
        tc = TcSimSuite.tc(nic);
    }

    @AfterEach
    void close() throws Exception {
        tc.close();
        nic.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "frag=no; 10.1.1.1; flags(key); match eth_type, and the two low bits",
                "tos=0/0x3,frag=no; 10.1.1.9; flags(key); does not know the Ethernet address of 10.1.1.9",
                "tos=0/0x3,frag=no; 192.0.2.1; flags(key); no route to 192.0.2.1",
                "tos=0/0x3,frag=no; 10.1.1.1; flags(csum|key); computes no UDP checksum",
            })
    void saysWhyAPacketIsNotPutIntoATunnel(String ip, String to, String flags, String words) throws Exception {
        OffloadResult result = put(
                "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(" + ip + ")",
                "set(tunnel(tun_id=0x7,dst=" + to + ",ttl=64," + flags + ")),4789");

        assertThat(result).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().driverWords())
                .contains(words));
    }

    @Test
    void aFilterThatTakesATunnelsPacketsExcludesIt() throws Exception {
        assertThat(put(INSIDE, "2")).isInstanceOf(OffloadResult.Installed.class);
        assertThat(put(WIRE, "3")).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().driverWords())
                .contains("the NIC opens tunnels of"));
        tc.apply(List.of(new OffloadOperation.Delete(flow(INSIDE, "2").ufid())));
        assertThat(put(WIRE, "3")).isInstanceOf(OffloadResult.Installed.class);
        assertThat(put(INSIDE, "2")).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().driverWords())
                .contains("packets of the tunnel meet the filter of"));
    }

    @Test
    void opensTunnelsAnewAfterAReset() throws Exception {
        put(INSIDE, "2");
        put(INSIDE.replace("0x7", "0x8"), "2");
        assertThat(verdict()).isEqualTo(Verdict.FORWARD);
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> nic.controls()
                .inject(Fault.newBuilder().setKind(Fault.Kind.EXIT).build()));
        put(INSIDE, "2");
        assertThat(put(INSIDE, "2")).isNotInstanceOf(OffloadResult.Refused.class);
        assertThat(verdict()).isEqualTo(Verdict.FORWARD);
    }

    /** What the NIC does with a packet of VXLAN to this host; it forwards what is inside, and nothing else. */
    private Verdict verdict() {
        byte[] inside = Frames.udp(1000, 53, 80);
        String outer = "0800 45000074 0000 0000 40116475 0a010101 0a010102 8001 12b5 0060 0000 08000000 00000700";
        byte[] header = Frames.ethernet(outer);
        byte[] frame = Arrays.copyOf(header, header.length + inside.length);
        System.arraycopy(inside, 0, frame, header.length, inside.length);
        WireBurst burst = new WireBurst();
        burst.add(3, frame);
        nic.exchange(burst, System.nanoTime());
        if (burst.verdict(0) == Verdict.FORWARD) {
            assertThat(burst.outFrame(0, 0)).isEqualTo(inside);
        }
        return burst.verdict(0);
    }

    private OffloadResult put(String match, String actions) throws Exception {
        return tc.apply(List.of(new OffloadOperation.Put(flow(match, actions)))).getFirst();
    }
}
