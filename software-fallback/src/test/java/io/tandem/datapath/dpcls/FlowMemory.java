package io.tandem.datapath.dpcls;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.SplittableRandom;

/** Prints what a flow table holds in memory for each of 100,000 megaflows, beside the megaflows themselves. */
public final class FlowMemory {
    private static final int FLOWS = 100_000;

    public static void main(String[] args) throws FlowPutException {
        for (int masks : new int[] {1, 20, 1000, 5000}) {
            List<Megaflow> flows = MegaflowSets.disjoint(FLOWS, masks, new SplittableRandom(1));
            for (ClassifierKind kind : ClassifierKind.values()) {
                long before = used();
                FlowTable table = new FlowTable(kind, 1, 0);
                for (Megaflow flow : flows) {
                    table.put(flow);
                }
                long bytes = used() - before;
                System.out.printf(
                        "%5d masks, %-13s %,6d bytes a megaflow%n",
                        masks, kind, bytes / table.flows().size());
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
