package io.tandem.conformance.bench;

import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.smc.SignatureMatchCache;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.FlowDirectory;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * What one of 32 packets costs until its key is known, and until the exact match cache or the signature match cache has
 * found its flow. Copying its 64 bytes into a packet is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBench {
    /** Different packets, each with an entry in the cache. */
    @Param({"1", "1000"})
    int microflows = 1;

    /** Looked at by the flow, which every packet matches. */
    private static final FlowMask MASK = FlowMask.builder()
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.CT_MARK)
            .exact(FlowField.SKB_PRIORITY)
            .build();

    private final ExactMatchCache cache = new ExactMatchCache(1);
    private final FlowDirectory directory = new FlowDirectory();
    private final SignatureMatchCache signatures = new SignatureMatchCache(directory);
    private final PacketBatch batch = new PacketBatch();
    private final long[] words = new long[PacketBatch.SIZE * FlowField.WORDS];
    private final long[] maps = new long[PacketBatch.SIZE];
    private BenchFrames frames = new BenchFrames(0);

    /** Makes frames and puts their keys into the cache. */
    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        DatapathFlow flow = RandomFlows.prepared(Megaflow.of(FlowKey.EMPTY, MASK, List.of()));
        directory.reserve(flow);
        directory.add(flow);
        frames = new BenchFrames(microflows);
        Packet packet = PacketBatch.single();
        for (int i = 0; i < microflows; i++) {
            frames.put(i, MegaflowSets.packet(FlowKey.EMPTY, FlowMask.EMPTY, random));
        }
        long[] key = new long[FlowField.WORDS];
        long map = 0;
        for (int i = 0; i < microflows; i++) {
            frames.next(packet);
            map = KeyExtractor.extract(packet, key, 0, map);
            int hash = KeyHash.of(key, 0, map, 0);
            cache.offer(key, 0, map, hash, flow);
            signatures.offer(hash, flow);
        }
        while (!batch.full()) {
            batch.add();
        }
    }

    /** The key. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public long[] parse() {
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            Packet packet = batch.get(i);
            frames.next(packet);
            maps[i] = KeyExtractor.extract(packet, words, i * FlowField.WORDS, maps[i]);
        }
        return words;
    }

    /** The key, its hash and the cache. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public int parseAndEmcHit() {
        int hits = 0;
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            Packet packet = batch.get(i);
            frames.next(packet);
            int base = i * FlowField.WORDS;
            maps[i] = KeyExtractor.extract(packet, words, base, maps[i]);
            hits += cache.find(words, base, maps[i], KeyHash.of(words, base, maps[i], 0)) == null ? 0 : 1;
        }
        return hits;
    }

    /** The key, its hash and the signature match cache, the flow's masked key included. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public int parseAndSmcHit() {
        int hits = 0;
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            Packet packet = batch.get(i);
            frames.next(packet);
            int base = i * FlowField.WORDS;
            maps[i] = KeyExtractor.extract(packet, words, base, maps[i]);
            hits += signatures.find(words, base, KeyHash.of(words, base, maps[i], 0)) == null ? 0 : 1;
        }
        if (hits != PacketBatch.SIZE) {
            throw new IllegalStateException(hits + " hits");
        }
        return hits;
    }
}
