package io.tandem.tc.wire;

import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.TcFilter;
import java.util.Arrays;
import java.util.Set;

/**
 * Writes what a holder of filters tells of one, in answers and dumps: the request's attributes, who holds it, and what
 * each action has counted. Times are left out. Used by one thread. Source: net/sched/cls_flower.c, fl_dump and
 * fl_terse_dump; net/sched/act_api.c, tcf_action_dump_1 and tcf_action_copy_stats.
 */
public final class FilterDumpEncoder {
    private static final int BASIC = 16;
    private static final int QUEUE = 20;
    private static final Set<Integer> TERSE_OF_FLOWER =
            Set.of(TcNumbers.TCA_FLOWER_FLAGS, TcNumbers.TCA_FLOWER_ACT, TcNumbers.TCA_FLOWER_IN_HW_COUNT);
    private static final Set<Integer> TERSE_OF_ACTION =
            Set.of(TcNumbers.TCA_ACT_KIND, TcNumbers.TCA_ACT_COOKIE, TcNumbers.TCA_ACT_INDEX);
    private final FilterEncoder encoder = new FilterEncoder();

    /**
     * What a filter has counted.
     *
     * @param packets all of them
     * @param bytes their bytes
     * @param hardwarePackets those that hardware has counted
     * @param hardwareBytes their bytes
     */
    public record Counts(long packets, long bytes, long hardwarePackets, long hardwareBytes) {}

    /**
     * What follows struct nlmsghdr.
     *
     * @param inHwCount how many devices hold the filter
     * @param terse only who holds it, cookies and counts
     */
    public byte[] encode(TcFilter filter, int inHwCount, Counts counts, boolean terse) {
        byte[] request = encoder.filter(HeldForm.of(filter)).toBytes();
        AttributeWriter out = new AttributeWriter();
        AttributeCursor at = new AttributeCursor(request, FilterEncoder.HEADER, request.length);
        byte[] header = Arrays.copyOf(request, FilterEncoder.HEADER);
        out.append(header);
        while (at.next()) {
            if (at.type() == TcNumbers.TCA_OPTIONS) {
                int options = out.start(TcNumbers.TCA_OPTIONS);
                flower(at.inside(), inHwCount, counts, terse, out);
                out.end(options);
            } else {
                out.put(at.type(), at.copy());
            }
        }
        return out.toBytes();
    }

    private static void flower(AttributeCursor at, int inHwCount, Counts counts, boolean terse, AttributeWriter out) {
        while (at.next()) {
            if (terse && !TERSE_OF_FLOWER.contains(at.type())) {
                continue;
            }
            switch (at.type()) {
                case TcNumbers.TCA_FLOWER_ACT -> {
                    int list = out.start(TcNumbers.TCA_FLOWER_ACT);
                    AttributeCursor one = at.inside();
                    while (one.next()) {
                        action(one, counts, terse, out);
                    }
                    out.end(list);
                }
                case TcNumbers.TCA_FLOWER_FLAGS -> {
                    FilterFlag holder = inHwCount > 0 ? FilterFlag.IN_HW : FilterFlag.NOT_IN_HW;
                    out.putU32(TcNumbers.TCA_FLOWER_FLAGS, at.u32(0) | holder.bit());
                }
                default -> out.put(at.type(), at.copy());
            }
        }
        out.putU32(TcNumbers.TCA_FLOWER_IN_HW_COUNT, inHwCount);
    }

    private static void action(AttributeCursor one, Counts counts, boolean terse, AttributeWriter out) {
        int start = out.start(one.type());
        AttributeCursor at = one.inside();
        while (at.next()) {
            if (!terse || TERSE_OF_ACTION.contains(at.type())) {
                out.put(at.type(), at.copy());
            }
        }
        int statistics = out.start(TcNumbers.TCA_ACT_STATS);
        basic(TcNumbers.TCA_STATS_BASIC, counts.packets(), counts.bytes(), out);
        basic(TcNumbers.TCA_STATS_BASIC_HW, counts.hardwarePackets(), counts.hardwareBytes(), out);
        out.put(TcNumbers.TCA_STATS_QUEUE, new byte[QUEUE]);
        out.end(statistics);
        out.end(start);
    }

    private static void basic(int type, long packets, long bytes, AttributeWriter out) {
        int start = out.start(type);
        out.appendU32((int) bytes)
                .appendU32((int) (bytes >>> Integer.SIZE))
                .appendU32((int) packets)
                .append(new byte[BASIC - Long.BYTES - Integer.BYTES]);
        out.end(start);
        out.putU64(TcNumbers.TCA_STATS_PKT64, packets);
    }
}
