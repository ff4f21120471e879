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
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Misses that handler threads answer. */
final class UpcallsTest {
    private final UpcallBench bench = new UpcallBench();
    private final List<Integer> sent = new ArrayList<>();

    @Test
    void holdsPacketsUntilTheirFlowIsThereInTheirOrder() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        try (Datapath datapath = datapath(config(3, 8, 16, 8, NEVER), (key, packet) -> {
            questions.incrementAndGet();
            asked.countDown();
            await(go);
            return new UpcallAnswer.Install(flow(key, OUT));
        })) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(2, 53, 60), Frames.udp(1, 53, 60));
            bench.process(thread, 1, Frames.udp(3, 53, 60), Frames.udp(2, 53, 60));
            asked.await();
            assertThat(sent).isEmpty();
            assertThat(thread.counters().pending()).isEqualTo(5);
            go.countDown();
            settle(thread);
            bench.process(thread, 1, Frames.udp(9, 53, 60));
            assertThat(sent).containsExactly(1, 2, 1, 3, 2, 9);
            assertThat(questions).hasValue(3);
            assertThat(datapath.flows().flows())
                    .hasSize(1)
                    .allMatch(f -> f.stats().packets() == 6);
        }
    }

    @Test
    void letsNoPacketOvertakeThoseThatWaitWhenAnotherPutsTheirFlow() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Datapath datapath = datapath(config(1, 8, 16, 8, NEVER), (key, packet) -> {
            await(go);
            return new UpcallAnswer.Install(flow(key, OUT));
        })) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(2, 53, 60));
            datapath.put(flow(key(bench.batch.get(0)), OUT));
            bench.process(thread, 1, Frames.udp(7, 53, 60));
            assertThat(sent).containsExactly(1, 2, 7);
            go.countDown();
        }
    }

    /** The flow comes up between the lookup of the bench.batch and the packet that it carries. */
    @Test
    void letsNoPacketOvertakeThoseThatWaitWhenTheirFlowComesUpInABatch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Datapath datapath = datapath(config(1, 8, 16, 8, NEVER), (key, packet) -> {
            await(go);
            return new UpcallAnswer.Install(flow(key, OUT));
        })) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(thread, 1, Frames.udp(1, 53, 60));
            Megaflow waitsFor = flow(key(bench.batch.get(0)), OUT);
            bench.batch.clear();
            bench.batch.add().set(Frames.udp(1, 99, 60), 0, 60, 1, 0);
            datapath.put(flow(key(bench.batch.get(0)), new OdpAction.Output(3)));
            thread.attach(new Port() {
                @Override
                public int number() {
                    return 3;
                }

                @Override
                public void transmit(Packet packet) {
                    try {
                        datapath.put(waitsFor);
                    } catch (FlowPutException e) {
                        // Only the first packet brings the flow.
                        assertThat(e.errno()).isEqualTo(FlowPutException.Errno.EEXIST);
                    }
                }
            });
            bench.process(thread, 1, Frames.udp(2, 99, 60), Frames.udp(7, 53, 60));
            assertThat(sent).containsExactly(1, 7);
            go.countDown();
        }
    }

    /** The flow comes up as answers are taken in, after what waits was looked up and before the batch is. */
    @Test
    void letsNoPacketOvertakeThoseThatWaitWhenTheirFlowComesUpBeforeABatch() throws Exception {
        CountDownLatch firstAnswered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Datapath datapath = datapath(config(1, 8, 16, 8, NEVER), (key, packet) -> {
            if (key.get(FlowField.UDP_DST) == 99) {
                return new UpcallAnswer.Install(flow(key, new OdpAction.Output(3)));
            }
            firstAnswered.countDown();
            await(go);
            return new UpcallAnswer.Install(flow(key, OUT));
        })) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.batch.clear();
            bench.batch.add().set(Frames.udp(1, 53, 60), 0, 60, 1, 0);
            Megaflow waitsFor = flow(key(bench.batch.get(0)), OUT);
            thread.attach(new Port() {
                @Override
                public int number() {
                    return 3;
                }

                @Override
                public void transmit(Packet packet) {
                    try {
                        datapath.put(waitsFor);
                    } catch (FlowPutException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            bench.process(thread, 1, Frames.udp(2, 99, 60), Frames.udp(1, 53, 60));
            await(firstAnswered);
            bench.process(thread, 1, Frames.udp(7, 53, 60));
            assertThat(sent).containsExactly(1, 7);
            go.countDown();
        }
    }

    /** Two keys of one megaflow wait; the flow of the first is gone before the answer for the second puts it anew. */
    @Test
    void letsNoPacketOvertakeThoseWhoseFlowIsPutAnew() {
        CountDownLatch bothAnswered = new CountDownLatch(1);
        AtomicInteger installed = new AtomicInteger();
        Datapath[] own = new Datapath[1];
        UpcallHandler handler = new UpcallHandler() {
            @Override
            public UpcallAnswer miss(FlowKey key, Packet packet) {
                if (key.get(FlowField.UDP_DST) == 99) {
                    bothAnswered.countDown();
                }
                return new UpcallAnswer.Install(flow(key, OUT));
            }

            @Override
            public void installed(DatapathFlow flow) {
                if (installed.incrementAndGet() == 1) {
                    own[0].remove(flow.megaflow().ufid());
                }
            }
        };
        try (Datapath datapath =
                new Datapath(new DatapathConfig(1, 8).withUpcalls(config(1, 8, 16, 8, NEVER)), handler)) {
            own[0] = datapath;
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(
                    thread,
                    1,
                    Frames.udp(1, 53, 60),
                    Frames.udp(2, 53, 60),
                    Frames.udp(1, 53, 60),
                    Frames.udp(3, 99, 60));
            await(bothAnswered);
            settle(thread);
            assertThat(installed).hasValue(3);
            assertThat(sent).containsExactly(1, 2, 1, 3);
        }
    }

    private static FlowKey key(Packet packet) {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    @Test
    void holdsRecirculatedPacketsToo() {
        try (Datapath datapath = datapath(
                config(2, 8, 16, 8, NEVER),
                (key, packet) -> new UpcallAnswer.Install(
                        key.get(FlowField.RECIRC_ID) == 0
                                ? flow(key, new OdpAction.Recirc(9), OUT)
                                : flow(key, OUT)))) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(2, 53, 60));
            settle(thread);
            assertThat(sent).hasSize(4);
            assertThat(datapath.flows().flows())
                    .hasSize(2)
                    .allMatch(f -> f.stats().packets() == 2);
            assertThat(datapath.counters().counted()).isEqualTo(2);
        }
    }

    @Test
    void carriesOnceWhatTheSlowPathWillNotInstall() {
        try (Datapath datapath =
                datapath(config(1, 8, 16, 8, NEVER), (key, packet) -> new UpcallAnswer.Once(flow(key, OUT)))) {
            PacketThread thread = datapath.openThread();
            thread.attach(new UpcallBench.Recorder(2, sent));
            bench.process(thread, 1, Frames.udp(1, 53, 60), Frames.udp(1, 53, 60));
            settle(thread);
            assertThat(sent).hasSize(2);
            assertThat(datapath.flows().flows()).isEmpty();
            assertThat(datapath.counters().unassigned()).isEqualTo(2);
        }
    }
}
