package io.tandem.hwsim.profile;

/**
 * What the command register takes. A command travels down the lookup pipeline in order with the packets, so each packet
 * sees the table wholly before it or wholly after it, and the counters that it answers are exact.
 */
public enum Command {
    /** Writes the staged key, ufid and action to the slot, with counters at zero. */
    WRITE(1),
    /** Gives the slot the staged action; answers the counters so far and sets them to zero. */
    MODIFY(2),
    /** Empties the slot; answers its final counters. */
    DELETE(3),
    /** Answers the counters of the slot. */
    READ(4),
    /** Answers the counters of every rule from the slot on, {@link Register#COMMAND_COUNT} slots far. */
    READ_RANGE(5),
    /**
     * Writes the staged edit to the entry of the edit table that {@link Register#COMMAND_SLOT} names, once no packet is
     * under way that was looked up before.
     */
    WRITE_EDIT(6),
    /** Gives the slot the staged action and leaves its counters as they are. */
    REPAIR(7),
    /** As {@link #READ_RANGE}, of rules that were not hit from cycle {@link Register#COMMAND_SINCE} on. */
    SCAN_IDLE(8),
    /** As {@link #WRITE_EDIT}, for the staged header and the header table. */
    WRITE_HEADER(9);

    private final int code;

    Command(int code) {
        this.code = code;
    }

    /** The value in the command register. */
    public int code() {
        return code;
    }
}
