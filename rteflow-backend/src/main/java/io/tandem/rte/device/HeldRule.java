package io.tandem.rte.device;

import io.tandem.flow.Ufid;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteCount;
import io.tandem.stats.RawCounters;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A rule of ours in a device, and what was read of it last. One thread at a time. */
final class HeldRule {
    static final int WIDTH = Long.SIZE;

    private final Ufid ufid;
    private final RteTranslation made;
    private final FlowHandle handle;
    private final OptionalInt counter;
    private RawCounters last = RawCounters.zero(WIDTH);

    /** @param counter the one that it counts by; empty where it has its own or none */
    HeldRule(Ufid ufid, RteTranslation made, FlowHandle handle, OptionalInt counter) {
        this.ufid = ufid;
        this.made = made;
        this.handle = handle;
        this.counter = counter;
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

    OptionalInt counter() {
        return counter;
    }

    /** The counters as they were read last. */
    RawCounters last() {
        return last;
    }

    /**
     * The counters were read. rte_flow tells no time of use, so it is that of the read which found more packets; where the
     * rule has aged it is before its time without a packet.
     *
     * @param now on the datapath's clock
     */
    RawCounters read(RteCount count, boolean aged, long now) {
        long latest = aged ? now - ageNanos() : now;
        long used = count.packets() == last.packets() ? last.usedNanos() : Math.max(last.usedNanos(), latest);
        last = new RawCounters(count.packets(), count.bytes(), WIDTH, used, 0);
        return last;
    }

    /**
     * A rule that counts nothing told whether it has aged: else it was used within its time, as far as is known just now.
     *
     * @param now on the datapath's clock
     */
    RawCounters lived(boolean aged, long now) {
        last = new RawCounters(0, 0, WIDTH, aged ? last.usedNanos() : now, 0);
        return last;
    }

    private long ageNanos() {
        for (RteAction action : made.rule().actions()) {
            if (action instanceof RteAction.Valued valued && valued.which() == RteActionType.AGE) {
                return TimeUnit.SECONDS.toNanos(valued.number());
            }
        }
        return 0;
    }

    /** Whether it has such an action. */
    boolean has(RteActionType type) {
        for (RteAction action : made.rule().actions()) {
            if (action.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** What one rule counted, and another after or beside it. */
    static RawCounters sum(RawCounters before, RawCounters after) {
        return new RawCounters(
                before.packets() + after.packets(),
                before.bytes() + after.bytes(),
                WIDTH,
                Math.max(before.usedNanos(), after.usedNanos()),
                after.ageNanos());
    }

    /** The rule's name in reports. */
    String ruleId() {
        return "port " + port() + " group "
                + Integer.toUnsignedString(made.rule().group()) + " rule " + handle.value();
    }
}
