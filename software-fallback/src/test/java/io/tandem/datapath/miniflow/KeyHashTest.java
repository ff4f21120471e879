package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeyHashTest {
    private static final int SEEDS = 1000;

    /** The hash of a key of two words that are not zero. */
    private static int hash(long first, long second, long seed) {
        long[] words = new long[FlowField.WORDS];
        words[3] = first;
        words[4] = second;
        return KeyHash.of(words, 0, 3L << 3, seed);
    }

    @Test
    void dependsOnTheSeed() {
        SplittableRandom random = new SplittableRandom(1);
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < SEEDS; i++) {
            hashes.add(hash(5, 6, random.nextLong()));
        }
        assertThat(hashes).hasSizeGreaterThan(SEEDS - 3);
    }

    /** Differences in high bits, one of which undoes the other where a product is folded by its low half alone. */
    @Test
    void keysThatMeetUnderOneSeedDoNotUnderAnother() {
        SplittableRandom random = new SplittableRandom(2);
        int met = 0;
        for (int i = 0; i < SEEDS; i++) {
            long seed = random.nextLong();
            met += hash(5, 6, seed) == hash(5 ^ 1L << 63, 6 ^ 1L << 63 ^ 1L << 31, seed) ? 1 : 0;
        }
        assertThat(met).isLessThan(3);
    }
}
