package io.tandem.hwsim.profile;

/** How a command ended. One that did not end well has changed nothing. */
public enum CommandStatus {
    // code, what it says
    DONE(0, "it was carried out"),
    RECORD(1, "a rule of a range; more beats follow"),
    UNKNOWN_CODE(2, "there is no such command"),
    BAD_LENGTH(3, "the descriptor is shorter or longer than its command's"),
    BAD_SLOT(4, "the NIC has no such slot or entry, or the range goes beyond the last one"),
    REJECTED(5, "the NIC does not take it now");

    private final int code;
    private final String meaning;

    CommandStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The value in a completion. */
    public int code() {
        return code;
    }

    /** What it says. */
    public String meaning() {
        return meaning;
    }
}
