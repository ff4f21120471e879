package io.tandem.hwsim.profile;

/**
 * Where each part of a command lies in the descriptor that the host sends for it: beats of {@link #BEAT} bytes, as many as
 * {@link Command#beats} says, the last one marked.
 */
public enum DescriptorBits implements BitField {
    /** What is asked: a {@link Command}. */
    CODE(0, 8),
    /** The host's number for the command, which its completion has too. */
    TAG(16, 16),
    /** Slot of a rule, or entry of a table. */
    SLOT(32, 32),
    /** Slots that a range covers, from {@link #SLOT} on. */
    COUNT(64, 32),
    /** The cycle from which on rules that were hit are no idle ones. */
    SINCE(128, 64),
    UFID(192, 128),
    ACTION(320, ActionBits.WIDTH),
    /** Of a rule: its masked key. */
    KEY(512, KeyBits.WIDTH),
    /** Of a rule for the TCAM: its mask. */
    MASK(1472, KeyBits.WIDTH),
    /** Instead of a rule: an entry of the edit table, or of the header or meter table, which are narrower. */
    ENTRY(512, EditBits.WIDTH);

    /** Bytes of a beat of both streams. */
    public static final int BEAT = 64;

    /** Beats of the longest descriptor. */
    public static final int BEATS = 5;

    /** Bits of the longest descriptor. */
    public static final int WIDTH = BEATS * BEAT * Byte.SIZE;

    private final int lsb;
    private final int width;

    DescriptorBits(int lsb, int width) {
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
