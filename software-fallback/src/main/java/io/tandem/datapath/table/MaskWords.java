package io.tandem.datapath.table;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;

/**
 * A mask as the packet path uses it: only the words that are not zero, each with its index in the key. Immutable; flows
 * with equal masks share one.
 */
public final class MaskWords {
    /** Index and bits of one word after the other, in one array so that they share cache lines. */
    private final long[] pairs;

    private final long seed;

    private MaskWords(long[] pairs, long seed) {
        this.seed = seed;
        this.pairs = pairs;
    }

    /**
     * The words of a mask.
     *
     * @param seed what hashes under the mask begin with
     */
    public static MaskWords of(FlowMask mask, long seed) {
        long[] pairs = new long[2 * Long.bitCount(mask.map())];
        int next = 0;
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            pairs[next++] = index;
            pairs[next++] = mask.word(index);
        }
        return new MaskWords(pairs, seed);
    }

    /**
     * A mask of some words of this one.
     *
     * @param bits for each word of this mask the bits that are kept of it
     */
    public MaskWords narrowed(long[] bits) {
        int kept = 0;
        for (int i = 0; i < bits.length; i++) {
            kept += (bits[i] & bits(i)) == 0 ? 0 : 1;
        }
        long[] fewer = new long[2 * kept];
        int next = 0;
        for (int i = 0; i < bits.length; i++) {
            if ((bits[i] & bits(i)) != 0) {
                fewer[next++] = index(i);
                fewer[next++] = bits[i] & bits(i);
            }
        }
        return new MaskWords(fewer, seed);
    }

    /** True where each bit of the other mask is one of this mask too. */
    public boolean covers(MaskWords other) {
        int at = 0;
        for (int i = 0; i < other.size(); i++) {
            at = from(at, other.index(i));
            if (at == size() || index(at) != other.index(i) || (other.bits(i) & ~bits(at)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bits of the key's word {@code index} that the mask looks at. */
    public long at(int index) {
        int at = from(0, index);
        return at < size() && index(at) == index ? bits(at) : 0;
    }

    /** The first word of this mask, from its word {@code start} on, that is at the key's word {@code index} or behind. */
    public int from(int start, int index) {
        int at = start;
        while (at < size() && index(at) < index) {
            at++;
        }
        return at;
    }

    /** How many words of a key the mask looks at. */
    public int size() {
        return pairs.length / 2;
    }

    /** The place in the key of word {@code i} of this mask. */
    public int index(int i) {
        return (int) pairs[2 * i];
    }

    /** The bits of word {@code i} of this mask. */
    public long bits(int i) {
        return pairs[2 * i + 1];
    }

    /** The words of a key that the mask looks at, masked. */
    public long[] values(FlowWords key) {
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = key.word(index(i)) & bits(i);
        }
        return values;
    }

    /** What a hash under this mask begins with. */
    public long seed() {
        return seed;
    }

    /** The hash of a key under this mask. */
    public int hash(long[] words, int base) {
        long hash = seed;
        for (int i = 0; i < pairs.length; i += 2) {
            hash = KeyHash.step(hash, words[base + (int) pairs[i]] & pairs[i + 1]);
        }
        return KeyHash.finish(hash);
    }

    /** True where the key, under this mask, has these values. */
    public boolean agrees(long[] values, long[] words, int base) {
        for (int i = 0; i < values.length; i++) {
            if (((words[base + (int) pairs[2 * i]] ^ values[i]) & pairs[2 * i + 1]) != 0) {
                return false;
            }
        }
        return true;
    }
}
