package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several packet threads on one table. */
final class SharedTableTest {
    private static final int THREADS = 4;
    private static final int CONNECTIONS = 3000;
    private static final CtRequest COMMIT = Tracking.request("ct(commit)");
    private static final CtRequest NAT = Tracking.request("ct(commit,nat(src=10.9.0.1:1024-60000))");

    private static void track(Conntrack conntrack, int rounds, boolean translated) {
        Tracker tracker = conntrack.tracker();
        Packet packet = PacketBatch.single();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] there = IpFrames.udp("10.1." + (i >>> 8) + "." + (i & 255), 7, "10.2.0.1", 53, 1);
                packet.set(there, 0, there.length, 1, 1);
                assertThat(tracker.track(packet, translated ? NAT : COMMIT)).isEqualTo(Tracker.Outcome.TRACKED);
                byte[] back = Tracking.bytes(packet);
                assertThat(back).isEqualTo(IpFrames.sound(back));
                assertThat(Tracking.state(packet)).contains("trk").doesNotContain("inv");
            }
        }
    }

    private static Conntrack crowd(boolean translated) throws Exception {
        Conntrack conntrack = new Conntrack(ConntrackConfig.DEFAULT);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> track(conntrack, 3, translated)));
            }
            all.add(threads.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    assertThat(conntrack.sweep(2)).isZero();
                }
            }));
            for (Future<?> one : all) {
                one.get();
            }
        }
        return conntrack;
    }

    @Test
    void makesEachConnectionOnce() throws Exception {
        Conntrack conntrack = crowd(false);
        assertThat(conntrack.connections()).isEqualTo(CONNECTIONS);
        assertThat(conntrack.dump(2)).hasSize(CONNECTIONS);
    }

    @Test
    void givesNoTranslatedTupleTwice() throws Exception {
        Conntrack conntrack = crowd(true);
        assertThat(conntrack.connections()).isEqualTo(CONNECTIONS);
        assertThat(conntrack.dump(2).stream().map(c -> c.reply().dstPort()).distinct())
                .hasSize(CONNECTIONS);
    }

    @Test
    void allocatesNothingForKnownConnections() {
        Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);
        byte[] tcp = IpFrames.tcp("10.1.1.1", 1, "10.1.1.2", 2, IpFrames.ACK, 1, 1, 64);
        byte[] udp = IpFrames.udp("fc00::1", 1, "fc00::2", 2, 64);
        CtRequest translated = Tracking.request("ct(commit,nat(src=fc00::3))");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 20; window++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2000; i++) {
                tracking.packet.set(tcp, 0, tcp.length, 1, 1);
                tracking.tracker.track(tracking.packet, COMMIT);
                tracking.packet.set(udp, 0, udp.length, 1, 1);
                tracking.tracker.track(tracking.packet, translated);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // the reading itself may cost something
        assertThat(least).isLessThan(2000);
    }
}
