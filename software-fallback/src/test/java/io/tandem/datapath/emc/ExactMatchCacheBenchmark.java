package io.tandem.datapath.emc;

import io.tandem.datapath.dpcls.RandomFlows;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What hashing a key and finding it in the exact match cache costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExactMatchCacheBenchmark {
    @Param({"16", "2048"})
    int microflows = 16;

    private final ExactMatchCache cache = new ExactMatchCache(1);
    private long[] keys = new long[0];
    private long[] maps = new long[0];
    private int next;

    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        DatapathFlow flow = RandomFlows.prepared(RandomFlows.flow(random));
        keys = new long[microflows * FlowField.WORDS];
        maps = new long[microflows];
        for (int i = 0; i < microflows; i++) {
            int base = i * FlowField.WORDS;
            long[] key = RandomFlows.key(random);
            key[FlowField.ETH_SRC.word()] = random.nextLong();
            System.arraycopy(key, 0, keys, base, key.length);
            maps[i] = FlowKey.ofWords(key).map();
            cache.offer(keys, base, maps[i], KeyHash.of(keys, base, maps[i], 0), flow);
        }
    }

    @Benchmark
    public @Nullable DatapathFlow hit() {
        int base = next * FlowField.WORDS;
        long map = maps[next];
        next = next + 1 == microflows ? 0 : next + 1;
        return cache.find(keys, base, map, KeyHash.of(keys, base, map, 0));
    }
}
