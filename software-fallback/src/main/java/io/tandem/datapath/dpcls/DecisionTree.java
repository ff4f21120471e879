package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Megaflows in a tree of hash tables, each over bits that all flows below it look at, so that the cost of a lookup grows
 * with the tree's depth and not with the number of masks.
 *
 * <p>Why there are such bits: a slow path that decides by reading bits of the key, and chooses the next bit by what it
 * has read, gives megaflows that are leaves of its decision tree. The bits that it reads first are in every mask; of the
 * flows that agree in these, all have the bits that are read next; and so on. A {@link DecisionNode} hashes the bits
 * that all its flows have in common and that tell some of them apart. Where most flows of a node agree in these, because their prefixes
 * branch off one path at many lengths, it hashes the lengths instead ({@link NodeTest}): a policy on four fields gives an
 * attacker thousands of masks, and the tree two levels. Where flows have no such bit, because they come of
 * different decisions, a {@link Fork} holds several trees, and a lookup goes through them.
 *
 * <p>A flow that a node's test does not decide makes that node anew: at once where it is small, else when what stood
 * beside it has grown to a part of it, so that a flow's insertion costs a few re-hashings over its life. Nodes are
 * changed in place by {@link FlowSlots} and replaced by one release store in the slot above. A reader in a node that was
 * replaced sees the flows as they were.
 */
final class DecisionTree implements Classifier {
    /** A node of so many flows is made anew at once. */
    private static final int SMALL = 256;

    private volatile @Nullable Object root;
    private final TreeBuilder builder = new TreeBuilder();
    private boolean removed;

    @Override
    public int find(long[] words, int wanted, @Nullable DatapathFlow[] found, LookupPath path) {
        Object top = root;
        for (int rest = wanted; rest != 0; rest &= rest - 1) {
            path.at[Integer.numberOfTrailingZeros(rest)] = top;
        }
        for (int inside = wanted; inside != 0; ) {
            inside = descend(words, inside, path);
        }
        path.touch(wanted);
        int left = wanted;
        for (int rest = wanted; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            DatapathFlow flow = find(path.at[i], words, i * FlowField.WORDS);
            path.at[i] = null;
            if (flow != null) {
                found[i] = flow;
                left &= ~(1 << i);
            }
        }
        return left;
    }

    /** Takes keys one node down. Answers those that were in one. */
    private static int descend(long[] words, int keys, LookupPath path) {
        int inside = 0;
        for (int rest = keys; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            if (path.at[i] instanceof DecisionNode node) {
                path.answers[i] = node.test().hash(words, i * FlowField.WORDS);
                inside |= 1 << i;
            }
        }
        for (int rest = inside; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            if (path.at[i] instanceof DecisionNode node) {
                path.at[i] = node.below(path.answers[i]);
            }
        }
        return inside;
    }

    /** The flow under a node that matches, or null. */
    static @Nullable DatapathFlow find(@Nullable Object top, long[] words, int base) {
        Object at = top;
        while (at instanceof DecisionNode node) {
            at = node.below(node.test().hash(words, base));
        }
        if (at instanceof DatapathFlow flow) {
            return flow.matches(words, base) && flow.live() ? flow : null;
        }
        return at instanceof Fork fork ? fork.find(words, base) : null;
    }

    @Override
    public synchronized void put(DatapathFlow flow) {
        root = put(root, flow);
    }

    @Override
    public synchronized void remove(DatapathFlow flow) {
        root = remove(root, flow);
    }

    /** Trees that a lookup may have to go through, one for each fork's every branch but the first, and one. */
    int trees() {
        return trees(root);
    }

    /** Flows. */
    int flows() {
        List<DatapathFlow> flows = new ArrayList<>();
        collect(root, flows);
        return flows.size();
    }

    /** The most nodes that a lookup goes through in one tree. */
    int depth() {
        return depth(root);
    }

    private static int depth(@Nullable Object at) {
        return switch (at) {
            case DecisionNode node -> 1 + deepest(node.contents());
            case Fork fork -> deepest(fork.branches());
            case null, default -> 0;
        };
    }

