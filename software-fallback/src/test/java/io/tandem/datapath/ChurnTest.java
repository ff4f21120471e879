package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One thread removes flows and puts them again in another version, while four forward. Each version sends packets to a
 * port of its own, so that a packet tells which version it met.
 */
final class ChurnTest {
    private static final int THREADS = 4;
    private static final int FLOWS = 6;
    private static final int VERSIONS = 2000;

    /** Fewer versions where the machine is busy. */
    private static final long AT_MOST_NANOS = 4_000_000_000L;

    private static final FlowMask MASK = FlowMask.builder()
            .exact(FlowField.IN_PORT)
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.ETH_TYPE)
            .exact(FlowField.UDP_DST)
            .build();

    /** Versions that have ended when this was read have a smaller number of removal. */
    private final AtomicLong clock = new AtomicLong();

    private final AtomicLongArray removedAt = new AtomicLongArray(VERSIONS + 1);
    private final AtomicIntegerArray sentTo = new AtomicIntegerArray(VERSIONS + 1);
    private volatile boolean stop;

    /** Where version {@code number} sends packets, if it was not removed before the batch was received. */
    private final class VersionPort implements Port {
        private final int number;
        private final long[] receivedAt;

        VersionPort(int number, long[] receivedAt) {
            this.number = number;
            this.receivedAt = receivedAt;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void transmit(Packet packet) {
            sentTo.incrementAndGet(number);
            long removed = removedAt.get(number);
            if (removed != 0 && removed <= receivedAt[0]) {
                throw new AssertionError("version " + number + " was removed at " + removed
                        + ", its packet received at " + receivedAt[0]);
            }
        }
    }

    private static Megaflow version(int flow, int number) {
        byte[] frame = Frames.udp(1, flow, 60);
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, 1, 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return Megaflow.of(FlowKey.ofWords(words), MASK, List.of(new OdpAction.Output(number)));
    }

    @ParameterizedTest
    @EnumSource
    void accountsEachPacketToAVersionThatWasThere(ClassifierKind kind) throws Exception {
        Datapath datapath =
                new Datapath(new DatapathConfig(2, true, kind, VERSIONS).withPacketThreads(THREADS), new NoSlowPath());
        long packets = 0;
        int versions;
        FlowStats[] last = new FlowStats[VERSIONS + 1];
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> forwarders = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int seed = i;
                forwarders.add(executor.submit(() -> forward(datapath.openThread(), seed)));
            }
            try {
                versions = churn(datapath, last);
            } finally {
                stop = true;
            }
            for (Future<Long> forwarder : forwarders) {
                packets += forwarder.get();
            }
        }
        long counted = 0;
        for (int number = 1; number <= versions; number++) {
            assertThat(last[number].packets()).as("version " + number).isEqualTo(sentTo.get(number));
            counted += last[number].packets();
        }
        DatapathCounters counters = datapath.counters();
        assertThat(counters.received()).isEqualTo(packets);
        assertThat(counters.counted()).isEqualTo(counted).isPositive();
        assertThat(counted + counters.unassigned()).isEqualTo(packets);
        assertThat(counters.drops().keySet()).containsExactly(DropReason.UPCALL_REFUSED);
    }

    /**
     * Replaces the versions of random flows. Fills in what each version had counted when it was removed, and answers how
     * many there were.
     */
    private int churn(Datapath datapath, FlowStats[] last) throws FlowPutException {
        SplittableRandom random = new SplittableRandom(4);
        int[] present = new int[FLOWS];
        long end = System.nanoTime() + AT_MOST_NANOS;
        int number = 0;
        while (number < VERSIONS && System.nanoTime() - end < 0) {
            number++;
            int flow = random.nextInt(FLOWS);
            retire(datapath, flow, present[flow], last);
            datapath.put(version(flow, number));
            present[flow] = number;
        }
        for (int flow = 0; flow < FLOWS; flow++) {
            retire(datapath, flow, present[flow], last);
        }
        return number;
    }

    private void retire(Datapath datapath, int flow, int number, FlowStats[] last) {
        if (number != 0) {
            last[number] = datapath.remove(version(flow, number).ufid()).orElseThrow();
            removedAt.set(number, clock.incrementAndGet());
        }
    }

    private long forward(PacketThread thread, int seed) {
        long[] receivedAt = new long[1];
        for (int number = 1; number <= VERSIONS; number++) {
            thread.attach(new VersionPort(number, receivedAt));
        }
        SplittableRandom random = new SplittableRandom(seed);
        PacketBatch batch = new PacketBatch();
        byte[][] frames = new byte[FLOWS][];
        for (int flow = 0; flow < FLOWS; flow++) {
            frames[flow] = Frames.udp(1, flow, 60);
        }
        long packets = 0;
        while (!stop) {
            batch.clear();
            receivedAt[0] = clock.get();
            int size = 1 + random.nextInt(PacketBatch.SIZE);
            for (int i = 0; i < size; i++) {
                byte[] frame = frames[random.nextInt(FLOWS)];
                batch.add().set(frame, 0, frame.length, 1, packets);
            }
            thread.process(batch);
            packets += size;
        }
        return packets;
    }
}
