package io.tandem.tc.filter;

/** Who holds a filter. Source: linux/pkt_cls.h, TCA_CLS_FLAGS_*. */
public enum FilterFlag {
    SKIP_HW(1, "skip_hw"),
    SKIP_SW(2, "skip_sw"),
    /** Read back: hardware holds it. */
    IN_HW(4, "in_hw"),
    /** Read back: no hardware holds it. */
    NOT_IN_HW(8, "not_in_hw"),
    /** The driver's words are wanted even where software takes the filter. */
    VERBOSE(16, "verbose");

    private final int bit;
    private final String word;

    FilterFlag(int bit, String word) {
        this.bit = bit;
        this.word = word;
    }

    /** The bit in TCA_FLOWER_FLAGS. */
    public int bit() {
        return bit;
    }

    /** The word in tc's command line. */
    public String word() {
        return word;
    }
}
