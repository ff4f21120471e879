package io.tandem.datapath;

import static io.tandem.datapath.UpcallBench.NEVER;
import static io.tandem.datapath.UpcallBench.OUT;
import static io.tandem.datapath.UpcallBench.await;
import static io.tandem.datapath.UpcallBench.config;
import static io.tandem.datapath.UpcallBench.datapath;
import static io.tandem.datapath.UpcallBench.flow;
import static io.tandem.datapath.UpcallBench.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallConfig;
import io.tandem.datapath.upcall.UpcallCounters;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Misses that stay without an answer, and what becomes of their packets. */
final class UpcallLossTest {
    private final UpcallBench bench = new UpcallBench();
    private final List<Integer> sent = new ArrayList<>();

    @Test
    void countsEveryLossWithItsReason() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Datapath datapath = datapath(config(1, 2, 5, 2, NEVER), (key, packet) -> {
            asked.countDown();
            await(go);
            throw new NoSuchMethodError("broken");
        });
        PacketThread thread = datapath.openThread();
        bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(1, 53, 60), Frames.udp(1, 53, 60));
        await(asked);
        bench.process(thread, 1, Frames.udp(2, 53, 60), Frames.udp(3, 53, 60), Frames.udp(4, 53, 60));
        bench.process(thread, 1, Frames.udp(3, 53, 60), Frames.udp(5, 53, 60));
        assertThat(datapath.counters().drops())
                .isEqualTo(Map.of(DropReason.UPCALL_PENDING_FULL, 2L, DropReason.UPCALL_QUEUE_FULL, 1L));
        go.countDown();
        settle(thread);
        assertThat(datapath.counters().drops())
                .containsEntry(DropReason.UPCALL_FAILED, 5L)
                .hasSize(3);
        datapath.close();
        assertThat(datapath.counters().unassigned()).isEqualTo(8);
        assertThat(datapath.upcallCounters())
                .containsExactly(new UpcallCounters(
                        1, 4, 0, Map.of(DropReason.UPCALL_FAILED, 3L, DropReason.UPCALL_QUEUE_FULL, 1L)));
    }

    @Test
    void waitsForNoAnswerForever() {
        CountDownLatch go = new CountDownLatch(1);
        try (Datapath datapath = datapath(config(1, 8, 8, 8, 1000), (key, packet) -> {
            await(go);
            return new UpcallAnswer.Install(flow(key, OUT));
        })) {
            PacketThread thread = datapath.openThread();
            bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(2, 53, 60));
            settle(thread);
            assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.UPCALL_EXPIRED, 2L));
            go.countDown();
        }
    }

    @Test
    void countsWhatWaitsAtTheEnd() {
        CountDownLatch go = new CountDownLatch(1);
        Datapath datapath = datapath(config(1, 8, 8, 8, NEVER), (key, packet) -> {
            while (go.getCount() > 0) {
                // Does not even answer when it is interrupted.
                LockSupport.parkNanos(1_000_000);
            }
            return new UpcallAnswer.Install(flow(key, OUT));
        });
        PacketThread thread = datapath.openThread();
        bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(2, 54, 60), Frames.udp(2, 55, 60));
        datapath.close();
        DatapathCounters counters = datapath.counters();
        assertThat(counters.pending()).isZero();
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.DATAPATH_STOPPED, 3L));
        go.countDown();
    }

    @Test
    void aFloodingPortTakesNothingFromAQuietOne() {
        FlowMask microflow = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.UDP_SRC)
                .exact(FlowField.UDP_DST)
                .build();
        try (Datapath datapath = datapath(
                config(1, 4, 64, 4, NEVER),
                (key, packet) -> new UpcallAnswer.Install(Megaflow.of(key, microflow, List.of(OUT))))) {
            PacketThread flooded = datapath.openThread();
            PacketThread quiet = datapath.openThread();
            flooded.attach(new UpcallBench.Recorder(2, new ArrayList<>()));
            quiet.attach(new UpcallBench.Recorder(2, sent));
            for (int round = 0; round < 400; round++) {
                byte[][] many = new byte[PacketBatch.SIZE][];
                for (int i = 0; i < many.length; i++) {
                    many[i] = Frames.udp(round * 32 + i, 99, 60);
                }
                bench.process(flooded, 1, many);
                bench.process(quiet, 3, Frames.udp(round, 53, 60));
                settle(quiet);
            }
            assertThat(sent).hasSize(400);
            assertThat(quiet.counters().drops()).isEmpty();
            assertThat(flooded.counters().drops()).containsKey(DropReason.UPCALL_QUEUE_FULL);
            settle(flooded);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void losesNoPacketWhateverTheSlowPathDoes(int seed) throws Exception {
        SplittableRandom shape = new SplittableRandom(seed);
        UpcallConfig upcalls = config(
                1 + shape.nextInt(3),
                2 + shape.nextInt(6),
                1 + shape.nextInt(40),
                1 + shape.nextInt(8),
                shape.nextBoolean() ? NEVER : 200_000);
        AtomicInteger draw = new AtomicInteger(seed * 1000);
        Datapath datapath = datapath(upcalls, (key, packet) -> {
            SplittableRandom random = new SplittableRandom(draw.incrementAndGet());
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(300_000);
            }
            return switch (random.nextInt(6)) {
                case 0 -> throw new IllegalStateException("no answer");
                case 1 -> throw new AssertionError("no answer at all");
                case 2 -> new UpcallAnswer.Discard(DropReason.UPCALL_REFUSED);
                case 3 -> new UpcallAnswer.Once(flow(key, OUT));
                case 4 ->
                    new UpcallAnswer.Install(
                            flow(key.toBuilder().set(FlowField.UDP_DST, 7).build(), OUT));
                default -> new UpcallAnswer.Install(flow(key, random.nextBoolean() ? OUT : new OdpAction.Recirc(3)));
            };
        });
        int batches = 300;
        long inFlows = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            List<Future<?>> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                SplittableRandom random = new SplittableRandom(seed * 31L + i);
                PacketThread thread = datapath.openThread();
                thread.attach(new UpcallBench.Recorder(2, new ArrayList<>()));
                threads.add(executor.submit(() -> forward(thread, random, batches)));
            }
            while (!threads.stream().allMatch(Future::isDone)) {
                for (DatapathFlow flow : datapath.flows().flows()) {
                    inFlows += firstLookups(
                            flow, datapath.remove(flow.megaflow().ufid()).orElseThrow());
                }
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        }
        datapath.close();
        DatapathCounters counters = datapath.counters();
        assertThat(counters.received()).isEqualTo(3L * batches * 16);
        assertThat(counters.counted() + counters.unassigned()).isEqualTo(counters.received());
        assertThat(counters.pending()).isZero();
        assertThat(counters.emcHits() + counters.smcHits() + counters.dpclsHits() + counters.upcalls())
                .isEqualTo(counters.received());
        for (DatapathFlow flow : datapath.flows().flows()) {
            inFlows += firstLookups(flow, flow.stats());
        }
        assertThat(inFlows).isEqualTo(counters.counted());
    }

    /** Packets that a flow counts at their first lookup. */
    private static long firstLookups(DatapathFlow flow, FlowStats stats) {
        return flow.megaflow().key().get(FlowField.RECIRC_ID) == 0 ? stats.packets() : 0;
    }

    private static void forward(PacketThread thread, SplittableRandom random, int batches) {
        PacketBatch own = new PacketBatch();
        for (int round = 0; round < batches; round++) {
            own.clear();
            for (int i = 0; i < 16; i++) {
                byte[] frame = Frames.udp(random.nextInt(4), random.nextInt(30), 60);
                own.add().set(frame, 0, frame.length, 1 + random.nextInt(3), 0);
            }
            thread.process(own);
        }
    }
}
