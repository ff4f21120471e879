package io.tandem.datapath.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one queue counts. Its own thread adds, with opaque stores; any thread reads, and may see packets of a batch before
 * their bytes. A cache line of its own at both ends.
 */
@SuppressWarnings("EnumOrdinal")
public final class QueueCounts {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PADDING = 8;
    private static final int PACKETS = PADDING;
    private static final int BYTES = PADDING + 1;
    private static final int LOSSES = PADDING + 2;
    private static final List<RxLoss> RX_LOSSES = List.of(RxLoss.values());
    private static final List<TxLoss> TX_LOSSES = List.of(TxLoss.values());

    private final long[] slots = new long[LOSSES + Math.max(RX_LOSSES.size(), TX_LOSSES.size()) + PADDING];

    /** Counts packets that passed. */
    public void passed(int packets, long bytes) {
        add(PACKETS, packets);
        add(BYTES, bytes);
    }

    /** Counts packets that were lost on the way in. */
    public void lost(RxLoss reason, long packets) {
        add(LOSSES + reason.ordinal(), packets);
    }

    /** Counts packets that were lost on the way out. */
    public void lost(TxLoss reason, long packets) {
        add(LOSSES + reason.ordinal(), packets);
    }

    private void add(int slot, long count) {
        SLOT.setOpaque(slots, slot, slots[slot] + count);
    }

    private long read(int slot) {
        return (long) SLOT.getOpaque(slots, slot);
    }

    /**
     * The sum of a port's queues.
     *
     * @param receive of its receive queues
     * @param transmit of its transmit queues
     * @param elsewhere what was lost before the queues, as a kernel or a NIC counted it
     */
    public static PortCounters sum(List<QueueCounts> receive, List<QueueCounts> transmit, Map<RxLoss, Long> elsewhere) {
        EnumMap<RxLoss, Long> rxLost = new EnumMap<>(RxLoss.class);
        rxLost.putAll(elsewhere);
        for (RxLoss reason : RX_LOSSES) {
            rxLost.merge(reason, total(receive, LOSSES + reason.ordinal()), Long::sum);
        }
        EnumMap<TxLoss, Long> txLost = new EnumMap<>(TxLoss.class);
        for (TxLoss reason : TX_LOSSES) {
            txLost.put(reason, total(transmit, LOSSES + reason.ordinal()));
        }
        return new PortCounters(
                total(receive, PACKETS),
                total(receive, BYTES),
                rxLost,
                total(transmit, PACKETS),
                total(transmit, BYTES),
                txLost);
    }

    private static long total(List<QueueCounts> queues, int slot) {
        long total = 0;
        for (QueueCounts queue : queues) {
            total += queue.read(slot);
        }
        return total;
    }
}
