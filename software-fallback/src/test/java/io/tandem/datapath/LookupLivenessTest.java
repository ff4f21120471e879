package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.smc.SignatureMatchCache;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flows come and go while threads look up: an answer was alive at some time after the question. */
final class LookupLivenessTest {
    private static final int READERS = 4;
    private static final int CHANGES = 60_000;

    private final AtomicLong clock = new AtomicLong();

    /** What one packet thread does: all three lookups, in order, with caches of its own. */
    private static final class Reader {
        private final ExactMatchCache emc = new ExactMatchCache(1);
        private final SignatureMatchCache smc;
        private final FlowTable table;
        private final LookupPath path = new LookupPath();
        private final @Nullable DatapathFlow[] found = new DatapathFlow[1];
        private final Map<String, Long> hits = new HashMap<>();

        Reader(FlowTable table) {
            this.table = table;
            this.smc = new SignatureMatchCache(table.directory());
        }

        @Nullable DatapathFlow find(long[] key) {
            long map = FlowKey.ofWords(key).map();
            int hash = KeyHash.of(key, 0, map, 0);
            DatapathFlow flow = emc.find(key, 0, map, hash);
            if (flow != null) {
                hits.merge("emc", 1L, Long::sum);
                return flow;
            }
            flow = smc.find(key, 0, hash);
            if (flow == null) {
                found[0] = null;
                Classifier classifier = table.classifier(1);
                if (classifier != null) {
                    classifier.find(key, 1, found, path);
                }
                flow = found[0];
                hits.merge("dpcls", flow == null ? 0L : 1L, Long::sum);
            } else {
                hits.merge("smc", 1L, Long::sum);
            }
            if (flow != null) {
                smc.offer(hash, flow);
                if ((hash & 1) == 0) {
                    emc.offer(key, 0, map, hash, flow);
                }
            }
            return flow;
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverAnswersWithAFlowThatWasRemovedBeforeTheQuestion(ClassifierKind kind) throws Exception {
        FlowTable table = new FlowTable(kind, 1, 0);
        Map<DatapathFlow, Long> removedAt = new ConcurrentHashMap<>();
        Megaflow stays = RandomFlows.flow(new SplittableRandom(9));
        DatapathFlow kept = table.put(stays);
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Map<String, Long>>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int seed = i;
                readers.add(threads.submit(() -> read(table, removedAt, kept, stop, seed)));
            }
            try {
                change(table, removedAt, stays);
            } finally {
                stop.set(true);
            }
            for (Future<Map<String, Long>> reader : readers) {
                assertThat(reader.get()).containsKeys("emc", "smc", "dpcls");
            }
        }
    }

    /** Puts and removes flows that the one that stays does not overlap. */
    private void change(FlowTable table, Map<DatapathFlow, Long> removedAt, Megaflow stays) throws FlowPutException {
        SplittableRandom random = new SplittableRandom(4);
        Map<Ufid, DatapathFlow> present = new HashMap<>();
        for (int i = 0; i < CHANGES; i++) {
            Megaflow flow = RandomFlows.flow(random);
            if (flow.matches(stays.key()) || flow.ufid().equals(stays.ufid())) {
                continue;
            }
            DatapathFlow old = present.remove(flow.ufid());
            if (old == null) {
                present.put(flow.ufid(), table.put(flow));
            } else {
                table.remove(flow.ufid());
                removedAt.put(old, clock.incrementAndGet());
            }
        }
    }

    private Map<String, Long> read(
            FlowTable table, Map<DatapathFlow, Long> removedAt, DatapathFlow kept, AtomicBoolean stop, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Reader reader = new Reader(table);
        long[] keptKey = kept.megaflow().key().toWords();
        while (!stop.get()) {
            long[] key = RandomFlows.key(random);
            long asked = clock.get();
            DatapathFlow flow = reader.find(key);
            if (flow != null) {
                assertThat(flow.megaflow().matches(FlowKey.ofWords(key))).isTrue();
                assertThat(removedAt.getOrDefault(flow, Long.MAX_VALUE)).isGreaterThan(asked);
            }
            assertThat(reader.find(keptKey)).isSameAs(kept);
        }
        return reader.hits;
    }
}
