package io.tandem.tc.device;

import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.TcCounters;

/** A rule of ours in the kernel, and what was read of it last. One thread at a time. */
final class HeldRule {
    static final int WIDTH = Long.SIZE;

    private final Ufid ufid;
    private final TcFilter filter;
    private final int leftOut;
    private final TcCounters before;
    private final String words;
    private RawCounters last = RawCounters.zero(WIDTH);
    private CounterParts parts = CounterParts.ZERO;

    /**
     * A rule.
     *
     * @param leftOut bytes of each packet that the kernel does not count
     * @param before what it had counted when its flow was given to it
     * @param words what the kernel said as it took it; empty for nothing
     */
    HeldRule(Ufid ufid, TcFilter filter, int leftOut, TcCounters before, String words) {
        this.ufid = ufid;
        this.filter = filter;
        this.leftOut = leftOut;
        this.before = before;
        this.words = words;
    }

    Ufid ufid() {
        return ufid;
    }

    TcFilter filter() {
        return filter;
    }

    FilterId id() {
        return filter.id();
    }

    String words() {
        return words;
    }

    /** The counters as they were read last. */
    RawCounters last() {
        return last;
    }

    /** Who took the packets. */
    CounterParts parts() {
        return parts;
    }

    /**
     * The counters were read.
     *
     * @param kernel says what time it is and how old the values may be
     */
    RawCounters read(TcCounters counters, FilterKernel kernel) {
        long now = kernel.now();
        long packets = counters.packets() - before.packets();
        long bytes = counters.bytes() - before.bytes();
        long usedNanos = last.usedNanos();
        if (counters.idleNanos() != TcCounters.UNKNOWN) {
            usedNanos = packets == 0 ? FlowStats.NEVER : now - counters.idleNanos();
        } else if (packets != last.packets()) {
            usedNanos = now;
        }
        last = new RawCounters(packets, bytes + packets * leftOut, WIDTH, usedNanos, kernel.ageNanos(counters));
        parts = new CounterParts(
                packets - (counters.hardwarePackets() - before.hardwarePackets()),
                counters.hardwarePackets() - before.hardwarePackets());
        return last;
    }

    /** The rule's name in tc's words. */
    String ruleId() {
        return RuleNames.of(filter.id());
    }
}
