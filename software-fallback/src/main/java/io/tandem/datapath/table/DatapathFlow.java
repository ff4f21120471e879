package io.tandem.datapath.table;

import io.tandem.datapath.execute.Step;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A flow as packets meet it. Packet threads count, each in a place of its own; any thread may read. Actions are replaced
 * whole: a packet has the old ones or the new ones.
 *
 * <p>Where the datapath has one packet thread, the counts are fields here; where it has more, each thread has a
 * {@linkplain FlowStripes stripe}.
 */
public final class DatapathFlow extends FlowMatch {
    private static final VarHandle PACKETS = field("packets", long.class);
    private static final VarHandle BYTES = field("bytes", long.class);
    private static final VarHandle USED = field("used", long.class);
    private static final VarHandle FLAGS = field("flags", int.class);

    private final long putNumber;
    private final @Nullable FlowStripes stripes;

    private volatile Megaflow megaflow;
    private volatile Step[] steps;
    private volatile boolean live = true;
    private int slot;

    // Written by the packet thread where there is only one.
    private long packets;
    private long bytes;
    private long used = FlowStats.NEVER;
    private int flags;

    /**
     * @param mask the words of the megaflow's mask, shared by flows with the same one
     * @param steps the megaflow's actions, prepared; flows with the same ones may share them
     * @param threads packet threads that may count
     * @param putNumber how many flows were put when this one was, itself among them
     */
    public DatapathFlow(Megaflow megaflow, MaskWords mask, Step[] steps, int threads, long putNumber) {
        super(megaflow.key(), mask);
        this.megaflow = megaflow;
        this.putNumber = putNumber;
        this.stripes = threads == 1 ? null : new FlowStripes(threads);
        this.steps = steps;
    }

    /** The flow with its present actions. */
    public Megaflow megaflow() {
        return megaflow;
    }

    /** The hash of the flow's key under a mask that its own covers. */
    public int hash(MaskWords under) {
        long hash = under.seed();
        int i = 0;
        for (long rest = under.map(); rest != 0; rest &= rest - 1) {
            hash = KeyHash.step(hash, word(Long.numberOfTrailingZeros(rest)) & under.bits(i++));
        }
        return KeyHash.finish(hash);
    }

    /** Where the flow is in the {@link FlowDirectory}. */
    public int slot() {
        return slot;
    }

    /**
     * What a device may mark the flow's packets with, for {@link FlowDirectory#marked} to find it: not 0, and given to
     * another flow some time after this one is gone.
     */
    public int mark() {
        return slot + 1;
    }

    /** Flows put into the table when this one was, itself among them: a flow with a greater number came later. */
    public long putNumber() {
        return putNumber;
    }

    /** Called by the flow directory, before packets can meet the flow. */
    void settle(int place) {
        slot = place;
    }

    /** The present actions, prepared. The array must not be changed. */
    public Step[] steps() {
        return steps;
    }

    /** False once the flow was removed: a cache that still has it must not answer with it. */
    public boolean live() {
        return live;
    }

    /** Reads what a packet of the flow will, so that it comes into the processor's cache; means nothing. */
    public long touch() {
        return touchMatch() ^ flags;
    }

    /**
     * Counts packets.
     *
     * @param thread number of the packet thread that calls this
     * @param more packets
     * @param size bytes of all of them
     * @param time when the last one came in
     * @param tcpFlags of all of them
     */
    public void count(int thread, int more, long size, long time, int tcpFlags) {
        if (stripes != null) {
            stripes.count(thread, more, size, time, tcpFlags);
            return;
        }
        PACKETS.setOpaque(this, packets + more);
        BYTES.setOpaque(this, bytes + size);
        USED.setOpaque(this, time);
        FLAGS.setRelease(this, flags | tcpFlags);
    }

    /** What was counted so far, by all packet threads. */
    public FlowStats stats() {
        if (stripes != null) {
            return stripes.sum();
        }
        int seen = (int) FLAGS.getAcquire(this);
        return new FlowStats(
                (long) PACKETS.getOpaque(this), (long) BYTES.getOpaque(this), (long) USED.getOpaque(this), seen, true);
    }

    /**
     * Gives the flow other actions. Called by the flow table.
     *
     * @param prepared the changed megaflow's actions
     */
    public void replace(Megaflow changed, Step[] prepared) {
        megaflow = changed;
        steps = prepared;
    }

    /** The flow was removed. Called by the flow table. */
    public void retire() {
        live = false;
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(DatapathFlow.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
