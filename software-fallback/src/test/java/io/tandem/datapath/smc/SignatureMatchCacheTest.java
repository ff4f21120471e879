package io.tandem.datapath.smc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.FlowDirectory;
import io.tandem.flow.FlowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class SignatureMatchCacheTest {
    private final FlowDirectory directory = new FlowDirectory();
    private final SignatureMatchCache cache = new SignatureMatchCache(directory);
    private final SplittableRandom random = new SplittableRandom(1);

    private DatapathFlow add() {
        DatapathFlow flow = RandomFlows.prepared(RandomFlows.flow(random));
        directory.reserve(flow);
        directory.add(flow);
        return flow;
    }

    private static int hash(long[] key) {
        return KeyHash.of(key, 0, FlowKey.ofWords(key).map(), 0);
    }

    @Property(tries = 20)
    void answersOnlyLivingFlowsThatMatch(@ForAll long seed) {
        SplittableRandom keys = new SplittableRandom(seed);
        Map<Integer, DatapathFlow> latest = new HashMap<>();
        int hits = 0;
        for (int round = 0; round < 3000; round++) {
            long[] key = RandomFlows.key(keys);
            int hash = hash(key);
            DatapathFlow answer = cache.find(key, 0, hash);
            DatapathFlow expected = latest.get(hash);
            if (answer != null) {
                hits++;
                assertThat(answer.live()).isTrue();
                assertThat(answer.megaflow().matches(FlowKey.ofWords(key))).isTrue();
            } else {
                // Few keys, so nothing is evicted: a hit is missed only where the flow is gone.
                assertThat(expected == null || !expected.live()).isTrue();
            }
            if (answer == null) {
                DatapathFlow flow = add();
                if (flow.matches(key, 0)) {
                    cache.offer(hash, flow);
                    latest.put(hash, flow);
                }
            } else if (keys.nextInt(8) == 0) {
                answer.retire();
                directory.remove(answer);
            }
        }
        assertThat(hits).isPositive();
    }

    @Example
    void doesNotAnswerWithTheFlowThatHasTheNumberOfARemovedOne() {
        DatapathFlow flow = add();
        long[] key = flow.megaflow().key().toWords();
        cache.offer(hash(key), flow);
        assertThat(cache.find(key, 0, hash(key))).isSameAs(flow);
        flow.retire();
        directory.remove(flow);
        DatapathFlow other = add();
        while (other.matches(key, 0)) {
            directory.remove(other);
            other = add();
        }
        assertThat(other.slot()).isEqualTo(flow.slot());
        assertThat(cache.find(key, 0, hash(key))).isNull();
    }

    @Example
    void doesNotAnswerWithAFlowThatIsRetiredButStillHasItsNumber() {
        DatapathFlow flow = add();
        long[] key = flow.megaflow().key().toWords();
        cache.offer(hash(key), flow);
        flow.retire();
        assertThat(cache.find(key, 0, hash(key))).isNull();
    }

    @Example
    void keepsFourKeysOfABucketAndThenGivesOneUp() {
        DatapathFlow flow = add();
        long[] key = flow.megaflow().key().toWords();
        for (int signature = 1; signature <= 5; signature++) {
            cache.offer(signature << 18 | 7, flow);
            cache.offer(signature << 18 | 7, flow);
        }
        int held = 0;
        for (int signature = 1; signature <= 5; signature++) {
            held += cache.find(key, 0, signature << 18 | 7) == null ? 0 : 1;
        }
        assertThat(held).isEqualTo(4);
    }
}
