package io.tandem.datapath.port;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What passed through a port and what was lost there, since it was opened. Every packet that the interface delivered is
 * in {@code rxPackets} or in one loss, every one that was transmitted in {@code txPackets} or in one loss. Bytes are
 * those of whole Ethernet frames without FCS.
 *
 * @param rxPackets packets that the queues handed out
 * @param rxLost packets lost on the way in, by reason; only reasons that happened
 * @param txPackets packets that the kernel took
 * @param txLost packets lost on the way out, by reason; only reasons that happened
 */
public record PortCounters(
        long rxPackets,
        long rxBytes,
        Map<RxLoss, Long> rxLost,
        long txPackets,
        long txBytes,
        Map<TxLoss, Long> txLost) {
    public PortCounters {
        rxLost = Collections.unmodifiableMap(nonZero(rxLost, RxLoss.class));
        txLost = Collections.unmodifiableMap(nonZero(txLost, TxLoss.class));
    }

    private static <E extends Enum<E>> EnumMap<E, Long> nonZero(Map<E, Long> counts, Class<E> type) {
        EnumMap<E, Long> typed = new EnumMap<>(type);
        counts.forEach((reason, count) -> {
            if (count != 0) {
                typed.put(reason, count);
            }
        });
        return typed;
    }

    /** Packets lost on the way in, for whatever reason. */
    public long rxDropped() {
        return rxLost.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Packets lost on the way out, for whatever reason. */
    public long txDropped() {
        return txLost.values().stream().mapToLong(Long::longValue).sum();
    }
}
