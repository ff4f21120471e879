package io.tandem.tc.filter;

/** What ct does beside looking up. Source: tc_ct.h, TCA_CT_ACT_*. */
public enum CtFlag {
    COMMIT(1),
    FORCE(2),
    CLEAR(4),
    NAT(8),
    NAT_SRC(16),
    NAT_DST(32);

    private final int bit;

    CtFlag(int bit) {
        this.bit = bit;
    }

    /** The bit in TCA_CT_ACTION. */
    public int bit() {
        return bit;
    }
}
