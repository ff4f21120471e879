package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import java.util.Arrays;

/** Flows in groups with the same answer to a test. */
final class Grouping {
    private final DatapathFlow[] flows;
    private final NodeTest test;

    /** A flow's hash in the upper half, its place in the lower one, in order. */
    private final long[] order;

    private int groups;
    private int largest;

    Grouping(DatapathFlow[] flows, NodeTest test) {
        this.flows = flows;
        this.test = test;
        order = new long[flows.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) test.hash(flows[i]) << 32 | i;
        }
        Arrays.sort(order);
        for (int from = 0; from < order.length; from = end(from)) {
            groups++;
            largest = Math.max(largest, end(from) - from);
        }
    }

    NodeTest test() {
        return test;
    }

    /** Groups. */
    int groups() {
        return groups;
    }

    /** Flows of the largest group. */
    int largest() {
        return largest;
    }

    /** The hash of the group that begins at this place of the order. */
    int hash(int from) {
        return (int) (order[from] >> 32);
    }

    /** Where the next group begins. */
    int end(int from) {
        int end = from + 1;
        while (end < order.length && hash(end) == hash(from)) {
            end++;
        }
        return end;
    }

    /** The group that begins at this place. */
    DatapathFlow[] flows(int from) {
        DatapathFlow[] group = new DatapathFlow[end(from) - from];
        for (int i = 0; i < group.length; i++) {
            group[i] = flows[(int) order[from + i]];
        }
        return group;
    }
}
