package io.tandem.hwsim.profile;

/**
 * What a descriptor can ask for. A command travels down the lookup pipeline in order with the packets, so each packet
 * sees the table wholly before it or wholly after it, and the counters that it answers are exact.
 */
public enum Command {
    // code, beats of the descriptor, what it does
    NOP(0, 1, "nothing; its completion says that those before it have passed"),
    WRITE(1, 5, "writes key, ufid and action to the slot, with counters at zero; the mask too where it is the TCAM's"),
    MODIFY(2, 1, "gives the slot the action; answers the counters so far and sets them to zero"),
    DELETE(3, 1, "empties the slot; answers its final counters"),
    READ(4, 1, "answers the counters of the slot, and the rule"),
    READ_RANGE(5, 1, "answers the counters of every rule from the slot on, COUNT slots far"),
    WRITE_EDIT(
            6,
            4,
            "writes the entry of the edit table, once no packet is under way that was looked up before; not entry 0"),
    REPAIR(7, 5, "as WRITE, and leaves the counters as they are"),
    SCAN_IDLE(8, 1, "as READ_RANGE, of rules that were not hit from cycle SINCE on"),
    WRITE_HEADER(9, 4, "as WRITE_EDIT, for the header table"),
    WRITE_METER(
            10,
            2,
            "gives the entry of the meter table the meter and a full bucket, with counts at zero, between two packets; not entry 0"),
    WRITE_MASK(11, 3, "gives the tuple of that number the mask; it takes part in lookups from then on"),
    CLEAR_MASK(12, 1, "the tuple takes no part in lookups until it gets a mask"),
    REPAIR_METER(13, 2, "as WRITE_METER, and leaves bucket and counts as they are"),
    READ_METER(
            14,
            1,
            "answers what the meter has counted, once all packets have come to it that were looked up before; not entry 0");

    private final int code;
    private final int beats;
    private final String meaning;

    Command(int code, int beats, String meaning) {
        this.code = code;
        this.beats = beats;
        this.meaning = meaning;
    }

    /** The value in a descriptor. */
    public int code() {
        return code;
    }

    /** Beats of its descriptor, each of {@link DescriptorBits#BEAT} bytes. */
    public int beats() {
        return beats;
    }

    /** What it does. */
    public String meaning() {
        return meaning;
    }
}
