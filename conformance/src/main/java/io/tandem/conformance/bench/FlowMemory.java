package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.flow.Megaflow;
import java.io.PrintWriter;
import java.util.List;
import java.util.SplittableRandom;

/** Prints what a flow table holds in memory for each of 100,000 megaflows, beside the megaflows themselves. */
public final class FlowMemory {
    private static final int FLOWS = 100_000;

    /**
     * Measures by what is left after garbage was collected.
     *
     * @param quick true for a look at two sets instead of four
     */
    public static void print(PrintWriter to, boolean quick) throws FlowPutException {
        for (int masks : quick ? new int[] {1, 1000} : new int[] {1, 20, 1000, 5000}) {
            List<Megaflow> flows = MegaflowSets.disjoint(FLOWS, masks, new SplittableRandom(1));
            for (ClassifierKind kind : ClassifierKind.values()) {
                long before = used();
                FlowTable table = new FlowTable(kind, 1, 0);
                for (Megaflow flow : flows) {
                    table.put(flow);
                }
                long bytes = used() - before;
                to.printf(
                        "%,6d bytes a megaflow  masks=%d kind=%s%n",
                        bytes / table.flows().size(), masks, kind);
                to.flush();
            }
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private FlowMemory() {}
}
