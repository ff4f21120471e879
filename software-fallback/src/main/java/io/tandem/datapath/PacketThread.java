package io.tandem.datapath;

import io.tandem.datapath.execute.ActionExecutor;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.datapath.upcall.UpcallQueues;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs to forward packets: caches, storage, an executor and counters of its own; Open vSwitch calls it
 * a PMD thread. One thread at a time processes; counters are read by any thread.
 *
 * <p>A packet is counted once, in the flow of its first lookup; each recirculation counts in the flow that it finds too.
 * One that a device has looked up and counted, as its mark says, goes on behind that.
 * An exception costs the packet that it came upon, with a reason. An {@link Error} ends this packet thread: every packet
 * in hand is counted as lost, and {@link Datapath#reopen} makes another one in its place.
 */
public final class PacketThread {
    private final int number;
    private final PacketCounters counters;
    private final PacketLookup lookup;
    private final FlowTable table;
    private final DeviceMisses misses;
    private final SynchronousUpcalls synchronous;
    /** Null where this thread asks the slow path itself. */
    private final @Nullable PendingUpcalls pending;

    private final ActionExecutor executor;
    private final FlowRuns runs;
    private final ThreadPorts ports;
    private final long transmittedBefore;

    private final long[] deepKeys = new long[FlowField.WORDS];
    private long deepMap;
    /** Flows that were put when this batch was begun. */
    private long seen;

    private final Quiescence quiescence = new Quiescence();
    private volatile boolean failed;
    private volatile boolean stopped;

    /**
     * @param queues where handler threads take upcalls from; null where there are none
     * @param services what actions reach
     * @param misses where packets go on that devices have looked up
     */
    PacketThread(
            int number,
            DatapathConfig config,
            FlowTable table,
            UpcallHandler handler,
            @Nullable UpcallQueues queues,
            ActionServices services,
            DeviceMisses misses,
            PacketCounters counters) {
        this.table = table;
        this.number = number;
        this.counters = counters;
        this.misses = misses;
        this.transmittedBefore = counters.transmitted;
        this.lookup = new PacketLookup(config, table, misses, counters);
        this.synchronous = new SynchronousUpcalls(this, table, handler);
        this.pending = queues == null
                ? null
                : new PendingUpcalls(this, table, lookup, counters, config.upcalls(), handler, queues);
        this.ports = new ThreadPorts(config.ports());
        this.executor = new ActionExecutor(
                ports.byNumber(), counters.drops, this::recirculate, services.seeded(services.seed() + number));
        this.runs = new FlowRuns(number, lookup, executor, counters);
    }

    /** Its number among the packet threads of the datapath, from 0. */
    public int number() {
        return number;
    }

    /** Attaches a port for this thread alone, before the first packet. What a transmit queue holds leaves with each batch. */
    public void attach(Port port) {
        ports.attach(port);
    }

    /** Processes the packets of a batch in order. */
    public void process(PacketBatch batch) {
        begin();
        try {
            if (pending != null) {
                pending.work();
            }
            seen = table.putNumber();
            int wanted = lookup.find(batch);
            for (int i = 0; i < batch.size(); ) {
                if ((wanted & 1 << i) == 0) {
                    i++;
                    continue;
                }
                // what waits for a flow is not to be overtaken
                int end = pendingPackets() == 0 ? runs.send(batch, i) : i;
                if (end == i) {
                    forward(batch.get(i), i);
                    end++;
                }
                i = end;
            }
            ports.flush();
        } catch (Throwable e) {
            fail();
            throw e;
        } finally {
            end();
        }
    }

    /**
     * Takes in what handler threads have answered, and carries the packets that waited for it; for when there are no
     * packets to process.
     *
     * @return how many answers there were
     */
    public int serviceUpcalls() {
        if (pending == null) {
            return 0;
        }
        begin();
        try {
            seen = table.putNumber();
            int answers = pending.work();
            ports.flush();
            return answers;
        } catch (Throwable e) {
            fail();
            throw e;
        } finally {
            end();
        }
    }

    /** Packets that wait for the slow path, those that were recirculated among them. Called by the thread itself. */
    public int pendingPackets() {
        return pending == null ? 0 : pending.packets();
    }

    /** Carries what has its answer and drops what still waits; then this thread processes nothing any more. */
    void stop() {
        if (failed || stopped) {
            return;
        }
        serviceUpcalls();
        begin();
        if (pending != null) {
            pending.dropAll(DropReason.DATAPATH_STOPPED);
        }
        ports.flush();
        end();
        stopped = true;
    }

    /** Counts a packet that cannot even be taken into a buffer. */
    public void discard(int bytes, DropReason reason) {
        counters.received++;
        counters.receivedBytes += bytes;
        counters.drop(reason);
        counters.publish();
    }

    /** Ends this packet thread: every packet that it has in hand is counted as lost. Called by the thread itself. */
    public void fail() {
        if (!failed) {
            failed = true;
            counters.loseRest(DropReason.THREAD_FAILED);
            counters.publish();
        }
    }

    /** True once an error has ended this packet thread. */
    public boolean failed() {
        return failed;
    }

    /** What became of this thread's packets, as of the last batch that it has ended. Any thread. */
    public DatapathCounters counters() {
        return counters.snapshot();
    }

    /** When this thread uses no flow that may have been removed. */
    Quiescence quiescence() {
        return quiescence;
    }

    PacketCounters packetCounters() {
        return counters;
    }

    /** Takes over the ports of the thread in whose place this one is. */
    void attachAll(PacketThread before) {
        ports.attachAll(before.ports);
    }

    private void begin() {
        if (failed) {
            throw new IllegalStateException("packet thread " + number + " has failed; reopen it");
        }
        if (stopped) {
            throw new IllegalStateException("the datapath was closed");
        }
        quiescence.online();
    }

    private void end() {
        lookup.end();
        counters.transmitted = transmittedBefore + executor.transmitted();
        counters.publish();
        quiescence.offline();
    }

    /** Counts a packet in exactly one flow, or as one that has none; an exception of any kind keeps the thread. */
    private void forward(Packet packet, int i) {
        int base = i * FlowField.WORDS;
        DatapathFlow flow;
        try {
            if (pending != null && pending.unsettled()) {
                pending.settle();
            }
            if (lookup.missed(i)) {
                recover(packet);
                return;
            }
            flow = lookup.flow(packet, i);
            if (flow == null) {
                if (pending != null) {
                    pending.hold(packet, lookup.keys, base, 0, seen);
                    return;
                }
                flow = synchronous.miss(packet, lookup.keys, base, 0);
                if (flow == null) {
                    return;
                }
                lookup.remember(i, flow);
            } else if (pending != null && pending.mayOvertake(flow)) {
                pending.settle();
                if (pending.mayOvertake(flow) || !flow.live()) {
                    pending.defer(packet, lookup.keys, base, 0, seen);
                    return;
                }
            }
        } catch (RuntimeException e) {
            counters.drop(DropReason.DATAPATH_FAILED);
            return;
        }
        carry(packet, flow, lookup.keys, base);
    }

    /** Carries a packet on from where a device's rules, which have counted it, have led it. */
    private void recover(Packet packet) {
        counters.unrecovered--;
        try {
            executor.execute(packet, Objects.requireNonNull(misses.stepsTo(packet.mark())), 0);
        } catch (RuntimeException e) {
            counters.drops.count(DropReason.DATAPATH_FAILED, 1);
        } catch (Error e) {
            counters.drops.count(DropReason.THREAD_FAILED, 1);
            throw e;
        }
    }

    /** Counts a packet in the flow of its first lookup, and carries it. */
    private void carry(Packet packet, DatapathFlow flow, long[] words, int base) {
        counters.counted++;
        try {
            run(packet, flow, words, base, 0);
        } catch (RuntimeException e) {
            counters.drops.count(DropReason.DATAPATH_FAILED, 1);
        } catch (Error e) {
            counters.drops.count(DropReason.THREAD_FAILED, 1);
            throw e;
        }
    }

    /** Carries a packet that waited for its flow. */
    void carryHeld(Packet packet, DatapathFlow flow, long[] words, int depth) {
        if (depth == 0) {
            carry(packet, flow, words, 0);
            return;
        }
        try {
            run(packet, flow, words, 0, depth);
        } catch (RuntimeException e) {
            counters.drops.count(DropReason.DATAPATH_FAILED, 1);
        }
    }

    /** Drops a packet that no flow counts, or which the flow of its first lookup has counted where it was recirculated. */
    void drop(DropReason reason, int depth) {
        if (depth == 0) {
            counters.unassigned++;
        }
        counters.drops.count(reason, 1);
    }

    /** Carries a packet without a flow in the table. */
    void carryOnce(Packet packet, Megaflow flow, int depth) {
        if (depth == 0) {
            counters.unassigned++;
        }
        try {
            executor.execute(packet, Step.prepare(flow.actions()), depth);
        } catch (RuntimeException e) {
            counters.drops.count(DropReason.DATAPATH_FAILED, 1);
        }
    }

    private void run(Packet packet, DatapathFlow flow, long[] words, int base, int depth) {
        int flags = KeyTcpFlags.of(words[base + KeyTcpFlags.WORD]);
        flow.count(number, 1, packet.length(), packet.timeNanos(), flags);
        counters.recirculated += depth == 0 ? 0 : 1;
        executor.execute(packet, flow.steps(), depth);
    }

    private void recirculate(Packet packet, int depth) {
        if (packet.metadata().isEthernet() && packet.length() < KeyExtractor.ETHERNET_HEADER) {
            counters.drops.count(DropReason.RUNT, 1);
            return;
        }
        deepMap = KeyExtractor.extract(packet, deepKeys, 0, deepMap);
        DatapathFlow flow = lookup.classify(packet.inPort(), deepKeys, 0);
        if (pending != null) {
            if (flow == null || pending.mayOvertake(flow)) {
                boolean waits = flow == null
                        ? pending.hold(packet, deepKeys, 0, depth, seen)
                        : pending.defer(packet, deepKeys, 0, depth, seen);
                if (waits) {
                    executor.delivered();
                }
                return;
            }
        } else if (flow == null) {
            flow = synchronous.miss(packet, deepKeys, 0, depth);
        }
        if (flow != null) {
            run(packet, flow, deepKeys, 0, depth);
        }
    }
}