    private static int deepest(List<Object> below) {
        return below.stream().mapToInt(DecisionTree::depth).max().orElse(0);
    }

    private Object put(@Nullable Object at, DatapathFlow flow) {
        return switch (at) {
            case DecisionNode node when !node.outgrown() && node.test().decides(flow) -> below(node, flow);
            case DecisionNode node
            when !node.outgrown() && node.flows > SMALL -> new Fork(List.of(node, flow), node.flows + 1);
            case Fork fork when fork.flows < fork.limit() -> beside(fork, flow);
            case null -> flow;
            default -> {
                List<DatapathFlow> flows = new ArrayList<>();
                collect(at, flows);
                flows.add(flow);
                yield builder.build(flows.toArray(DatapathFlow[]::new));
            }
        };
    }

    private DecisionNode below(DecisionNode node, DatapathFlow flow) {
        int hash = node.test().hash(flow);
        int slot = node.find(hash);
        DecisionNode now = node;
        if (slot < 0) {
            now = node.full() ? node.resized() : node;
            now.add(hash, flow);
        } else {
            Object child = node.content(slot);
            Object changed = put(child, flow);
            if (changed != child) {
                node.replace(slot, changed);
            }
        }
        now.count(flow);
        return now;
    }

    private Fork beside(Fork fork, DatapathFlow flow) {
        int last = fork.branches().size() - 1;
        int branch = last;
        for (int i = 0; i < last && branch == last; i++) {
            branch = fork.branches().get(i) instanceof DecisionNode node
                            && node.test().decides(flow)
                    ? i
                    : last;
        }
        Object old = fork.branches().get(branch);
        Object changed = put(old, flow);
        Fork now = changed == old ? fork : fork.with(branch, changed);
        now.flows++;
        return now;
    }

    private @Nullable Object remove(@Nullable Object top, DatapathFlow flow) {
        removed = false;
        return without(top, flow);
    }

    private @Nullable Object without(@Nullable Object at, DatapathFlow flow) {
        if (at == flow) {
            removed = true;
            return null;
        }
        if (at instanceof DecisionNode node && node.test().decides(flow)) {
            int slot = node.find(node.test().hash(flow));
            return slot < 0 ? node : without(node, slot, flow);
        }
        return at instanceof Fork fork ? without(fork, flow) : at;
    }

    private Object without(DecisionNode node, int slot, DatapathFlow flow) {
        Object child = node.content(slot);
        Object changed = without(child, flow);
        if (!removed) {
            return node;
        }
        node.flows--;
        if (changed == null) {
            node.remove(slot);
        } else if (changed != child) {
            node.replace(slot, changed);
        }
        if (node.flows == 1) {
            List<DatapathFlow> only = new ArrayList<>(1);
            collect(node, only);
            return only.getFirst();
        }
        return node.sparse() ? node.resized() : node;
    }

    private @Nullable Object without(Fork fork, DatapathFlow flow) {
        for (int i = 0; i < fork.branches().size(); i++) {
            Object branch = fork.branches().get(i);
            Object changed = without(branch, flow);
            if (removed) {
                fork.flows--;
                if (changed == null) {
                    return fork.without(i);
                }
                return changed == branch ? fork : fork.with(i, changed);
            }
        }
        return fork;
    }

    private static void collect(@Nullable Object at, List<DatapathFlow> flows) {
        switch (at) {
            case DatapathFlow flow -> flows.add(flow);
            case DecisionNode node -> node.contents().forEach(child -> collect(child, flows));
            case Fork fork -> fork.branches().forEach(branch -> collect(branch, flows));
            case null, default -> {}
        }
    }

    private static int trees(@Nullable Object at) {
        return switch (at) {
            case DecisionNode node ->
                node.contents().stream().mapToInt(DecisionTree::trees).max().orElse(1);
            case Fork fork ->
                fork.branches().stream().mapToInt(DecisionTree::trees).sum();
            case null, default -> 1;
        };
    }
}
