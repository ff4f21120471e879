package io.tandem.tc.wire;

import io.tandem.netlink.AttributeCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads from a filter's message only what tells whose it is and what it has counted, terse messages too. Allocates nothing
 * for a message; holds what it read until the next. Used by one thread.
 *
 * <p>The counters are those of the filter as a whole: its first action's, or, where that one is shared with other filters,
 * the first's that is not ({@link ReadFilter#statistics}). A terse message doesn't say what is shared.
 */
public final class CounterReader {
    private static final byte[] FLOWER = "flower\0".getBytes(StandardCharsets.US_ASCII);
    private static final int IFINDEX = 4;
    private static final int HANDLE = 8;
    private static final int PARENT = 12;
    private static final int INFO = 16;
    private static final int LAST_USE = 8;
    private static final int TIMES = 32;
    private static final int COOKIE = 16;
    private final ActionFormat[] formats = ActionFormat.all(PacketClock.KERNEL).toArray(new ActionFormat[0]);
    private final AttributeCursor top = new AttributeCursor(new byte[0]);
    private final AttributeCursor flower = new AttributeCursor(new byte[0]);
    private final AttributeCursor list = new AttributeCursor(new byte[0]);
    private final AttributeCursor action = new AttributeCursor(new byte[0]);
    private final AttributeCursor options = new AttributeCursor(new byte[0]);
    private final StatisticsReader statistics = new StatisticsReader();
    private int ifindex;
    private int parent;
    private int chain;
    private int priority;
    private int protocol;
    private int handle;
    private int flags;
    private int inHwCount;
    private int cookieSize;
    private long cookieHigh;
    private long cookieLow;
    private long lastUse;

    /**
     * Reads the message whose struct tcmsg is at {@code bytes[from]} and that ends before {@code bytes[to]}.
     *
     * @return false for a filter of another kind than flower, and for the entry of a dump that stands for a priority and
     *     no filter
     */
    public boolean read(byte[] bytes, int from, int to) throws TcDecodeException {
        if (to - from < FilterEncoder.HEADER) {
            throw new TcDecodeException(from, "struct tcmsg", (to - from) + " bytes", FilterEncoder.HEADER + " bytes");
        }
        ifindex = Level.u32(bytes, from + IFINDEX);
        handle = Level.u32(bytes, from + HANDLE);
        parent = Level.u32(bytes, from + PARENT);
        int info = Level.u32(bytes, from + INFO);
        priority = info >>> Short.SIZE;
        protocol = Short.toUnsignedInt(Short.reverseBytes((short) info));
        chain = 0;
        flags = 0;
        inHwCount = 0;
        cookieSize = 0;
        cookieHigh = 0;
        cookieLow = 0;
        lastUse = -1;
        statistics.clear();
        top.over(bytes, from + FilterEncoder.HEADER, to);
        boolean isFlower = false;
        int optionsAt = -1;
        int optionsEnd = -1;
        while (top.next()) {
            int at = top.payload();
            switch (top.type()) {
                case TcNumbers.TCA_KIND ->
                    isFlower = Arrays.equals(bytes, at, at + top.length(), FLOWER, 0, FLOWER.length);
                case TcNumbers.TCA_CHAIN -> chain = u32(top, "filter");
                case TcNumbers.TCA_OPTIONS -> {
                    optionsAt = at;
                    optionsEnd = at + top.length();
                }
                default -> {}
            }
        }
        check(top, "filter");
        if (!isFlower || optionsAt < 0) {
            return false;
        }
        flower(bytes, optionsAt, optionsEnd);
        return true;
    }

    private void flower(byte[] bytes, int from, int to) throws TcDecodeException {
        flower.over(bytes, from, to);
        while (flower.next()) {
            switch (flower.type()) {
                case TcNumbers.TCA_FLOWER_FLAGS -> flags = u32(flower, "flower");
                case TcNumbers.TCA_FLOWER_IN_HW_COUNT -> inHwCount = u32(flower, "flower");
                case TcNumbers.TCA_FLOWER_ACT -> actions(bytes, flower.payload(), flower.payload() + flower.length());
                default -> {}
            }
        }
        check(flower, "flower");
    }

    private void actions(byte[] bytes, int from, int to) throws TcDecodeException {
        list.over(bytes, from, to);
        boolean first = true;
        boolean own = false;
        while (list.next()) {
            boolean wanted = first || !own;
            own |= one(bytes, wanted, first);
            first = false;
        }
        check(list, "actions");
    }

