package io.tandem.conformance.tcsim;

import io.tandem.flow.EtherType;
import io.tandem.flow.Megaflow;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.TcFilter;

/**
 * A filter that the NIC's driver has taken, and what the NIC has counted for it while it stood before all others of its
 * match. Not thread-safe.
 */
final class NicFilter {
    private static final int ETHERNET = 14;
    private static final int TAG = 4;

    private final TcFilter filter;
    private final Megaflow flow;
    private final boolean trap;
    private boolean held = true;
    private long packets;
    private long bytes;
    private long livePackets;
    private long liveBytes;

    /**
     * A filter.
     *
     * @param flow what the NIC is given of it
     * @param trap it gives packets to the host, so the NIC is given nothing
     */
    NicFilter(TcFilter filter, Megaflow flow, boolean trap) {
        this.filter = filter;
        this.flow = flow;
        this.trap = trap;
    }

    TcFilter filter() {
        return filter;
    }

    Megaflow flow() {
        return flow;
    }

    boolean trap() {
        return trap;
    }

    /** True until the NIC lost it. */
    boolean held() {
        return held;
    }

    void lost() {
        held = false;
    }

    /** The NIC's rule counts so much now. */
    void live(RawCounters counters) {
        livePackets = counters.packets();
        liveBytes = counters.bytes();
    }

    /** The NIC's rule is gone, or another filter's now, and counted so much for this one. */
    void ended(RawCounters last) {
        packets += last.packets();
        bytes += last.bytes();
        livePackets = 0;
        liveBytes = 0;
    }

    long packets() {
        return packets + livePackets;
    }

    /** Bytes as TC counts them: without the Ethernet header and the first VLAN tag. */
    long bytes() {
        int leftOut = ETHERNET + (EtherType.isVlan(filter.id().protocol()) ? TAG : 0);
        return bytes + liveBytes - packets() * leftOut;
    }
}
