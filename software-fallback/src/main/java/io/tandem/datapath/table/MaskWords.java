package io.tandem.datapath.table;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import java.util.Arrays;

/**
 * A mask as the packet path uses it: a map of the words that are not zero, and these words one after the other. Immutable;
 * flows with equal masks share one.
 */
public final class MaskWords {
    /** Bit i is set where the mask looks at the key's word i. */
    private final long map;

    private final long[] bits;

    private final long seed;

    private MaskWords(long map, long[] bits, long seed) {
        this.map = map;
        this.bits = bits;
        this.seed = seed;
    }

    /**
     * The words of a mask.
     *
     * @param seed what hashes under the mask begin with
     */
    public static MaskWords of(FlowMask mask, long seed) {
        long[] bits = new long[Long.bitCount(mask.map())];
        int next = 0;
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            bits[next++] = mask.word(Long.numberOfTrailingZeros(rest));
        }
        return new MaskWords(mask.map(), bits, seed);
    }

    /**
     * A mask of some words of this one.
     *
     * @param kept for each word of this mask the bits that are kept of it
     */
    public MaskWords narrowed(long[] kept) {
        long narrower = 0;
        long[] fewer = new long[kept.length];
        int next = 0;
        int i = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            if ((kept[i] & bits[i]) != 0) {
                narrower |= Long.lowestOneBit(rest);
                fewer[next++] = kept[i] & bits[i];
            }
            i++;
        }
        return new MaskWords(narrower, Arrays.copyOf(fewer, next), seed);
    }

    /** True where each bit of the other mask is one of this mask too. */
    public boolean covers(MaskWords other) {
        if ((other.map & ~map) != 0) {
            return false;
        }
        int i = 0;
        for (long rest = other.map; rest != 0; rest &= rest - 1) {
            if ((other.bits[i++] & ~bits[place(Long.numberOfTrailingZeros(rest))]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bits of the key's word {@code index} that the mask looks at. */
    public long at(int index) {
        return (map >>> index & 1) == 0 ? 0 : bits[place(index)];
    }

    /** How many words of the mask are before the key's word {@code index}: the place of that word, where it is one of them. */
    public int place(int index) {
        return Long.bitCount(map & (1L << index) - 1);
    }

    /** The words of a key that the mask looks at, by bit. */
    public long map() {
        return map;
    }

    /** How many words of a key the mask looks at. */
    public int size() {
        return Long.bitCount(map);
    }

    /** The bits of word {@code i} of this mask. */
    public long bits(int i) {
        return bits[i];
    }

    /** The same, or none where the mask has fewer words. */
    long bitsOrNone(int i) {
        return i < bits.length ? bits[i] : 0;
    }

    /** What a hash under this mask begins with. */
    public long seed() {
        return seed;
    }

    /** The hash of a key under this mask. */
    public int hash(long[] words, int base) {
        long hash = seed;
        int i = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            hash = KeyHash.step(hash, words[base + Long.numberOfTrailingZeros(rest)] & bits[i++]);
        }
        return KeyHash.finish(hash);
    }

    /** The words of a key that the mask looks at, masked. */
    long[] values(FlowWords key) {
        long[] values = new long[size()];
        int i = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            values[i] = key.word(Long.numberOfTrailingZeros(rest)) & bits[i];
            i++;
        }
        return values;
    }
}
