package io.tandem.datapath.miniflow;

/** Hashes of packed keys, whole or under a mask. */
public final class KeyHash {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /**
     * The hash of a whole key.
     *
     * @param map bit i is set where word i of the key is not zero
     */
    public static int of(long[] words, int base, long map) {
        long hash = step(0, map);
        for (long rest = map; rest != 0; rest &= rest - 1) {
            hash = step(hash, words[base + Long.numberOfTrailingZeros(rest)]);
        }
        return finish(hash);
    }

    /** Adds a word to a running hash. */
    public static long step(long hash, long word) {
        long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }

    /** The hash of what was added. */
    public static int finish(long hash) {
        long mixed = hash * MULTIPLIER;
        return (int) (mixed >>> 32);
    }

    private KeyHash() {}
}
