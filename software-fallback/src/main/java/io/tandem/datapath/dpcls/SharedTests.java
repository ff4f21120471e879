package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;

/**
 * Tests that small nodes of one tree have in common. Thousands of small nodes whose flows come of one policy ask the same
 * of a key; where they share the test, a lookup finds it in the processor's cache. For the writer.
 */
final class SharedTests {
    private static final int KEPT = 8;

    /** The one that was made last is first. */
    private final NodeTest[] tests = new NodeTest[KEPT];

    private int kept;

    /** Flows grouped by a test of other nodes that decides all of them and tells each from all others, or as given. */
    Grouping groupOr(DatapathFlow[] flows, Grouping otherwise) {
        for (int i = 0; i < kept; i++) {
            if (tests[i].decides(flows)) {
                Grouping grouping = new Grouping(flows, tests[i]);
                if (grouping.groups() >= otherwise.groups()) {
                    return grouping;
                }
            }
        }
        keep(otherwise.test());
        return otherwise;
    }

    private void keep(NodeTest test) {
        kept = Math.min(KEPT, kept + 1);
        System.arraycopy(tests, 0, tests, 1, kept - 1);
        tests[0] = test;
    }
}
