package io.tandem.rte.device;

import io.tandem.flow.Ufid;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteCount;
import io.tandem.stats.RawCounters;

/** A rule of ours in a device, and what was read of it last. One thread at a time. */
final class HeldRule {
    static final int WIDTH = Long.SIZE;

    private final Ufid ufid;
    private final RteTranslation made;
    private final FlowHandle handle;
    private RawCounters last = RawCounters.zero(WIDTH);

    HeldRule(Ufid ufid, RteTranslation made, FlowHandle handle) {
        this.ufid = ufid;
        this.made = made;
        this.handle = handle;
    }

    Ufid ufid() {
        return ufid;
    }

    RteTranslation made() {
        return made;
    }

    int port() {
        return made.ethdev();
    }

    FlowHandle handle() {
        return handle;
    }

    /** The counters as they were read last. */
    RawCounters last() {
        return last;
    }

    /**
     * The counters were read. rte_flow tells no time of use, so it is that of the read which found more packets.
     *
     * @param now on the datapath's clock
     */
    RawCounters read(RteCount count, long now) {
        long used = count.packets() == last.packets() ? last.usedNanos() : now;
        last = new RawCounters(count.packets(), count.bytes(), WIDTH, used, 0);
        return last;
    }

    /** The rule's name in reports. */
    String ruleId() {
        return "port " + port() + " group "
                + Integer.toUnsignedString(made.rule().group()) + " rule " + handle.value();
    }
}
