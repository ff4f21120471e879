package io.tandem.datapath.dpcls;

import org.jspecify.annotations.Nullable;

/**
 * A hash table over a test that decides all flows below. What it has for a hash is a flow, another node or a fork; there is
 * one entry for each hash, and what it leads to is verified at the flow. Readers take no lock; one writer at a time.
 */
final class DecisionNode {
    private final NodeTest test;
    private final FlowSlots slots;

    /** Flows below when the node's test was chosen. */
    private final int built;

    /** Flows below, counted by the writer. */
    int flows;

    /** A node with a test chosen for those flows. */
    DecisionNode(NodeTest test, FlowSlots slots, int flows) {
        this(test, slots, flows, flows);
    }

    private DecisionNode(NodeTest test, FlowSlots slots, int built, int flows) {
        this.test = test;
        this.slots = slots;
        this.built = built;
        this.flows = flows;
    }

    /** The same node with a table of the right size. */
    DecisionNode resized() {
        return new DecisionNode(test, slots.resized(), built, flows);
    }

    /** True where the flows have doubled since and most of them lie deeper, so that another test may tell them apart. */
    boolean outgrown() {
        return flows > 2 * built && flows > 2 * slots.entries();
    }

    /** What tells the entries apart. */
    NodeTest test() {
        return test;
    }

    FlowSlots slots() {
        return slots;
    }

    /** Where a key goes on, or null. */
    @Nullable Object next(long[] words, int base) {
        int wanted = test.hash(words, base);
        int slot = slots.first(wanted);
        for (int hash = slots.hash(slot); hash != 0; hash = slots.hash(slot)) {
            if (hash == wanted) {
                Object content = slots.content(slot);
                if (content != null) {
                    return content;
                }
            }
            slot = slots.next(slot);
        }
        return null;
    }
}
