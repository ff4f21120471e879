package io.tandem.hwsim.profile;

import java.util.Arrays;
import java.util.Optional;

/** The NIC's tables whose entries have parity. What a packet, a command or the scrub finds wrong is logged by these names. */
public enum NicTable {
    // code, what its entries are numbered by, what they are
    KEYS(1, "slot", "a key in a tuple, and whether there is one"),
    MASKS(2, "tuple", "a tuple's mask, and whether there is one"),
    TCAM(3, "slot", "key and mask of a rule in the TCAM, and whether there is one"),
    ACTIONS(4, "slot", "a rule's action"),
    UFIDS(5, "slot", "a rule's ufid"),
    EDITS(6, "entry", "an entry of the edit table"),
    HEADERS(7, "entry", "an entry of the header table"),
    METERS(8, "entry", "a meter's configuration");

    /** How many there are. */
    static final int COUNT = 8;

    /**
     * In a descriptor, instead of the number of a 64-bit word of the entry whose lowest bit is stored wrong: its parity bit
     * is.
     */
    public static final int FLIP_PARITY = 30;

    /** Likewise: the bit is that says that there is something. Only of keys, masks and the TCAM. */
    public static final int FLIP_THERE = 31;

    private final int code;
    private final String numbered;
    private final String meaning;

    NicTable(int code, String numbered, String meaning) {
        this.code = code;
        this.numbered = numbered;
        this.meaning = meaning;
    }

    /** The value in a descriptor and in the log; zero stands for none. The table's registers are the one below. */
    public int code() {
        return code;
    }

    /** The table of that code. */
    public static Optional<NicTable> of(int code) {
        return Arrays.stream(values()).filter(table -> table.code == code).findFirst();
    }

    /** What an entry's number is. */
    public String numbered() {
        return numbered;
    }

    /** What an entry is. */
    public String meaning() {
        return meaning;
    }
}
