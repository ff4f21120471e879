package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.smc.SignatureMatchCache;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lookup that hits allocates nothing, in any cache or classifier. */
final class LookupAllocationTest {
    private static final int BATCH = 32;
    private static final int ROUNDS = 10_000;
    private static final int WINDOWS = 5;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] keys = new long[BATCH * FlowField.WORDS];
    private final long[] maps = new long[BATCH];
    private final int[] hashes = new int[BATCH];
    private final LookupPath path = new LookupPath();
    private final @Nullable DatapathFlow[] found = new DatapathFlow[BATCH];

    /**
     * The least that this thread allocates in one of a few windows of many rounds, in bytes. What a lookup allocates is in
     * every window; what the JVM allocates on the thread for itself, as when it deoptimises, is not.
     */
    private long allocated(IntUnaryOperator hits) {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                assertHits(hits.applyAsInt(i));
            }
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void assertHits(int hits) {
        if (hits != BATCH) {
            throw new AssertionError(hits + " hits of " + BATCH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void allocatesNothingOnHits(ClassifierKind kind) throws FlowPutException {
        SplittableRandom random = new SplittableRandom(1);
        FlowTable table = new FlowTable(kind, 1, 0);
        List<Megaflow> flows = MegaflowSets.disjoint(2000, 20, random);
        for (Megaflow flow : flows) {
            table.put(flow);
        }
        Classifier classifier = Objects.requireNonNull(table.classifier(1));
        ExactMatchCache emc = new ExactMatchCache(1);
        SignatureMatchCache smc = new SignatureMatchCache(table.directory());
        for (int i = 0; i < BATCH; i++) {
            Megaflow flow = flows.get(i * 7);
            long[] key = MegaflowSets.packet(flow.key(), flow.mask(), random).toWords();
            int base = i * FlowField.WORDS;
            System.arraycopy(key, 0, keys, base, FlowField.WORDS);
            maps[i] = FlowKey.ofWords(key).map();
            hashes[i] = KeyHash.of(keys, base, maps[i], 0);
        }
        assertThat(allocated(i -> BATCH - Integer.bitCount(classifier.find(keys, -1, found, path))))
                .isZero();
        for (int i = 0; i < BATCH; i++) {
            DatapathFlow flow = Objects.requireNonNull(found[i]);
            emc.offer(keys, i * FlowField.WORDS, maps[i], hashes[i], flow);
            smc.offer(hashes[i], flow);
        }
        assertThat(allocated(round -> emcHits(emc))).isZero();
        assertThat(allocated(round -> smcHits(smc))).isZero();
    }

    private int emcHits(ExactMatchCache emc) {
        int hits = 0;
        for (int i = 0; i < BATCH; i++) {
            hits += emc.find(keys, i * FlowField.WORDS, maps[i], hashes[i]) == null ? 0 : 1;
        }
        return hits;
    }

    private int smcHits(SignatureMatchCache smc) {
        int hits = 0;
        for (int i = 0; i < BATCH; i++) {
            hits += smc.find(keys, i * FlowField.WORDS, hashes[i]) == null ? 0 : 1;
        }
        return hits;
    }
}
