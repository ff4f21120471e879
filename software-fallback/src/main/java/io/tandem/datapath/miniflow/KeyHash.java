package io.tandem.datapath.miniflow;

import io.tandem.flow.FlowField;

/** Hashes of packed keys, whole or under a mask. */
public final class KeyHash {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /** The hash of all words of a packet's key that a packet fills. */
    public static int of(long[] words, int base) {
        long hash = 0;
        for (int i = 0; i < FlowField.PACKET_WORDS; i++) {
            hash = step(hash, words[base + i]);
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
