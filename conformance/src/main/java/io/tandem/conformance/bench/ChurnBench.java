package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Deleting one of 100,000 megaflows over 1,000 masks and inserting it again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChurnBench {
    private static final int FLOWS = 100_000;
    private static final int MASKS = 1000;

    @Param
    ClassifierKind kind = ClassifierKind.DECISION_TREE;

    private List<Megaflow> flows = List.of();
    private FlowTable table = new FlowTable(kind, 1, 0);
    private int next;

    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        flows = MegaflowSets.disjoint(FLOWS, MASKS, new SplittableRandom(1));
        table = new FlowTable(kind, 1, 0);
        for (Megaflow flow : flows) {
            table.put(flow);
        }
    }

    @Benchmark
    public Object deleteAndInsert() throws FlowPutException {
        Megaflow flow = flows.get(next);
        next = (next + 7919) % FLOWS;
        table.remove(flow.ufid());
        return table.put(flow);
    }
}
