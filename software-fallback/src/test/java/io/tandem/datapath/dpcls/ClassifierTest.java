package io.tandem.datapath.dpcls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClassifierTest {
    private static final int BATCH = 32;

    private final long[] words = new long[BATCH * FlowField.WORDS];
    private final @Nullable DatapathFlow[] found = new DatapathFlow[BATCH];

    private int find(Classifier classifier, List<long[]> keys) {
        for (int i = 0; i < keys.size(); i++) {
            System.arraycopy(keys.get(i), 0, words, i * FlowField.WORDS, FlowField.WORDS);
            found[i] = null;
        }
        return classifier.find(words, (int) ((1L << keys.size()) - 1), found, new LookupPath());
    }

    @Property(tries = 100)
    void agreesWithALinearSearchWhileFlowsComeAndGo(@ForAll long seed, @ForAll ClassifierKind kind) {
        SplittableRandom random = new SplittableRandom(seed);
        Classifier fresh = kind.create();
        Map<Ufid, DatapathFlow> present = new HashMap<>();
        for (int round = 0; round < 200; round++) {
            Megaflow flow = RandomFlows.flow(random);
            DatapathFlow old = present.remove(flow.ufid());
            if (old == null) {
                DatapathFlow added = RandomFlows.prepared(flow);
                fresh.put(added);
                present.put(flow.ufid(), added);
            } else {
                old.retire();
                fresh.remove(old);
            }
            long[] key = RandomFlows.key(random);
            @Nullable DatapathFlow[] answer = new DatapathFlow[1];
            int left = fresh.find(key, 1, answer, new LookupPath());
            List<DatapathFlow> matching = present.values().stream()
                    .filter(f -> f.megaflow().matches(FlowKey.ofWords(key)))
                    .toList();
            assertThat(left == 0).isEqualTo(!matching.isEmpty());
            if (left == 0) {
                assertThat(matching).contains(answer[0]);
            } else {
                assertThat(answer[0]).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotAnswerWithAFlowThatIsRetiredButNotYetRemoved(ClassifierKind kind) {
        Classifier classifier = kind.create();
        DatapathFlow flow = RandomFlows.prepared(RandomFlows.flow(new SplittableRandom(1)));
        classifier.put(flow);
        List<long[]> key = List.of(flow.megaflow().key().toWords());
        assertThat(find(classifier, key)).isZero();
        flow.retire();
        assertThat(find(classifier, key)).isEqualTo(1);
        assertThat(found[0]).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void answersABatchAndLeavesOutWhatWasNotAskedFor(ClassifierKind kind) {
        Classifier classifier = kind.create();
        SplittableRandom random = new SplittableRandom(7);
        Set<Ufid> put = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Megaflow flow = RandomFlows.flow(random);
            if (put.add(flow.ufid())) {
                classifier.put(RandomFlows.prepared(flow));
            }
        }
        List<long[]> keys = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            keys.add(RandomFlows.key(random));
        }
        find(classifier, keys);
        List<@Nullable DatapathFlow> all = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            all.add(found[i]);
            found[i] = null;
        }
        int left = classifier.find(words, 0x0f0f0f0f, found, new LookupPath());
        assertThat(left & ~0x0f0f0f0f).isZero();
        for (int i = 0; i < BATCH; i++) {
            if ((0x0f0f0f0f & 1 << i) == 0) {
                assertThat(found[i]).isNull();
            } else {
                assertThat(found[i] == null).isEqualTo(all.get(i) == null);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryLivingFlowWhileAnotherThreadPutsAndRemoves(ClassifierKind kind) throws Exception {
        Classifier classifier = kind.create();
        SplittableRandom random = new SplittableRandom(3);
        Megaflow stays = RandomFlows.flow(random);
        DatapathFlow kept = RandomFlows.prepared(stays);
        classifier.put(kept);
        long[] key = stays.key().toWords();
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> done = writer.submit(() -> {
                SplittableRandom other = new SplittableRandom(4);
                Map<Ufid, DatapathFlow> present = new HashMap<>();
                started.countDown();
                for (int i = 0; i < 100_000; i++) {
                    Megaflow flow = RandomFlows.flow(other);
                    // Only flows that the kept key does not match, so that its answer is known.
                    if (flow.matches(FlowKey.ofWords(key))) {
                        continue;
                    }
                    DatapathFlow old = present.remove(flow.ufid());
                    if (old == null) {
                        DatapathFlow added = RandomFlows.prepared(flow);
                        classifier.put(added);
                        present.put(flow.ufid(), added);
                    } else {
                        old.retire();
                        classifier.remove(old);
                    }
                }
            });
            started.await();
            long lookups = 0;
            while (!done.isDone() || lookups < 20_000) {
                find(classifier, List.of(key));
                assertThat(found[0]).isSameAs(kept);
                lookups++;
            }
            done.get();
        }
    }
}
