package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.flowsets.Popularity;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one of 32 packets costs until its key is known and the classifier has found its megaflow among 100,000, caches not
 * asked. Copying its 64 bytes into a packet is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBench {
    private static final int FLOWS = 100_000;
    private static final double ZIPF = 1.1;

    /** Different packets, more than caches hold. */
    private static final int FRAMES = 1 << 16;

    @Param
    ClassifierKind kind = ClassifierKind.DECISION_TREE;

    @Param({"1", "20", "100", "1000", "5000"})
    int masks = 1;

    @Param({"uniform", "zipf"})
    String traffic = "uniform";

    private Classifier classifier = kind.create();
    private BenchFrames frames = new BenchFrames(0);
    private final PacketBatch batch = new PacketBatch();
    private final long[] words = new long[PacketBatch.SIZE * FlowField.WORDS];
    private final long[] maps = new long[PacketBatch.SIZE];
    private final LookupPath path = new LookupPath();
    private final @Nullable DatapathFlow[] found = new DatapathFlow[PacketBatch.SIZE];

    /** Makes megaflows and packets for them. */
    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        SplittableRandom random = new SplittableRandom(1);
        List<Megaflow> flows = MegaflowSets.disjoint(FLOWS, masks, random);
        FlowTable table = new FlowTable(kind, 1, 0);
        for (Megaflow flow : flows) {
            table.put(flow);
        }
        classifier = Objects.requireNonNull(table.classifier(1));
        Popularity popularity = traffic.equals("zipf") ? Popularity.zipf(FLOWS, ZIPF) : Popularity.uniform(FLOWS);
        frames = new BenchFrames(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            Megaflow flow = flows.get(popularity.next(random));
            frames.put(i, MegaflowSets.packet(flow.key(), flow.mask(), random));
        }
        while (!batch.full()) {
            batch.add();
        }
    }

    /** The key and the classifier. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public int parseAndLookup() {
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            Packet packet = batch.get(i);
            frames.next(packet);
            maps[i] = KeyExtractor.extract(packet, words, i * FlowField.WORDS, maps[i]);
        }
        int left = classifier.find(words, -1, found, path);
        if (left != 0) {
            throw new IllegalStateException("no megaflow for " + Integer.bitCount(left) + " packets");
        }
        return left;
    }
}
