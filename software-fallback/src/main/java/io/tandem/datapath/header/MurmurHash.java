package io.tandem.datapath.header;

/**
 * MurmurHash3 of 32-bit words, one step for each. Stateless.
 *
 * <p>Source: MurmurHash3_x86_32 by Austin Appleby; Open vSwitch lib/hash.h, mhash_add and mhash_finish.
 */
public final class MurmurHash {
    /** Adds a word to a running hash. */
    public static int add(int hash, int word) {
        int mixed = Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
        return Integer.rotateLeft(hash ^ mixed, 13) * 5 + 0xe6546b64;
    }

    /**
     * The hash of what was added.
     *
     * @param last what is mixed in at the end: bytes that were added, or what the caller puts in their place
     */
    public static int finish(int hash, int last) {
        int mixed = hash ^ last;
        mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }

    private MurmurHash() {}
}
