package io.tandem.datapath.emc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExactMatchCacheTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(11);

    private static DatapathFlow flow() {
        return RandomFlows.prepared(RandomFlows.flow(RANDOM));
    }

    private static long map(long[] key) {
        return FlowKey.ofWords(key).map();
    }

    @Test
    void tellsKeysApartThatDifferInOneWordAnywhere() {
        ExactMatchCache cache = new ExactMatchCache(1);
        long[] key = new long[FlowField.WORDS];
        Arrays.fill(key, 7);
        DatapathFlow flow = flow();
        cache.offer(key, 0, map(key), 5, flow);
        assertThat(cache.find(key, 0, map(key), 5)).isSameAs(flow);
        for (int i = 0; i < FlowField.WORDS; i++) {
            for (long value : new long[] {0, 8}) {
                long[] other = key.clone();
                other[i] = value;
                assertThat(cache.find(other, 0, map(other), 5)).isNull();
            }
        }
    }

    @Test
    void forgetsRemovedFlowsInOneRoundOfSweeps() {
        ExactMatchCache cache = new ExactMatchCache(1);
        DatapathFlow removed = flow();
        DatapathFlow stays = flow();
        for (int i = 0; i < 1000; i++) {
            long[] key = RandomFlows.key(RANDOM);
            key[12] = i + 1L;
            cache.offer(key, 0, map(key), KeyHash.of(key, 0, map(key), 0), (i & 1) == 0 ? removed : stays);
        }
        int before = cache.held();
        removed.retire();
        for (int i = 0; i < ExactMatchCache.ENTRIES; i++) {
            cache.sweep();
        }
        assertThat(cache.held()).isBetween(before / 3, before * 2 / 3);
    }

    @Property(tries = 50)
    void answersTheLatestFlowOfAKeyOrNone(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ExactMatchCache cache = new ExactMatchCache(1);
        Map<FlowKey, DatapathFlow> latest = new HashMap<>();
        List<DatapathFlow> flows = new ArrayList<>();
        for (int round = 0; round < 2000; round++) {
            long[] key = RandomFlows.key(random);
            int hash = KeyHash.of(key, 0, map(key), 0);
            DatapathFlow expected = latest.get(FlowKey.ofWords(key));
            DatapathFlow answer = cache.find(key, 0, map(key), hash);
            if (expected == null || !expected.live()) {
                assertThat(answer).isNull();
            } else if (answer != null) {
                assertThat(answer).isSameAs(expected);
            }
            DatapathFlow flow = flow();
            flows.add(flow);
            cache.offer(key, 0, map(key), hash, flow);
            latest.put(FlowKey.ofWords(key), flow);
            assertThat(cache.find(key, 0, map(key), hash)).isSameAs(flow);
            if (random.nextInt(4) == 0) {
                flows.get(random.nextInt(flows.size())).retire();
            }
        }
    }

    @Property(tries = 50)
    void answersABatchAsItAnswersItsKeys(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ExactMatchCache cache = new ExactMatchCache(1);
        long[] words = new long[32 * FlowField.WORDS];
        long[] maps = new long[32];
        int[] hashes = new int[32];
        List<DatapathFlow> flows = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            @Nullable DatapathFlow[] found = new DatapathFlow[32];
            int wanted = random.nextInt();
            for (int i = 0; i < 32; i++) {
                long[] key = RandomFlows.key(random);
                System.arraycopy(key, 0, words, i * FlowField.WORDS, FlowField.WORDS);
                maps[i] = map(key);
                // Few hashes, so that different keys meet and fill both places of one.
                hashes[i] = KeyHash.of(key, 0, maps[i], 0) & 0x7f | 0x40 << random.nextInt(2) * 13;
            }
            int left = cache.find(words, wanted, maps, hashes, found);
            assertThat(left & ~wanted).isZero();
            for (int i = 0; i < 32; i++) {
                DatapathFlow expected =
                        (wanted & 1 << i) == 0 ? null : cache.find(words, i * FlowField.WORDS, maps[i], hashes[i]);
                assertThat(found[i]).isSameAs(expected);
                assertThat((left & 1 << i) != 0).isEqualTo((wanted & 1 << i) != 0 && expected == null);
            }
            for (int i = 0; i < 32; i++) {
                flows.add(flow());
                cache.offer(words, i * FlowField.WORDS, maps[i], hashes[i], flows.getLast());
            }
            flows.get(random.nextInt(flows.size())).retire();
        }
    }

    @Test
    void keepsTwoKeysThatShareAPlace() {
        ExactMatchCache cache = new ExactMatchCache(1);
        int hash = 5 | 9 << 13;
        long[] one = RandomFlows.key(new SplittableRandom(1));
        long[] two = RandomFlows.key(new SplittableRandom(2));
        DatapathFlow first = flow();
        DatapathFlow second = flow();
        cache.offer(one, 0, map(one), hash, first);
        cache.offer(two, 0, map(two), hash, second);
        assertThat(cache.find(one, 0, map(one), hash)).isSameAs(first);
        assertThat(cache.find(two, 0, map(two), hash)).isSameAs(second);
    }

    @Test
    void keepsAKeyInOnePlaceOnly() {
        ExactMatchCache cache = new ExactMatchCache(1);
        int hash = 5 | 9 << 13;
        long[] one = RandomFlows.key(new SplittableRandom(1));
        long[] two = RandomFlows.key(new SplittableRandom(2));
        cache.offer(one, 0, map(one), hash, flow());
        DatapathFlow again = flow();
        cache.offer(one, 0, map(one), hash, again);
        DatapathFlow other = flow();
        cache.offer(two, 0, map(two), hash, other);
        assertThat(cache.find(one, 0, map(one), hash)).isSameAs(again);
        assertThat(cache.find(two, 0, map(two), hash)).isSameAs(other);
    }

    @Test
    void neverAnswersWithARemovedFlow() {
        ExactMatchCache cache = new ExactMatchCache(1);
        long[] key = RandomFlows.key(new SplittableRandom(1));
        DatapathFlow flow = flow();
        cache.offer(key, 0, map(key), KeyHash.of(key, 0, map(key), 0), flow);
        flow.retire();
        assertThat(cache.find(key, 0, map(key), KeyHash.of(key, 0, map(key), 0)))
                .isNull();
    }

    @Test
    void insertsAsOftenAsItIsTold() {
        assertThat(inserted(0)).isZero();
        assertThat(inserted(1)).isEqualTo(2000);
        assertThat(inserted(10)).isBetween(120, 290);
    }

    private static int inserted(int inverse) {
        ExactMatchCache cache = new ExactMatchCache(inverse);
        DatapathFlow flow = flow();
        int count = 0;
        for (int i = 0; i < 2000; i++) {
            long[] key = RandomFlows.key(RANDOM);
            key[12] = i;
            int hash = KeyHash.of(key, 0, map(key), 0);
            cache.offer(key, 0, map(key), hash, flow);
            count += cache.find(key, 0, map(key), hash) == null ? 0 : 1;
        }
        return count;
    }
}
