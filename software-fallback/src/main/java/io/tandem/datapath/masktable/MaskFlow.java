package io.tandem.datapath.masktable;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowSnapshot;
import io.tandem.stats.FlowStats;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * A flow as packets meet it. Any thread may count and read. Actions are replaced whole: a packet has the old ones or the
 * new ones. A packet that is counted while statistics are read or cleared may be in one of its numbers and not yet in
 * another.
 *
 * <p>Source: struct sw_flow in net/openvswitch/flow.h; ovs_flow_stats_update, _get and _clear in flow.c.
 */
public final class MaskFlow {
    /** Flags that the kernel's reply tells: OVS_FLOW_ATTR_TCP_FLAGS is one byte. */
    private static final int TOLD_FLAGS = 0xff;

    private static final VarHandle PACKETS = field("packets", long.class);
    private static final VarHandle BYTES = field("bytes", long.class);
    private static final VarHandle USED = field("used", long.class);
    private static final VarHandle FLAGS = field("flags", int.class);

    private record Cleared(long packets, long bytes) {}

    private final FlowId id;
    private final FlowKey key;
    private final SharedMask mask;
    private final long[] masked;
    private final int hash;

    private volatile List<OdpAction> actions;
    private volatile boolean live = true;
    /** What the counters read when they were last cleared: they themselves only grow, so that no count is lost. */
    private volatile Cleared cleared = new Cleared(0, 0);

    private long packets;
    private long bytes;
    private long used = FlowStats.NEVER;
    private int flags;

    MaskFlow(FlowId id, FlowKey key, SharedMask mask, List<OdpAction> actions) {
        this.id = id;
        this.key = key.masked(mask.mask());
        this.mask = mask;
        this.masked = this.key.toWords();
        this.hash = mask.hash(masked, 0);
        this.actions = actions;
    }

    /** The flow's identity. */
    public FlowId id() {
        return id;
    }

    /** The values matched; bits outside the mask are zero. */
    public FlowKey key() {
        return key;
    }

    /** The bits matched. */
    public FlowMask mask() {
        return mask.mask();
    }

    /** The present actions. */
    public List<OdpAction> actions() {
        return actions;
    }

    /** False once the flow was removed: whoever keeps a flow beyond one packet must not give it to another. */
    public boolean live() {
        return live;
    }

    /**
     * Counts one packet.
     *
     * @param size bytes of the whole frame without FCS
     * @param time on the datapath's clock, nanoseconds
     * @param tcpFlags flags of its TCP header, zero where it has none
     */
    public void count(int size, long time, int tcpFlags) {
        PACKETS.getAndAdd(this, 1L);
        BYTES.getAndAdd(this, (long) size);
        long seen = (long) USED.getOpaque(this);
        while (seen < time && !USED.weakCompareAndSetPlain(this, seen, time)) {
            seen = (long) USED.getOpaque(this);
        }
        if ((tcpFlags & ~(int) FLAGS.getOpaque(this)) != 0) {
            FLAGS.getAndBitwiseOr(this, tcpFlags);
        }
    }

    /** What was counted since the flow was put or its statistics cleared; of the TCP flags, the lower eight. */
    public FlowStats stats() {
        Cleared before = cleared;
        return new FlowStats(
                (long) PACKETS.getVolatile(this) - before.packets,
                (long) BYTES.getVolatile(this) - before.bytes,
                (long) USED.getVolatile(this),
                (int) FLAGS.getVolatile(this) & TOLD_FLAGS,
                true);
    }

    /** The flow as it is now. */
    public FlowSnapshot snapshot() {
        return new FlowSnapshot(id, key, mask.mask(), actions, stats());
    }

    void clearStats() {
        cleared = new Cleared((long) PACKETS.getVolatile(this), (long) BYTES.getVolatile(this));
        USED.setVolatile(this, FlowStats.NEVER);
        FLAGS.setVolatile(this, 0);
    }

    void replaceActions(List<OdpAction> changed) {
        actions = changed;
    }

    void retire() {
        live = false;
    }

    SharedMask shared() {
        return mask;
    }

    /** The hash of the masked key. */
    int hash() {
        return hash;
    }

    /** True where the flow has just that mask object, and the key agrees with it. */
    boolean matches(SharedMask other, long[] words, int base) {
        return mask == other && mask.agrees(masked, words, base);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(MaskFlow.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
