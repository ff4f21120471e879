package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes trees of sets of flows, no two of which have the same mask and masked key. */
final class TreeBuilder {
    private static final int WORD_BITS = 6;

    /** So few flows are told apart at once, if there is a way to. */
    private static final int SMALL = 64;

    private final SharedTests shared = new SharedTests();

    /** A flow, a {@link DecisionNode} or a {@link Fork}. */
    Object build(DatapathFlow[] flows) {
        if (flows.length == 1) {
            return flows[0];
        }
        CommonBits common = new CommonBits(flows);
        MaskWords bits = common.telling();
        if (bits.size() == 0) {
            return fork(flows);
        }
        Grouping byBits = new Grouping(flows, NodeTest.ofBits(bits));
        Grouping grouping = byBits;
        if (grouping.largest() * 2 > flows.length || grouping.groups() < flows.length && flows.length <= SMALL) {
            long[] fields = FirstDifferences.fields(flows);
            Grouping other = new Grouping(
                    flows, NodeTest.ofFirstDifferences(flows[0].mask().seed(), fields));
            grouping = fields.length > 0 && other.largest() < grouping.largest() ? other : grouping;
        }
        if (flows.length <= SMALL) {
            grouping = shared.groupOr(flows, grouping);
        }
        return grouping.groups() == 1 ? halves(flows) : node(flows, grouping, grouping == byBits ? common : null);
    }

    private DecisionNode node(DatapathFlow[] flows, Grouping grouping, @Nullable CommonBits common) {
        DecisionNode node = new DecisionNode(grouping.test(), common, grouping.groups(), flows.length);
        for (int from = 0; from < flows.length; from = grouping.end(from)) {
            node.add(grouping.hash(from), build(grouping.flows(from)));
        }
        return node;
    }

    /** The flows that look at one more bit beside those that do not; the bit is the one that most look at. */
    private Object fork(DatapathFlow[] flows) {
        Map<MaskWords, Integer> masks = new HashMap<>();
        for (DatapathFlow flow : flows) {
            masks.merge(flow.mask(), 1, Integer::sum);
        }
        int[] looking = new int[1 << 2 * WORD_BITS];
        masks.forEach((mask, count) -> {
            for (long words = mask.map(); words != 0; words &= words - 1) {
                int index = Long.numberOfTrailingZeros(words);
                for (long rest = mask.at(index); rest != 0; rest &= rest - 1) {
                    looking[index << WORD_BITS | Long.numberOfTrailingZeros(rest)] += count;
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
        return (mask.at(bit >>> WORD_BITS) >>> bit & 1) != 0;
    }

    /** For flows whose hashes are the same by chance. */
    private Object halves(DatapathFlow[] flows) {
        int half = flows.length / 2;
        return join(Arrays.copyOf(flows, half), Arrays.copyOfRange(flows, half, flows.length));
    }

    private Fork join(DatapathFlow[] one, DatapathFlow[] other) {
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
}
