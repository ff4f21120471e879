package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several trees beside each other, because no bit that all their flows look at tells any of them apart. */
final class Fork {
    private static final int LEAST_GROWTH = 16;

    private final Object[] branches;
    private final int built;

    /** Flows below, counted by the writer. */
    int flows;

    /**
     * @param flows flows below the branches
     */
    Fork(List<Object> branches, int flows) {
        this(branches.toArray(), flows, flows);
    }

    private Fork(Object[] branches, int built, int flows) {
        this.branches = branches;
        this.built = built;
        this.flows = flows;
    }

    List<Object> branches() {
        return List.of(branches);
    }

    /** With so many flows the fork is made anew. */
    int limit() {
        return built + Math.max(LEAST_GROWTH, built / 4);
    }

    /** The flow that matches, or null. */
    @Nullable DatapathFlow find(long[] words, int base) {
        for (Object branch : branches) {
            DatapathFlow flow = DecisionTree.find(branch, words, base);
            if (flow != null) {
                return flow;
            }
        }
        return null;
    }

    /** This fork with another branch in one place. */
    Fork with(int place, Object branch) {
        Object[] changed = branches.clone();
        changed[place] = branch;
        return new Fork(changed, built, flows);
    }

    /** What is left without a branch. */
    Object without(int place) {
        List<Object> left = new ArrayList<>(branches());
        left.remove(place);
        return left.size() == 1 ? left.getFirst() : new Fork(left.toArray(), built, flows);
    }
}
