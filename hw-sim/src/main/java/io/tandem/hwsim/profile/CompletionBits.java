package io.tandem.hwsim.profile;

/**
 * Where each part of a completion lies, in beats of {@link DescriptorBits#BEAT} bytes. Every descriptor is answered, in
 * order: by beats of which the last one is marked. {@link Command#READ} is answered by {@link #BEATS} of them. A range is
 * answered by a beat for each rule that it found, of the status {@link CommandStatus#RECORD}, and one more at their end.
 * Anything else by one beat.
 */
public enum CompletionBits implements BitField {
    /** The descriptor's. */
    CODE(0, 8),
    /** A {@link CommandStatus}. */
    STATUS(8, 4),
    /** The slot held a rule when the command came to it. */
    HELD(12, 1),
    /** The descriptor's. */
    TAG(16, 16),
    SLOT(32, 32),
    /** What the rule had counted. */
    PACKETS(64, 64),
    /** At the end of a range: beats before this one. */
    COUNT(64, 32),
    BYTES(128, 64),
    /** Cycle of the rule's last hit, zero where there was none. */
    LAST_USED(192, 64),
    UFID(256, 128),
    KEY(512, KeyBits.WIDTH),
    /** The mask of the rule's tuple, or its own in the TCAM. */
    MASK(1472, KeyBits.WIDTH),
    ACTION(2432, ActionBits.WIDTH);

    /** Beats of the longest answer of one slot. */
    public static final int BEATS = 6;

    /** Bits of it. */
    public static final int WIDTH = BEATS * DescriptorBits.BEAT * Byte.SIZE;

    private final int lsb;
    private final int width;

    CompletionBits(int lsb, int width) {
        this.lsb = lsb;
        this.width = width;
    }

    @Override
    public int lsb() {
        return lsb;
    }

    @Override
    public int width() {
        return width;
    }
}
