package io.tandem.datapath.execute;

/**
 * Which packets sample actions choose, and the probability of those around what is carried out now. Belongs to one packet
 * thread; the same seed chooses the same packets.
 *
 * <p>As in the kernel a probability of all ones is each packet; Open vSwitch's own datapath leaves out one in 2^32.
 */
final class SampleDraw {
    /** The probability of what is carried out for each packet, in 2^32 - 1. */
    static final int ALWAYS = -1;

    private static final long ONES = 0xffff_ffffL;

    private long first;
    private long second;
    private int probability = ALWAYS;

    SampleDraw(SampleSeed seed) {
        this.first = seed.first();
        this.second = seed.second();
    }

    /** The probability of all sample actions around what is carried out now. */
    int probability() {
        return probability;
    }

    /** True for the packets that a sample action of this probability chooses. */
    boolean chooses(int wanted) {
        return wanted == ALWAYS || Integer.compareUnsigned(draw(), wanted) < 0;
    }

    /** Goes into a sample action. Answers what {@link #restore} wants afterwards. */
    int enter(int wanted) {
        int outer = probability;
        probability = outer == ALWAYS
                ? wanted
                : (int) (Integer.toUnsignedLong(outer) * Integer.toUnsignedLong(wanted) / ONES);
        return outer;
    }

    /** Goes out of all sample actions. Answers what {@link #restore} wants afterwards. */
    int leave() {
        int outer = probability;
        probability = ALWAYS;
        return outer;
    }

    /** Goes back to the sample actions of before. */
    void restore(int outer) {
        probability = outer;
    }

    /** The upper half of an xorshift128+ generator. Source: Vigna, "Further scramblings of Marsaglia's xorshift generators". */
    private int draw() {
        long sum = first + second;
        long shifted = first ^ first << 23;
        first = second;
        second = shifted ^ second ^ shifted >>> 18 ^ second >>> 5;
        return (int) (sum >>> 32);
    }
}
