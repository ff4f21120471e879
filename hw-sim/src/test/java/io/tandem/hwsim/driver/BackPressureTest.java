package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.Register;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host and ports that are not ready at random clocks; the RTL's assertions hold that nothing gets out of order. */
class BackPressureTest {
    private static final int FRAMES = 600;
    private static final List<String> ACTIONS =
            List.of("2", "1,2,3,4", "push_vlan(vid=9,pcp=1),2,3", "drop", "recirc(5)");

    @ParameterizedTest
    @CsvSource({"0, 60, 1", "50, 0, 2", "40, 40, 3", "0, 95, 4"})
    void losesNothingAndKeepsEveryFrameAsItIs(int gaps, int stalls, int seed) throws Exception {
        WireBurst calm = through(Map.of());
        Map<String, String> settings = Map.of(
                "gaps", Integer.toString(gaps), "stalls", Integer.toString(stalls), "seed", Integer.toString(seed));

        WireBurst pressed = through(settings);

        long slower = 0;
        for (int i = 0; i < FRAMES; i++) {
            assertThat(pressed.verdict(i)).as("frame %d", i).isEqualTo(calm.verdict(i));
            assertThat(pressed.copies(i)).as("frame %d", i).isEqualTo(calm.copies(i));
            assertThat(pressed.clocks(i)).as("clocks of frame %d", i).isPositive();
            assertThat(pressed.lookups(i)).as("lookups of frame %d", i).isEqualTo(calm.lookups(i));
            for (int copy = 0; copy < calm.copies(i); copy++) {
                assertThat(pressed.outPort(i, copy)).isEqualTo(calm.outPort(i, copy));
                assertThat(pressed.outFrame(i, copy))
                        .as("copy %d of frame %d", copy, i)
                        .isEqualTo(calm.outFrame(i, copy));
            }
            slower += pressed.clocks(i) - calm.clocks(i);
        }
        if (stalls > 0) {
            assertThat(slower).isPositive();
        }
    }

    @Test
    void refusesToBeStoppedForGood() {
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> through(Map.of("stalls", "100")))
                .withMessageContaining("stalls is 100");
    }

    private static WireBurst through(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(Map.of("profile", "small", "checks", "on", "timeout-millis", "30000"));
        WireBurst burst = new WireBurst();
        try (SimNicDevice nic = new SimNicBackend().open(new DeviceConfig("nic0", all))) {
            for (int i = 0; i < ACTIONS.size(); i++) {
                install(nic, "recirc_id(0)", 50 + i, ACTIONS.get(i));
            }
            install(nic, "recirc_id(5)", 50 + ACTIONS.size() - 1, "4");
            for (int i = 0; i < FRAMES; i++) {
                burst.add(1, Frames.udp(i, 50 + i % (ACTIONS.size() + 1), 60 + i * 37 % 1440));
            }
            nic.exchange(burst, 1);
            assertThat(nic.failure()).isEmpty();
            long copies = 0;
            for (int i = 0; i < FRAMES; i++) {
                copies += burst.copies(i);
            }
            assertThat(nic.read(Register.RX_PACKETS, 0)).isEqualTo(FRAMES);
            assertThat(nic.read(Register.FORWARDED, 0) + nic.read(Register.DROPPED, 0) + nic.read(Register.TO_HOST, 0))
                    .isEqualTo(FRAMES);
            long sent = 0;
            for (int port = 0; port < nic.ports(); port++) {
                sent += nic.read(Register.PORT_TX_PACKETS, port);
            }
            assertThat(sent).isEqualTo(copies).isGreaterThan(FRAMES);
        }
        return burst;
    }

    private static void install(SimNicDevice nic, String chain, int port, String actions) throws Exception {
        OdpMatch match = OdpKeyText.parseMasked(
                chain + ",in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=%d)".formatted(port),
                PortNames.any());
        Megaflow flow = Megaflow.of(match.key(), match.mask(), OdpActionText.parse(actions, PortNames.any()));
        List<OffloadResult> results = nic.apply(List.of(new OffloadOperation.Put(flow)));
        assertThat(results.getFirst())
                .as(Arrays.toString(results.toArray()))
                .isInstanceOf(OffloadResult.Installed.class);
    }
}
