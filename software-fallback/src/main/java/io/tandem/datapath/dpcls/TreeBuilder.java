package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the tree of a set of flows, no two of which have the same mask and masked key. Stateless. */
final class TreeBuilder {
    private static final int WORD_BITS = 6;

    /** So many flows of which most agree are looked at for a common path. */
    private static final int PATH = 8;

    /** A flow, a {@link DecisionNode} or a {@link Fork}. */
    static Object build(DatapathFlow[] flows) {
        if (flows.length == 1) {
            return flows[0];
        }
        MaskWords bits = bits(flows);
        if (bits.size() == 0) {
            return fork(flows);
        }
        Grouping grouping = new Grouping(flows, NodeTest.ofBits(bits));
        if (flows.length >= PATH && grouping.largest() * 2 > flows.length) {
            long[] fields = FirstDifferences.fields(flows);
            Grouping other = new Grouping(
                    flows, NodeTest.ofFirstDifferences(flows[0].mask().seed(), fields));
            grouping = fields.length > 0 && other.largest() < grouping.largest() ? other : grouping;
        }
        return grouping.groups() == 1 ? halves(flows) : node(flows, grouping);
    }

    /** The bits that all flows look at, in those words in which some differ. */
    private static MaskWords bits(DatapathFlow[] flows) {
        DatapathFlow first = flows[0];
        MaskWords mask = first.mask();
        long[] common = new long[mask.size()];
        long[] different = new long[mask.size()];
        Arrays.fill(common, -1);
        for (DatapathFlow flow : flows) {
            int at = 0;
            for (int i = 0; i < common.length; i++) {
                at = flow.mask().from(at, mask.index(i));
                if (at < flow.mask().size() && flow.mask().index(at) == mask.index(i)) {
                    common[i] &= flow.mask().bits(at);
                    different[i] |= flow.value(at) ^ first.value(i);
                } else {
                    common[i] = 0;
                }
            }
        }
        for (int i = 0; i < common.length; i++) {
            common[i] = (common[i] & different[i]) == 0 ? 0 : common[i];
        }
        return mask.narrowed(common);
    }

    private static DecisionNode node(DatapathFlow[] flows, Grouping grouping) {
        FlowSlots slots = new FlowSlots(grouping.groups());
        for (int from = 0; from < flows.length; from = grouping.end(from)) {
            slots.add(grouping.hash(from), build(grouping.flows(from)));
        }
        return new DecisionNode(grouping.test(), slots, flows.length);
    }

    /** The flows that look at one more bit beside those that do not; the bit is the one that most look at. */
    private static Object fork(DatapathFlow[] flows) {
        Map<MaskWords, Integer> masks = new HashMap<>();
        for (DatapathFlow flow : flows) {
            masks.merge(flow.mask(), 1, Integer::sum);
        }
        int[] looking = new int[1 << 2 * WORD_BITS];
        masks.forEach((mask, count) -> {
            for (int i = 0; i < mask.size(); i++) {
                for (long rest = mask.bits(i); rest != 0; rest &= rest - 1) {
                    looking[mask.index(i) << WORD_BITS | Long.numberOfTrailingZeros(rest)] += count;
                }
            }
        });
        int most = 0;
        for (int bit = 0; bit < looking.length; bit++) {
            if (looking[bit] < flows.length && (looking[bit] > looking[most] || looking[most] == flows.length)) {
                most = bit;
            }
        }
        if (looking[most] == 0 || looking[most] == flows.length) {
            return halves(flows);
        }
        List<DatapathFlow> with = new ArrayList<>();
        List<DatapathFlow> without = new ArrayList<>();
        for (DatapathFlow flow : flows) {
            (looksAt(flow.mask(), most) ? with : without).add(flow);
        }
        return join(with.toArray(DatapathFlow[]::new), without.toArray(DatapathFlow[]::new));
    }

    private static boolean looksAt(MaskWords mask, int bit) {
        int at = mask.from(0, bit >>> WORD_BITS);
        return at < mask.size() && mask.index(at) == bit >>> WORD_BITS && (mask.bits(at) >>> bit & 1) != 0;
    }

    /** For flows whose hashes are the same by chance. */
    private static Object halves(DatapathFlow[] flows) {
        int half = flows.length / 2;
        return join(Arrays.copyOf(flows, half), Arrays.copyOfRange(flows, half, flows.length));
    }

    private static Fork join(DatapathFlow[] one, DatapathFlow[] other) {
        List<Object> branches = new ArrayList<>();
        for (DatapathFlow[] part : List.of(one, other)) {
            Object tree = build(part);
            if (tree instanceof Fork fork) {
                branches.addAll(fork.branches());
            } else {
                branches.add(tree);
            }
        }
        return new Fork(branches, one.length + other.length);
    }

    private TreeBuilder() {}
}
