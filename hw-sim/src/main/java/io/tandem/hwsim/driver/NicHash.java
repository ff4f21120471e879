package io.tandem.hwsim.driver;

/**
 * The two hashes of a masked key, by which the NIC finds its buckets. nic_hash.sv describes and computes the same.
 */
final class NicHash {
    /** How much further each word of a key is rotated than the one before it. */
    private static final int WORD = 23;

    private static final int[][] MIX = {{5, 50}, {55, 11}, {22, 35}};

    /**
     * The buckets of a key.
     *
     * @param key masked key
     * @param bank 0 for the first half of the ways, 1 for the second
     * @param buckets a power of two, up to 2^32
     */
    static int bucket(long[] key, int bank, int buckets) {
        return (int) (of(key) >>> 32 * bank) & buckets - 1;
    }

    private static long of(long[] key) {
        long sum = 0;
        for (int i = 0; i < key.length; i++) {
            sum ^= Long.rotateLeft(key[i], WORD * i);
        }
        for (int[] by : MIX) {
            sum ^= Long.rotateLeft(sum, by[0]) ^ Long.rotateLeft(sum, by[1]);
        }
        return sum;
    }

    private NicHash() {}
}
