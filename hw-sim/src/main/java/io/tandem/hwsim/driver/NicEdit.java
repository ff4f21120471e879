package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.EditBits;
import java.util.Arrays;

/**
 * What makes a copy of the frame that came in, as the NIC's edit table holds it.
 *
 * @param words {@link EditBits#WORDS} words, the lowest first; not changed afterwards
 */
record NicEdit(long[] words) {
    /** Changes nothing. */
    static final NicEdit NONE = new NicEdit(new long[EditBits.WORDS]);

    /** Puts a number of at most 64 bits, which does not cross a word, into the part. */
    void put(EditBits part, long value) {
        NicRule.put(words, part.lsb(), part.width(), value);
    }

    /** Puts bytes of a frame into the part, the first one lowest. */
    void put(EditBits part, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            NicRule.put(words, part.lsb() + i * Byte.SIZE, Byte.SIZE, bytes[i]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NicEdit that && Arrays.equals(words, that.words);
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
