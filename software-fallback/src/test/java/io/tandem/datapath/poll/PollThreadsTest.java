package io.tandem.datapath.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.action.OdpAction;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.poll.nativelib.CoreAffinity;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallConfig;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.vectors.Frames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PollThreadsTest {
    private static final int PACKETS = 20_000;

    /** Packets of a queue that are under way at most, so that none is lost while the slow path is asked. */
    private static final int WINDOW = 64;

    private static final int STEPS = 50;

    /** Each packet of a queue has the next number in its IPv4 identification, and the queue's port as UDP destination. */
    private static class Source implements RxQueue {
        private final int port;
        private final int packets;
        private final AtomicBoolean inUse = new AtomicBoolean();
        private final List<Integer> sent;
        private int next;

        Source(int port, int packets, List<Integer> sent) {
            this.sent = sent;
            this.port = port;
            this.packets = packets;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public int receive(PacketBatch batch) {
            assertThat(inUse.compareAndSet(false, true))
                    .as("one thread at a time")
                    .isTrue();
            int before = batch.size();
            while (next < packets && next - sent.size() < WINDOW && !batch.full()) {
                byte[] frame = Frames.udp(next % 7, port, 60);
                frame[18] = (byte) (next >>> 8);
                frame[19] = (byte) next;
                batch.add().set(frame, 0, frame.length, port, next);
                next++;
            }
            inUse.set(false);
            return batch.size() - before;
        }

        @Override
        public int descriptor() {
            return -1;
        }
    }

    /** Keeps the numbers of what each queue's packets bring, in the order in which they leave. */
    private record Sink(int number, Map<Integer, List<Integer>> sent) implements Port {
        @Override
        public void transmit(Packet packet) {
            Objects.requireNonNull(sent.get(packet.inPort())).add(packet.u16(18));
        }
    }

    private static final class SlowPath implements UpcallHandler {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            // Slow enough that queues move while packets wait.
            LockSupport.parkNanos(2_000_000);
            FlowMask mask = FlowMask.builder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .exact(FlowField.ETH_TYPE)
                    .exact(FlowField.UDP_DST)
                    .build();
            return new UpcallAnswer.Install(Megaflow.of(key, mask, List.of(new OdpAction.Output(9))));
        }

        @Override
        public void installed(DatapathFlow flow) {}
    }

    private final Map<Integer, List<Integer>> sent = new ConcurrentHashMap<>();
    private final Datapath datapath = new Datapath(
            new DatapathConfig(1, 9)
                    .withPacketThreads(3)
                    .withUpcalls(new UpcallConfig(2, 512, 512, WINDOW, Long.MAX_VALUE)),
            new SlowPath());

    private Source source(int port, int packets) {
        List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
        sent.put(port, numbers);
        return new Source(port, packets, numbers);
    }

    private static PollConfig config() {
        PollConfig usual = PollConfig.threads(3);
        return new PollConfig(3, List.of(), usual.idle(), Long.MAX_VALUE, 0, 0, 1000, 1_000_000_000L);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void keepsEachThreadOnItsCore() {
        int core = CoreAffinity.allowed().length() - 1;
        Map<String, String> cores = new ConcurrentHashMap<>();
        RxQueue asking = new Source(1, 0, List.of()) {
            @Override
            public int receive(PacketBatch batch) {
                cores.put(Thread.currentThread().getName(), allowedCores());
                return 0;
            }
        };
        PollConfig config = PollConfig.threads(1).withCores(List.of(core));
        try (PollThreads threads = new PollThreads(datapath, config, List.of(asking), thread -> List.of())) {
            await(() -> !cores.isEmpty() || threads.states().getFirst().failures() > 0);
            assertThat(threads.states().getFirst().lastFailure()).isEmpty();
        }
        datapath.close();
        assertThat(cores).containsExactly(Map.entry("poll-0", Integer.toString(core)));
    }

    private static String allowedCores() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("no such line");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesACoreThatIsNotThere() {
        PollConfig config = PollConfig.threads(1).withCores(List.of(8000));
        assertThatThrownBy(() -> new PollThreads(datapath, config, List.of(), thread -> List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("core 8000 is not one that this process may use, which are {0");
        datapath.close();
    }

    /** Moves flows out of the way while queues move between threads: no packet is lost or overtaken. */
    @Test
    void movesQueuesWithoutLossOrReordering() {
        List<Source> sources =
                IntStream.range(1, 6).mapToObj(port -> source(port, PACKETS)).toList();
        Port sink = new Sink(9, sent);
        int moves = 0;
        try (PollThreads threads = new PollThreads(datapath, config(), sources, thread -> List.of(sink))) {
            for (int step = 1; step <= STEPS; step++) {
                long carried = 5L * PACKETS * step / STEPS;
                await(() -> datapath.counters().counted() >= carried);
                for (DatapathFlow flow : datapath.flows().flows()) {
                    datapath.remove(flow.megaflow().ufid());
                }
                moves += threads.rebalance() ? 1 : 0;
            }
            assertThat(threads.loads()).allMatch(load -> load.packets() == PACKETS && load.busyNanos() > 0);
        }
        datapath.close();
        assertThat(moves).isPositive();
        List<Integer> inOrder = IntStream.range(0, PACKETS).boxed().toList();
        assertThat(sent).allSatisfy((port, numbers) -> assertThat(numbers).isEqualTo(inOrder));
        assertThat(datapath.counters().drops()).isEmpty();
    }

    @Test
    void replacesAThreadThatFailsAndCountsWhatItHad() {
        List<Source> sources =
                IntStream.range(1, 4).mapToObj(port -> source(port, PACKETS)).toList();
        AtomicInteger countdown = new AtomicInteger(5000);
        List<Error> thrown = new CopyOnWriteArrayList<>();
        Port sink = new Sink(9, sent);
        Port failing = new Port() {
            @Override
            public int number() {
                return 9;
            }

            @Override
            public void transmit(Packet packet) {
                if (countdown.decrementAndGet() == 0) {
                    thrown.add(new AssertionError("broken port"));
                    throw thrown.getFirst();
                }
                sink.transmit(packet);
            }
        };
        try (PollThreads threads =
                new PollThreads(datapath, config(), sources, thread -> List.of(thread == 1 ? failing : sink))) {
            await(() -> datapath.counters().received() == 3L * PACKETS
                    && datapath.counters().pending() == 0);
            assertThat(threads.states()).extracting(PollThreadState::failures).containsExactly(0L, 1L, 0L);
            assertThat(threads.states()).allMatch(PollThreadState::running);
            assertThat(threads.states().get(1).lastFailure()).contains(thrown.getFirst());
        }
        datapath.close();
        DatapathCounters counters = datapath.counters();
        long lost = counters.drops().getOrDefault(DropReason.THREAD_FAILED, 0L);
        assertThat(counters.drops()).hasSize(1);
        assertThat(lost).isBetween(1L, (long) PacketBatch.SIZE);
        assertThat(counters.counted() + counters.unassigned()).isEqualTo(counters.received());
        assertThat(sent.values().stream().mapToInt(List::size).sum()).isEqualTo(3L * PACKETS - lost);
        assertThat(sent.get(sources.get(0).port())).hasSize(PACKETS);
    }
}
