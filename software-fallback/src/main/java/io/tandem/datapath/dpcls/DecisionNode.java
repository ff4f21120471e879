package io.tandem.datapath.dpcls;

import org.jspecify.annotations.Nullable;

/**
 * A hash table over a test that decides all flows below. What it has for a hash is a flow, another node or a fork; there is
 * one entry for each hash, and what it leads to is verified at the flow. Readers take no lock; one writer at a time.
 */
final class DecisionNode extends FlowSlots {
    private final NodeTest test;

    /** Flows below when the node's test was chosen. */
    private final int built;

    /** Flows below, counted by the writer. */
    int flows;

    /**
     * An empty node.
     *
     * @param test chosen for the flows that will be below
     * @param entries answers of these flows
     * @param flows how many they are
     */
    DecisionNode(NodeTest test, int entries, int flows) {
        this(test, entries, flows, flows);
    }

    private DecisionNode(NodeTest test, int entries, int built, int flows) {
        super(entries);
        this.test = test;
        this.built = built;
        this.flows = flows;
    }

    /** The same node with a table of the right size. */
    @Override
    DecisionNode resized() {
        DecisionNode fresh = new DecisionNode(test, grown(), built, flows);
        copyTo(fresh);
        return fresh;
    }

    /** True where the flows have doubled since and most of them lie deeper, so that another test may tell them apart. */
    boolean outgrown() {
        return flows > 2 * built && flows > 2 * entries();
    }

    /** What tells the entries apart. */
    NodeTest test() {
        return test;
    }

    /** Where a key goes on that has this answer, or null. */
    @Nullable Object below(int wanted) {
        int slot = first(wanted);
        for (int hash = hash(slot); hash != 0; hash = hash(slot)) {
            if (hash == wanted) {
                Object content = content(slot);
                if (content != null) {
                    return content;
                }
            }
            slot = next(slot);
        }
        return null;
    }
}
