package io.tandem.datapath.tunnel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The numbers of packets sent through each tunnel port: one count per port, however many flows and threads send there,
 * as receivers drop what seems out of order. Source: RFC 2890 section 2.2. For any thread.
 */
public final class TunnelSequences {
    private final Map<Integer, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** The count of a tunnel port; not for the packet path. */
    AtomicInteger of(int tunnelPort) {
        return counts.computeIfAbsent(tunnelPort, _ -> new AtomicInteger());
    }
}
