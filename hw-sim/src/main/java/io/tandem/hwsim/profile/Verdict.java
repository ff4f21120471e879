package io.tandem.hwsim.profile;

/** What the NIC did with a packet. */
public enum Verdict {
    TO_HOST(0),
    FORWARD(1),
    DROP(2);

    private final int code;

    Verdict(int code) {
        this.code = code;
    }

    /** The value in the action word and in completions. */
    public int code() {
        return code;
    }
}
