package io.tandem.hwsim.profile;

/**
 * What the command register takes. A command travels down the lookup pipeline in order with the packets, so each packet
 * sees the table wholly before it or wholly after it, and the counters that it answers are exact.
 */
public enum Command {
    // code, what it does
    WRITE(
            1,
            "writes the staged key, ufid and action to the slot, with counters at zero; the staged mask too where the slot is the TCAM's"),
    MODIFY(2, "gives the slot the staged action; answers the counters so far and sets them to zero"),
    DELETE(3, "empties the slot; answers its final counters"),
    READ(4, "answers the counters of the slot"),
    READ_RANGE(5, "answers the counters of every rule from the slot on, COMMAND_COUNT slots far"),
    WRITE_EDIT(
            6,
            "writes the staged edit to the entry of the edit table that COMMAND_SLOT names, once no packet is under way that was looked up before"),
    REPAIR(7, "gives the slot the staged action and leaves its counters as they are"),
    SCAN_IDLE(8, "as READ_RANGE, of rules that were not hit from cycle COMMAND_SINCE on"),
    WRITE_HEADER(9, "as WRITE_EDIT, for the staged header and the header table");

    private final int code;
    private final String meaning;

    Command(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The value in the command register. */
    public int code() {
        return code;
    }

    /** What it does. */
    public String meaning() {
        return meaning;
    }
}
