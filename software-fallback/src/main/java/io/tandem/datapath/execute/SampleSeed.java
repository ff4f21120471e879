package io.tandem.datapath.execute;

import java.util.SplittableRandom;

/**
 * Where the numbers begin by which sample actions choose: the state of an xorshift128+ generator, which a NIC that chooses by
 * the same numbers is given too. Its words are not both zero.
 */
public record SampleSeed(long first, long second) {
    public SampleSeed {
        if ((first | second) == 0) {
            throw new IllegalArgumentException("an xorshift generator whose state is zero stays there");
        }
    }

    /** The state that a seed stands for; each number is one, and those near each other have nothing in common. */
    public static SampleSeed of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new SampleSeed(random.nextLong(), random.nextLong() | 1);
    }
}
