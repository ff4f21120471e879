package io.tandem.tc.wire;

import io.tandem.netlink.AttributeCursor;

/**
 * Reads TCA_ACT_STATS and holds what it says until the next. Used by one thread. Source: linux/gen_stats.h;
 * net/core/gen_stats.c: TCA_STATS_PKT64 is the wide number of packets of whichever basic counter stands before it.
 */
final class StatisticsReader {
    private static final int PACKETS = 8;
    private static final int BASIC = 12;
    private static final int QUEUE = 20;
    private static final int DROPS = 8;
    private static final int OVERLIMITS = 16;
    private final AttributeCursor cursor = new AttributeCursor(new byte[0]);
    private long packets;
    private long byteCount;
    private long hardwarePackets;
    private long hardwareBytes;
    private long drops;
    private long overlimits;

    void clear() {
        packets = 0;
        byteCount = 0;
        hardwarePackets = 0;
        hardwareBytes = 0;
        drops = 0;
        overlimits = 0;
    }

    void read(byte[] bytes, int from, int to) throws TcDecodeException {
        clear();
        cursor.over(bytes, from, to);
        boolean hardware = false;
        while (cursor.next()) {
            int at = cursor.payload();
            switch (cursor.type()) {
                case TcNumbers.TCA_STATS_BASIC -> {
                    need(BASIC);
                    byteCount = Level.u64(bytes, at);
                    packets = Integer.toUnsignedLong(Level.u32(bytes, at + PACKETS));
                    hardware = false;
                }
                case TcNumbers.TCA_STATS_BASIC_HW -> {
                    need(BASIC);
                    hardwareBytes = Level.u64(bytes, at);
                    hardwarePackets = Integer.toUnsignedLong(Level.u32(bytes, at + PACKETS));
                    hardware = true;
                }
                case TcNumbers.TCA_STATS_PKT64 -> {
                    need(Long.BYTES);
                    long wide = Level.u64(bytes, at);
                    if (hardware) {
                        hardwarePackets = wide;
                    } else {
                        packets = wide;
                    }
                }
                case TcNumbers.TCA_STATS_QUEUE -> {
                    need(QUEUE);
                    drops = Integer.toUnsignedLong(Level.u32(bytes, at + DROPS));
                    overlimits = Integer.toUnsignedLong(Level.u32(bytes, at + OVERLIMITS));
                }
                default -> {}
            }
        }
        if (cursor.leftover() > 0) {
            throw new TcDecodeException(
                    cursor.following(), "statistics", cursor.leftover() + " bytes that are no attribute", "the end");
        }
    }

    private void need(int size) throws TcDecodeException {
        if (cursor.length() < size) {
            throw new TcDecodeException(
                    cursor.payload(),
                    "statistics attribute " + cursor.type(),
                    cursor.length() + " bytes",
                    size + " bytes");
        }
    }

    ActionStatistics statistics() {
        return new ActionStatistics(packets, byteCount, hardwarePackets, hardwareBytes, drops, overlimits);
    }

    long packets() {
        return packets;
    }

    long byteCount() {
        return byteCount;
    }

    long hardwarePackets() {
        return hardwarePackets;
    }

    long hardwareBytes() {
        return hardwareBytes;
    }

    long drops() {
        return drops;
    }

    long overlimits() {
        return overlimits;
    }
}
