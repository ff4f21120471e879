package io.tandem.tc.wire;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads messages about filters, RTM_NEWTFILTER and RTM_DELTFILTER. Used by one thread. Source: net/sched/cls_api.c,
 * tcf_fill_node; net/sched/cls_flower.c, fl_dump.
 */
public final class FilterDecoder {
    private static final FilterFlag[] FLAGS = FilterFlag.values();

    /** TC_H_MAKE(TC_H_INGRESS, 0): the parent that tc calls {@code ffff:}, the ingress qdisc itself. */
    private static final int INGRESS_QDISC = 0xffff0000;

    private static final int IFINDEX = 4;
    private static final int HANDLE = 8;
    private static final int PARENT = 12;
    private static final int INFO = 16;
    private final Level top = new Level();
    private final Level flower = new Level();
    private final MatchFormat match = new MatchFormat();
    private final ActionListFormat actions = new ActionListFormat(PacketClock.KERNEL);

    /**
     * Reads the message whose struct tcmsg is at {@code bytes[from]} and that ends before {@code bytes[to]}.
     *
     * @return empty for a filter of another kind than flower, and for the entry of a dump that stands for a priority and
     *     no filter
     * @throws TcDecodeException where the message is malformed, or terse, or the filter is at a qdisc that is neither
     *     ingress nor clsact
     */
    public Optional<ReadFilter> read(byte[] bytes, int from, int to) throws TcDecodeException {
        if (to - from < FilterEncoder.HEADER) {
            throw new TcDecodeException(from, "struct tcmsg", (to - from) + " bytes", FilterEncoder.HEADER + " bytes");
        }
        List<UnreadAttribute> unread = new ArrayList<>();
        top.over("filter", bytes, from + FilterEncoder.HEADER, to, unread);
        int handle = Level.u32(bytes, from + HANDLE);
        if (!ActionListFormat.text(top, TcNumbers.TCA_KIND).equals("flower") || !top.has(TcNumbers.TCA_OPTIONS)) {
            return Optional.empty();
        }
        int info = Level.u32(bytes, from + INFO);
        FilterId id = new FilterId(
                attach(bytes, from),
                top.has(TcNumbers.TCA_CHAIN) ? top.u32(TcNumbers.TCA_CHAIN) : 0,
                info >>> Short.SIZE,
                Short.toUnsignedInt(Short.reverseBytes((short) info)),
                handle);
        unread.clear();
        flower.inside("flower", top, TcNumbers.TCA_OPTIONS, unread);
        FlowerMatch matched = match.read(flower, unread);
        List<ReadAction> read = List.of();
        if (flower.has(TcNumbers.TCA_FLOWER_ACT)) {
            int at = flower.need(TcNumbers.TCA_FLOWER_ACT, 0);
            read = actions.read(bytes, at, flower.end(TcNumbers.TCA_FLOWER_ACT), unread);
        }
        Set<FilterFlag> flags = flags();
        int classId = flower.has(TcNumbers.TCA_FLOWER_CLASSID) ? flower.u32(TcNumbers.TCA_FLOWER_CLASSID) : 0;
        int inHwCount = flower.has(TcNumbers.TCA_FLOWER_IN_HW_COUNT) ? flower.u32(TcNumbers.TCA_FLOWER_IN_HW_COUNT) : 0;
        flower.addUnread(unread);
        TcFilter filter = new TcFilter(
                id,
                matched,
                flags,
                classId,
                read.stream().map(ReadAction::action).toList());
        return Optional.of(new ReadFilter(filter, inHwCount, read, unread));
    }

    private Set<FilterFlag> flags() throws TcDecodeException {
        Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
        if (flower.has(TcNumbers.TCA_FLOWER_FLAGS)) {
            int bits = flower.u32(TcNumbers.TCA_FLOWER_FLAGS);
            for (FilterFlag flag : FLAGS) {
                if ((bits & flag.bit()) != 0) {
                    flags.add(flag);
                    bits &= ~flag.bit();
                }
            }
            if (bits != 0) {
                flower.unread(TcNumbers.TCA_FLOWER_FLAGS);
            }
        }
        return flags;
    }

    private static AttachPoint attach(byte[] bytes, int from) throws TcDecodeException {
        int ifindex = Level.u32(bytes, from + IFINDEX);
        int parent = Level.u32(bytes, from + PARENT);
        if (ifindex == AttachPoint.BLOCK_IFINDEX) {
            return new AttachPoint.Block(parent);
        }
        return switch (parent) {
            case AttachPoint.INGRESS_PARENT, INGRESS_QDISC -> new AttachPoint.Ingress(ifindex);
            case AttachPoint.EGRESS_PARENT -> new AttachPoint.Egress(ifindex);
            default ->
                throw new TcDecodeException(
                        from + PARENT,
                        "struct tcmsg, tcm_parent",
                        Integer.toHexString(parent),
                        "ingress, egress or a block");
        };
    }
}
