package io.tandem.datapath.emc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.dpcls.RandomFlows;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ExactMatchCacheTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(11);

    private static DatapathFlow flow() {
        return new DatapathFlow(RandomFlows.flow(RANDOM), 0);
    }

    @Property(tries = 50)
    void answersTheLatestFlowOfAKeyOrNone(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ExactMatchCache cache = new ExactMatchCache(1);
        Map<FlowKey, DatapathFlow> latest = new HashMap<>();
        List<DatapathFlow> flows = new ArrayList<>();
        for (int round = 0; round < 2000; round++) {
            long[] key = RandomFlows.key(random);
            int hash = KeyHash.of(key, 0);
            DatapathFlow expected = latest.get(FlowKey.ofWords(key));
            DatapathFlow answer = cache.find(key, 0, hash);
            if (expected == null || !expected.live()) {
                assertThat(answer).isNull();
            } else if (answer != null) {
                assertThat(answer).isSameAs(expected);
            }
            DatapathFlow flow = flow();
            flows.add(flow);
            cache.offer(key, 0, hash, flow);
            latest.put(FlowKey.ofWords(key), flow);
            assertThat(cache.find(key, 0, hash)).isSameAs(flow);
            if (random.nextInt(4) == 0) {
                flows.get(random.nextInt(flows.size())).retire();
            }
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
        cache.offer(one, 0, hash, first);
        cache.offer(two, 0, hash, second);
        assertThat(cache.find(one, 0, hash)).isSameAs(first);
        assertThat(cache.find(two, 0, hash)).isSameAs(second);
    }

    @Test
    void keepsAKeyInOnePlaceOnly() {
        ExactMatchCache cache = new ExactMatchCache(1);
        int hash = 5 | 9 << 13;
        long[] one = RandomFlows.key(new SplittableRandom(1));
        long[] two = RandomFlows.key(new SplittableRandom(2));
        cache.offer(one, 0, hash, flow());
        DatapathFlow again = flow();
        cache.offer(one, 0, hash, again);
        DatapathFlow other = flow();
        cache.offer(two, 0, hash, other);
        assertThat(cache.find(one, 0, hash)).isSameAs(again);
        assertThat(cache.find(two, 0, hash)).isSameAs(other);
    }

    @Test
    void neverAnswersWithARemovedFlow() {
        ExactMatchCache cache = new ExactMatchCache(1);
        long[] key = RandomFlows.key(new SplittableRandom(1));
        DatapathFlow flow = flow();
        cache.offer(key, 0, KeyHash.of(key, 0), flow);
        flow.retire();
        assertThat(cache.find(key, 0, KeyHash.of(key, 0))).isNull();
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
            int hash = KeyHash.of(key, 0);
            cache.offer(key, 0, hash, flow);
            count += cache.find(key, 0, hash) == null ? 0 : 1;
        }
        return count;
    }
}
