package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.hwsim.profile.Register;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets and beats a clock cycle, by the NIC's own counters. */
class LineRateTest {
    private static final int PACKETS = 100_000;
    private static final int BEAT = 64;

    private SimNicDevice nic;

    @BeforeEach
    void open() throws Exception {
        nic = new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small", "timeout-millis", "60000")));
        // five masks of prefixes more than there are tuples: the last ones lie in the TCAM
        for (int length = 8; length < 17; length++) {
            int bits = -1 << Integer.SIZE - length;
            install("in_port(1),eth_type(0x0800),ipv4(src=10.0.0.0/%d.%d.0.0,proto=17,frag=no),udp(dst=%d) actions:%s"
                    .formatted(bits >>> 24, bits >>> 16 & 255, length, actions(length)));
        }
    }

    /** Drops, plain outputs, rewrites of every layer with their checksums, and a tag that makes the frame longer. */
    private static String actions(int length) {
        return switch (length % 3) {
            case 0 -> "drop";
            case 1 -> length == 16 ? "push_vlan(vid=9,pcp=1),2" : "2";
            default ->
                "set(eth(dst=02:00:00:00:00:07)),set(ipv4(src=192.0.2.%d,ttl=9)),set(udp(src=7,dst=%d)),2"
                        .formatted(length, length);
        };
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @Test
    void resolvesOneSmallestPacketEveryClockWhateverItHits() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            int port = 8 + i % 10;
            frames.add(Frames.udp(i, port < 16 ? port : port + 1, BEAT)); // with a tag they would be two beats
        }

        long cycles = nic.controls().load(1, frames, PACKETS);

        assertThat(nic.read(Register.RX_PACKETS, 0)).isEqualTo(PACKETS);
        long resolved = nic.read(Register.HITS, 0) + nic.read(Register.MISSES, 0);
        assertThat(resolved).isEqualTo(PACKETS);
        assertThat(nic.read(Register.FORWARDED, 0)).isGreaterThan(PACKETS / 2);
        assertThat(nic.read(Register.DROPPED, 0)).isPositive();
        assertThat(nic.read(Register.MISSES, 0)).isPositive();
        System.out.printf("%d packets of %d bytes in %d cycles%n", PACKETS, BEAT, cycles);
        assertThat((double) resolved / cycles).isGreaterThanOrEqualTo(0.999);
    }

    @Test
    void fillsTheBusWithLongPackets() throws Exception {
        int packets = 5_000;
        List<byte[]> frames = List.of(Frames.udp(1, 8, 1500), Frames.udp(1, 16, 1500));

        long cycles = nic.controls().load(1, frames, packets);

        assertThat(nic.read(Register.RX_BYTES, 0)).isEqualTo(1500L * packets);
        assertThat(nic.read(Register.FORWARDED, 0)).isEqualTo(packets);
        long beats = (long) packets * ((1500 + BEAT - 1) / BEAT);
        System.out.printf("%d packets of 1500 bytes, %d beats, in %d cycles%n", packets, beats, cycles);
        assertThat((double) beats / cycles).isGreaterThanOrEqualTo(0.99);
    }

    private void install(String line) throws Exception {
        assertThat(nic.apply(List.of(new OffloadOperation.Put(flow(line)))).getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
    }
}
