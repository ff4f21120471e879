package io.tandem.datapath.dpcls;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a lookup of one of 32 packets costs among 100,000 megaflows, by the number of masks and the kind of classifier. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClassifierBenchmark {
    private static final int FLOWS = 100_000;
    private static final int BATCH = 32;

    /** Keys that are measured with, more than caches hold. */
    private static final int KEYS = 1 << 16;

    @Param
    ClassifierKind kind = ClassifierKind.DECISION_TREE;

    @Param({"1", "20", "100", "1000", "5000"})
    int masks = 1;

    @Param({"uniform", "zipf"})
    String traffic = "uniform";

    private Classifier classifier = kind.create();
    private long[] keys = new long[0];
    private final long[] batch = new long[BATCH * FlowField.WORDS];
    private final @Nullable DatapathFlow[] found = new DatapathFlow[BATCH];
    private int next;

    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        SplittableRandom random = new SplittableRandom(1);
        List<Megaflow> flows = MegaflowSets.disjoint(FLOWS, masks, random);
        FlowTable table = new FlowTable(kind, 1, 0);
        for (Megaflow flow : flows) {
            table.put(flow);
        }
        classifier = Objects.requireNonNull(table.classifier(1));
        Popularity popularity = traffic.equals("zipf") ? Popularity.zipf(FLOWS, 1.1) : Popularity.uniform(FLOWS);
        keys = new long[KEYS * KEY];
        for (int i = 0; i < KEYS; i++) {
            Megaflow flow = flows.get(popularity.next(random));
            long[] words = MegaflowSets.packet(flow.key(), flow.mask(), random).toWords();
            System.arraycopy(words, 0, keys, i * KEY, KEY);
        }
    }

    /** Words of a key of these sets that are not zero are among the first. */
    private static final int KEY = 16;

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int lookup() {
        for (int i = 0; i < BATCH; i++) {
            System.arraycopy(keys, next * KEY, batch, i * FlowField.WORDS, KEY);
            next = next + 1 & KEYS - 1;
        }
        int left = classifier.find(batch, -1, found);
        if (left != 0) {
            throw new IllegalStateException(
                    "no flow for " + Integer.bitCount(left) + " packets of " + Arrays.toString(found));
        }
        return left;
    }
}
