package io.tandem.datapath.miniflow;

/**
 * Hashes of packed keys, whole or under a mask. They begin with a seed that each datapath draws, so that nobody outside
 * can tell which keys meet in a cache or table. A word is mixed in by a multiplication whose high and low halves are
 * folded together: without the high half, keys that differ only in some words' high bits would meet under every seed.
 */
public final class KeyHash {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /**
     * The hash of a whole key.
     *
     * @param map bit i is set where word i of the key is not zero
     * @param seed what the hash begins with
     */
    public static int of(long[] words, int base, long map, long seed) {
        long hash = step(seed, map);
        for (long rest = map; rest != 0; rest &= rest - 1) {
            hash = step(hash, words[base + Long.numberOfTrailingZeros(rest)]);
        }
        return finish(hash);
    }

    /** Adds a word to a running hash. */
    public static long step(long hash, long word) {
        long mixed = hash ^ word;
        return mixed * MULTIPLIER ^ Math.multiplyHigh(mixed, MULTIPLIER);
    }

    /** The hash of what was added. */
    public static int finish(long hash) {
        long mixed = hash * MULTIPLIER;
        return (int) (mixed >>> 32);
    }

    private KeyHash() {}
}
