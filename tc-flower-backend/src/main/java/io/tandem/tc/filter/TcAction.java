package io.tandem.tc.filter;

import io.tandem.flow.Bytes;

/**
 * One action of a filter: what all kinds have, and what one kind does.
 *
 * @param body what it does
 * @param control what happens to the packet after it
 * @param index the action's number among those of its kind; 0 lets the kernel choose one, any other is shared by the
 *     filters that name it
 * @param cookie up to 16 bytes that the kernel keeps for the owner
 * @param statistics how its counters are kept
 */
public record TcAction(ActionBody body, TcControl control, int index, Bytes cookie, StatisticsForm statistics) {
    /** Most bytes of a cookie. Source: linux/pkt_cls.h, TC_COOKIE_MAX_SIZE. */
    public static final int COOKIE_SIZE = 16;

    /**
     * How counters are kept. Source: TCA_ACT_HW_STATS, TCA_ACT_FLAGS_NO_PERCPU_STATS.
     *
     * @param hardware bits of struct nla_bitfield32 in TCA_ACT_HW_STATS; {@link #ANY} leaves the attribute out
     * @param perCpu one counter for each processor, quick to count and slow to read
     */
    public record StatisticsForm(int hardware, boolean perCpu) {
        /** Whatever the driver has. */
        public static final int ANY = 3;

        /** Counters that are right when they are read. */
        public static final int IMMEDIATE = 1;

        /** Counters that are read now and then. */
        public static final int DELAYED = 2;

        /** What the kernel does unasked. */
        public static final StatisticsForm USUAL = new StatisticsForm(ANY, true);
    }

    /** An action without number and cookie. */
    public static TcAction of(ActionBody body, TcControl control) {
        return new TcAction(body, control, 0, Bytes.NONE, StatisticsForm.USUAL);
    }

    /** The same with a cookie. */
    public TcAction withCookie(Bytes other) {
        return new TcAction(body, control, index, other, statistics);
    }

    /** The same with a number. */
    public TcAction withIndex(int other) {
        return new TcAction(body, control, other, cookie, statistics);
    }

    /** The same with another control. */
    public TcAction withControl(TcControl other) {
        return new TcAction(body, other, index, cookie, statistics);
    }
}
