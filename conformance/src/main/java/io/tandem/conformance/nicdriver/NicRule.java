package io.tandem.conformance.nicdriver;

import io.tandem.backend.OffloadOperation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;

/**
 * A rule that a driver of the simulated NIC has taken, and what the NIC has counted for it while it stood before all
 * others of its match. Not thread-safe.
 */
public final class NicRule {
    private final Megaflow flow;
    private final int priority;
    private final boolean trap;
    private final int mark;
    private boolean held = true;
    private long packets;
    private long bytes;
    private long livePackets;
    private long liveBytes;

    /**
     * A rule.
     *
     * @param flow what the NIC is given of it
     * @param priority the lowest is first
     * @param trap it gives packets to the host, so the NIC is given nothing
     */
    public NicRule(Megaflow flow, int priority, boolean trap) {
        this(flow, priority, trap, 0);
    }

    private NicRule(Megaflow flow, int priority, boolean trap, int mark) {
        this.flow = flow;
        this.priority = priority;
        this.trap = trap;
        this.mark = mark;
    }

    /** A rule that gives packets to the host with that mark, which is not 0. */
    public static NicRule marking(Megaflow flow, int priority, int mark) {
        return new NicRule(flow, priority, false, mark);
    }

    /**
     * A rule for what finds no other in a chain: the NIC is given nothing.
     *
     * @param mark that such packets come to the host with; 0 for none
     */
    public static NicRule missing(Megaflow flow, int priority, int mark) {
        return new NicRule(flow, priority, true, mark);
    }

    /** What it marks packets with; 0 for nothing. */
    public int mark() {
        return mark;
    }

    /** What the NIC is asked for. */
    OffloadOperation operation() {
        return mark == 0 ? new OffloadOperation.Put(flow) : new OffloadOperation.Mark(flow, mark);
    }

    /** True where all that it does is to mark packets. */
    boolean marks() {
        return mark != 0 && !trap;
    }

    /** The name that the NIC has it by. */
    public Ufid ufid() {
        return flow.ufid();
    }

    /** What the NIC is given of it. */
    public Megaflow flow() {
        return flow;
    }

    int priority() {
        return priority;
    }

    /** True where packets go to the host and the NIC is given nothing. */
    public boolean trap() {
        return trap;
    }

    /** True until the NIC lost it. */
    public boolean held() {
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

    /** The NIC's rule is gone, or another's now, and counted so much for this one. */
    void ended(RawCounters last) {
        packets += last.packets();
        bytes += last.bytes();
        livePackets = 0;
        liveBytes = 0;
    }

    /** Packets that it took. */
    public long packets() {
        return packets + livePackets;
    }

    /** Bytes of whole frames. */
    public long bytes() {
        return bytes + liveBytes;
    }
}
