package io.tandem.hwsim.profile;

/** A part of something wider than a word. Parts that exclude each other may share bits; each enumeration says what tells. */
public interface BitField {
    /** What it is called in every language. */
    String name();

    /** Its lowest bit in the whole. */
    int lsb();

    /** Its width in bits; a part of at most 64 bits crosses no 64-bit word. */
    int width();
}
