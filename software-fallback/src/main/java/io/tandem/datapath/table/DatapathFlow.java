package io.tandem.datapath.table;

import io.tandem.datapath.execute.Step;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A flow as packets meet it. The packet thread counts, with release stores; any thread may read. Actions are replaced
 * whole: a packet has the old ones or the new ones.
 */
public final class DatapathFlow {
    private static final VarHandle PACKETS = field("packets", long.class);
    private static final VarHandle BYTES = field("bytes", long.class);
    private static final VarHandle USED = field("used", long.class);
    private static final VarHandle FLAGS = field("flags", int.class);

    // The words that the mask looks at: which they are, the key's bits and the mask's.
    private final int[] indices;
    private final long[] values;
    private final long[] bits;
    private final int hash;

    private volatile Megaflow megaflow;
    private volatile Step[] steps;
    private volatile boolean live = true;

    // Written by the packet thread.
    private long packets;
    private long bytes;
    private long used = FlowStats.NEVER;
    private int flags;

    /**
     * @param hash of the masked key, as the flow's subtable computes it
     */
    public DatapathFlow(Megaflow megaflow, int hash) {
        this.megaflow = megaflow;
        FlowMask mask = megaflow.mask();
        int words = Long.bitCount(mask.map());
        indices = new int[words];
        values = new long[words];
        bits = new long[words];
        int next = 0;
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            int word = Long.numberOfTrailingZeros(rest);
            indices[next] = word;
            values[next] = megaflow.key().word(word);
            bits[next++] = mask.word(word);
        }
        this.hash = hash;
        this.steps = Step.prepare(megaflow.actions());
    }

    /** The flow with its present actions. */
    public Megaflow megaflow() {
        return megaflow;
    }

    /** The hash of the masked key. */
    public int hash() {
        return hash;
    }

    /** The present actions, prepared. The array must not be changed. */
    public Step[] steps() {
        return steps;
    }

    /** False once the flow was removed: a cache that still has it must not answer with it. */
    public boolean live() {
        return live;
    }

    /** True where the packet's key agrees with the flow's in every bit of its mask. */
    public boolean matches(long[] words, int base) {
        for (int i = 0; i < indices.length; i++) {
            if (((words[base + indices[i]] ^ values[i]) & bits[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Counts one packet. Called by the packet thread only. */
    public void count(int size, long time, int tcpFlags) {
        PACKETS.setOpaque(this, packets + 1);
        BYTES.setOpaque(this, bytes + size);
        USED.setOpaque(this, time);
        FLAGS.setRelease(this, flags | tcpFlags);
    }

    /** What was counted so far. */
    public FlowStats stats() {
        int seen = (int) FLAGS.getAcquire(this);
        return new FlowStats(
                (long) PACKETS.getOpaque(this), (long) BYTES.getOpaque(this), (long) USED.getOpaque(this), seen, true);
    }

    /**
     * Gives the flow other actions. Called by the flow table.
     *
     * @throws IllegalArgumentException where one of them cannot be carried out; then nothing changes
     */
    public void replace(Megaflow changed) {
        Step[] prepared = Step.prepare(changed.actions());
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