    /** Reads one action; true where it belongs to this filter alone and the counters are now its. */
    private boolean one(byte[] bytes, boolean wanted, boolean first) throws TcDecodeException {
        int kindAt = -1;
        int kindEnd = -1;
        int optionsAt = -1;
        int optionsEnd = -1;
        int countersAt = -1;
        int countersEnd = -1;
        action.over(bytes, list.payload(), list.payload() + list.length());
        while (action.next()) {
            int at = action.payload();
            int end = at + action.length();
            switch (action.type()) {
                case TcNumbers.TCA_ACT_KIND -> {
                    kindAt = at;
                    kindEnd = end;
                }
                case TcNumbers.TCA_ACT_OPTIONS -> {
                    optionsAt = at;
                    optionsEnd = end;
                }
                case TcNumbers.TCA_ACT_STATS -> {
                    countersAt = at;
                    countersEnd = end;
                }
                case TcNumbers.TCA_ACT_COOKIE -> {
                    if (cookieSize == 0) {
                        cookie(bytes, at, action.length());
                    }
                }
                default -> {}
            }
        }
        check(action, "action");
        if (!wanted) {
            return true;
        }
        boolean shared = false;
        long used = -1;
        if (kindAt >= 0 && optionsAt >= 0) {
            for (ActionFormat format : formats) {
                if (format.isKind(bytes, kindAt, kindEnd)) {
                    used = lastUse(format, bytes, optionsAt, optionsEnd);
                    shared = isShared(format, bytes, optionsAt, optionsEnd);
                    break;
                }
            }
        }
        if (first || !shared) {
            if (countersAt >= 0) {
                statistics.read(bytes, countersAt, countersEnd);
            } else {
                statistics.clear();
            }
            lastUse = used;
        }
        return !shared;
    }

    private long lastUse(ActionFormat format, byte[] bytes, int from, int to) throws TcDecodeException {
        long used = -1;
        options.over(bytes, from, to);
        while (options.next()) {
            if (options.type() == format.times()) {
                if (options.length() < TIMES) {
                    throw wrong(options, format.kind(), TIMES + " bytes");
                }
                used = ActionListFormat.ticks(bytes, options.payload() + LAST_USE);
            }
        }
        check(options, format.kind());
        return used;
    }

    private boolean isShared(ActionFormat format, byte[] bytes, int from, int to) {
        options.over(bytes, from, to);
        while (options.next()) {
            if (format.isParameters(options.type()) && options.length() >= format.bindingsAt() + Integer.BYTES) {
                return Level.u32(bytes, options.payload() + format.bindingsAt()) > 1;
            }
        }
        return false;
    }

    private void cookie(byte[] bytes, int from, int size) throws TcDecodeException {
        if (size > COOKIE) {
            throw wrong(action, "action", COOKIE + " bytes or fewer");
        }
        cookieSize = size;
        for (int i = 0; i < size; i++) {
            long octet = bytes[from + i] & 0xffL;
            if (i < Long.BYTES) {
                cookieHigh |= octet << (Long.BYTES - 1 - i) * Byte.SIZE;
            } else {
                cookieLow |= octet << (COOKIE - 1 - i) * Byte.SIZE;
            }
        }
    }

    private static int u32(AttributeCursor cursor, String level) throws TcDecodeException {
        if (cursor.length() != Integer.BYTES) {
            throw wrong(cursor, level, Integer.BYTES + " bytes");
        }
        return cursor.u32(0);
    }

    private static void check(AttributeCursor cursor, String level) throws TcDecodeException {
        if (cursor.leftover() > 0) {
            throw new TcDecodeException(
                    cursor.following(), level, cursor.leftover() + " bytes that are no attribute", "the end");
        }
    }

    private static TcDecodeException wrong(AttributeCursor cursor, String level, String expected) {
        return new TcDecodeException(
                cursor.payload(), level + " attribute " + cursor.type(), cursor.length() + " bytes", expected);
    }

    /** The device of the filter; {@link io.tandem.tc.filter.AttachPoint#BLOCK_IFINDEX} where it is at a block. */
    public int ifindex() {
        return ifindex;
    }

    /** The qdisc of the filter, or its block's index. */
    public int parent() {
        return parent;
    }

    public int chain() {
        return chain;
    }

    public int priority() {
        return priority;
    }

    /** The EtherType that tc calls the filter's protocol. */
    public int protocol() {
        return protocol;
    }

    public int handle() {
        return handle;
    }

    /** Bits of {@link io.tandem.tc.filter.FilterFlag}. */
    public int flags() {
        return flags;
    }

    /** How many devices hold the filter; 0 in a terse message. */
    public int inHwCount() {
        return inHwCount;
    }

    /** Bytes of the cookie of the first action that has one; 16 where it is a ufid. */
    public int cookieSize() {
        return cookieSize;
    }

    /** The cookie's first eight bytes, the first most significant: the high half of a ufid. */
    public long cookieHigh() {
        return cookieHigh;
    }

    /** The cookie's last eight bytes: the low half of a ufid. */
    public long cookieLow() {
        return cookieLow;
    }

    /** Packets in software and hardware. */
    public long packets() {
        return statistics.packets();
    }

    /** Bytes of {@link #packets}. */
    public long byteCount() {
        return statistics.byteCount();
    }

    /** Those of {@link #packets} that hardware has counted. */
    public long hardwarePackets() {
        return statistics.hardwarePackets();
    }

    /** Bytes of {@link #hardwarePackets}. */
    public long hardwareBytes() {
        return statistics.hardwareBytes();
    }

    public long drops() {
        return statistics.drops();
    }

    /** Packets that exceeded a meter. */
    public long overlimits() {
        return statistics.overlimits();
    }

    /** Nanoseconds since a packet met the filter last; -1 in a terse message. */
    public long lastUse() {
        return lastUse;
    }
}
