package io.tandem.datapath;

import io.tandem.backend.MissPlaces;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.UserspaceReceiver;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.ActionUpcall;
import io.tandem.datapath.upcall.UpcallCounters;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.datapath.upcall.UpcallQueues;
import io.tandem.datapath.upcall.UpcallThreads;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The software datapath: what its {@linkplain PacketThread packet threads} share. Flows are put, changed and removed, and
 * counters read, by any thread, while packet threads forward without a lock.
 */
public final class Datapath implements AutoCloseable {
    private final DatapathConfig config;
    private final UpcallHandler handler;
    private final @Nullable UpcallThreads handlers;
    private final ActionServices services;
    private final FlowTable table;
    private volatile MissPlaces missPlaces = MissPlaces.NONE;
    private final List<Port> ports = new ArrayList<>();
    private final List<PacketThread> threads = new CopyOnWriteArrayList<>();

    /** A datapath without meters, bonds and tunnels. */
    public Datapath(DatapathConfig config, UpcallHandler handler) {
        this(config, handler, ActionServices.none());
    }

    /**
     * Starts handler threads where the configuration asks for some; they end with {@link #close}.
     *
     * @param services what actions reach; packets of userspace actions go to the handler unless they have a receiver
     */
    public Datapath(DatapathConfig config, UpcallHandler handler, ActionServices services) {
        this.config = config;
        this.handler = handler;
        this.handlers = config.upcalls().handlers() == 0 ? null : new UpcallThreads(config.upcalls(), handler);
        this.services = services.userspace() == UserspaceReceiver.NONE ? services.with(userspace()) : services;
        this.table = new FlowTable(config.classifier(), config.packetThreads(), config.hashSeed(), this.services);
    }

    /**
     * Attaches a port to all packet threads, those to come too, before the first packet. Where there are several, the
     * port is one that all may use at once; else each thread has {@linkplain PacketThread#attach its own}.
     */
    public synchronized void attach(Port port) {
        ports.add(port);
        threads.forEach(thread -> thread.attach(port));
    }

    /**
     * A new packet thread.
     *
     * @throws IllegalStateException where there are as many as the configuration allows
     */
    public synchronized PacketThread openThread() {
        if (threads.size() == config.packetThreads()) {
            throw new IllegalStateException("there are " + threads.size()
                    + " packet threads, as many as this datapath was made for; raise packetThreads");
        }
        PacketThread thread = open(threads.size(), new PacketCounters());
        threads.add(thread);
        return thread;
    }

    /**
     * A packet thread in the place of one that {@linkplain PacketThread#failed failed}: with its number, counters and
     * ports, and with empty caches. Called by a thread that knows that the failed one has ended.
     */
    public synchronized PacketThread reopen(PacketThread failed) {
        if (!failed.failed()) {
            throw new IllegalArgumentException("packet thread " + failed.number() + " has not failed");
        }
        PacketThread thread = open(failed.number(), failed.packetCounters());
        thread.attachAll(failed);
        threads.set(failed.number(), thread);
        return thread;
    }

    /** Hands packets of userspace actions to whom misses go. */
    private UserspaceReceiver userspace() {
        if (handlers != null) {
            return handlers.queues()::offer;
        }
        return (packet, action, actions) -> {
            byte[] frame = new byte[packet.length()];
            packet.copyTo(frame, 0);
            handler.userspace(new ActionUpcall(packet.inPort(), frame, action, actions, System.nanoTime()));
            return true;
        };
    }

    private PacketThread open(int number, PacketCounters counters) {
        UpcallQueues queues = handlers == null ? null : handlers.queues();
        PacketThread thread = new PacketThread(
                number, config, table, handler, queues, services, new DeviceMisses(() -> missPlaces), counters);
        ports.forEach(thread::attach);
        return thread;
    }

    /**
     * From now on packets that a device gives back from behind its rules' jumps go on from there, by what their marks say. Any
     * thread.
     */
    public void recoverFrom(MissPlaces places) {
        missPlaces = places;
    }

    /**
     * True for a flow that packets meet first: behind no recirculation, and not at a tunnel whose headers an action takes
     * off.
     */
    public boolean isFirstLookup(Megaflow flow) {
        return flow.key().isZero(FlowField.RECIRC_ID)
                && services.tunnels().port((int) flow.key().get(FlowField.IN_PORT)) == null;
    }

    /** The connections of ct actions. */
    public Conntrack conntrack() {
        return services.conntrack();
    }

    /** The flows. */
    public FlowTable flows() {
        return table;
    }

    /**
     * Adds a flow.
     *
     * @throws FlowPutException where the table does not take it
     */
    public DatapathFlow put(Megaflow flow) throws FlowPutException {
        return table.put(flow);
    }

    /**
     * Gives a flow other actions; each packet has the old ones or the new ones. False where there is no such flow.
     *
     * @throws IllegalArgumentException where an action cannot be carried out; then the flow keeps its old ones
     */
    public boolean modify(Megaflow flow) {
        return table.modify(flow);
    }

    /**
     * Removes a flow and waits until no packet can be counted on it any more, so for the batches that packet threads are
     * in. A packet thread that waits for the slow path is not waited for, so {@link UpcallHandler#miss} may call this.
     *
     * @return its final statistics; empty where there is no such flow
     */
    public Optional<FlowStats> remove(Ufid ufid) {
        Optional<DatapathFlow> removed = table.take(ufid);
        removed.ifPresent(flow -> threads.forEach(thread -> thread.quiescence().await()));
        return removed.map(DatapathFlow::stats);
    }

    /**
     * What became of the packets of all threads, as of the last batch that each has ended. Waits for none.
     */
    public DatapathCounters counters() {
        return threads.stream().map(PacketThread::counters).reduce(DatapathCounters.ZERO, DatapathCounters::plus);
    }

    /** What became of the upcalls of each ingress port that had any; empty where packet threads ask the slow path. */
    public List<UpcallCounters> upcallCounters() {
        return handlers == null ? List.of() : handlers.queues().counters();
    }

    /**
     * Takes packets of userspace actions, which {@link UpcallHandler#userspace} gets; empty where packet threads ask the
     * slow path.
     */
    public Optional<UpcallQueues> upcallQueues() {
        return Optional.ofNullable(handlers).map(UpcallThreads::queues);
    }

    /**
     * Stops handler threads, carries what they have answered, and counts every packet that still waits as dropped. The
     * caller has seen to it that nobody uses the packet threads any more. Does nothing the second time.
     */
    @Override
    public void close() {
        if (handlers != null) {
            handlers.close();
        }
        threads.forEach(PacketThread::stop);
        if (handlers != null) {
            // What recirculated packets asked for while their threads were stopped.
            handlers.close();
        }
    }
}
