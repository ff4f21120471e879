package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import org.jspecify.annotations.Nullable;

/**
 * A hash table over a test that decides all flows below. What it has for a hash is a flow, another node or a fork; there is
 * one entry for each hash, and what it leads to is verified at the flow. Readers take no lock; one writer at a time.
 */
final class DecisionNode extends FlowSlots {
    private final NodeTest test;

    /** What the test was chosen by, where it is of bits: while no flow {@linkplain #novel differs} from that, it is the best. */
    private final @Nullable CommonBits common;

    /** Flows below when the node's test was chosen, or when it was found to be the best still. */
    private int built;

    /** True where flows have come that another test may tell apart better. */
    private boolean novel;

    /** Flows below, counted by the writer. */
    int flows;

    /**
     * An empty node.
     *
     * @param test chosen for the flows that will be below
     * @param common the common bits of these flows, where the test is of those that tell them apart; else null
     * @param entries answers of these flows
     * @param flows how many they are
     */
    DecisionNode(NodeTest test, @Nullable CommonBits common, int entries, int flows) {
        this(test, common, entries, flows, flows);
    }

    private DecisionNode(NodeTest test, @Nullable CommonBits common, int entries, int built, int flows) {
        super(entries);
        this.test = test;
        this.common = common;
        this.novel = common == null;
        this.built = built;
        this.flows = flows;
    }

    /** The same node with a table of the right size. */
    @Override
    DecisionNode resized() {
        DecisionNode fresh = new DecisionNode(test, common, grown(), built, flows);
        fresh.novel = novel;
        copyTo(fresh);
        return fresh;
    }

    /**
     * True where the flows have doubled since, most of them lie deeper, and another test may tell them apart. Making a
     * node anew takes long where it is large, so one that would get the same test is left alone. For the writer.
     */
    boolean outgrown() {
        if (flows <= 2 * built || flows <= 2 * entries()) {
            return false;
        }
        if (novel || lopsided()) {
            return true;
        }
        built = flows;
        return false;
    }

    /** True where one entry has most of the flows. */
    private boolean lopsided() {
        for (Object content : contents()) {
            int below =
                    switch (content) {
                        case DecisionNode node -> node.flows;
                        case Fork fork -> fork.flows;
                        default -> 1;
                    };
            if (2 * below > flows) {
                return true;
            }
        }
        return false;
    }

    /** Counts a flow that comes below. For the writer. */
    void count(DatapathFlow flow) {
        flows++;
        novel = novel || common == null || common.toldApartBy(flow);
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
