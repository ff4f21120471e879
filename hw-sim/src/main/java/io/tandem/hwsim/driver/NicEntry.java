package io.tandem.hwsim.driver;

import java.util.Arrays;

/**
 * An entry of a table of the NIC that actions refer to: an edit or a header.
 *
 * @param words the lowest first; not changed once the entry is in use
 */
record NicEntry(long[] words) {
    /** An entry of zeros. */
    static NicEntry empty(int words) {
        return new NicEntry(new long[words]);
    }

    /** True where the entry changes nothing. */
    boolean isEmpty() {
        return Arrays.stream(words).allMatch(word -> word == 0);
    }

    /** Puts a number of at most 64 bits, which does not cross a word, into it. */
    void put(int lsb, int width, long value) {
        NicRule.put(words, lsb, width, value);
    }

    /** Puts bytes of a frame into it, the first one lowest. */
    void put(int lsb, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            NicRule.put(words, lsb + i * Byte.SIZE, Byte.SIZE, bytes[i]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NicEntry that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /** The words in hexadecimal, the highest first. */
    @Override
    public String toString() {
        return NicRule.hex(words);
    }
}
