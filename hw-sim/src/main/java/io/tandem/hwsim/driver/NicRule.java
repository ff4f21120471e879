package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A rule as the NIC holds it.
 *
 * @param key masked lookup key, {@link KeyBits#WORDS} words, the lowest first
 * @param mask matched bits, likewise
 * @param action action word, {@link ActionBits#WORDS} words, the lowest first
 */
record NicRule(long[] key, long[] mask, long[] action) {
    /** The bucket of this rule's key in that bank of a table of that many buckets. */
    int bucket(int bank, int buckets) {
        return NicHash.bucket(key, bank, buckets);
    }

    /** The same match with another action. */
    NicRule withAction(long[] changed) {
        return new NicRule(key, mask, changed);
    }

    /** The same rule, whose copies refer to these entries, one for each, in the part that is this one for copy 0. */
    NicRule referring(ActionBits part, List<Integer> entries) {
        long[] word = action.clone();
        for (int copy = 0; copy < entries.size(); copy++) {
            put(word, part.lsb(copy), part.width(), entries.get(copy));
        }
        return withAction(word);
    }

    boolean sameMatch(NicRule other) {
        return Arrays.equals(key, other.key) && Arrays.equals(mask, other.mask);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NicRule that && sameMatch(that) && Arrays.equals(action, that.action);
    }

    @Override
    public int hashCode() {
        return (Arrays.hashCode(key) * 31 + Arrays.hashCode(mask)) * 31 + Arrays.hashCode(action);
    }

    /** The words in hexadecimal, the highest first. */
    @Override
    public String toString() {
        return "key " + hex(key) + " mask " + hex(mask) + " action " + hex(action);
    }

    static String hex(long[] words) {
        StringBuilder text = new StringBuilder();
        for (int i = words.length - 1; i >= 0; i--) {
            text.append(HexFormat.of().toHexDigits(words[i]));
        }
        return text.toString();
    }

    /** Puts a part of at most 64 bits into words; parts do not cross words. */
    static void put(long[] words, int lsb, int width, long value) {
        long ones = width == 64 ? -1L : (1L << width) - 1;
        int shift = lsb % 64;
        words[lsb / 64] = words[lsb / 64] & ~(ones << shift) | (value & ones) << shift;
    }
}
