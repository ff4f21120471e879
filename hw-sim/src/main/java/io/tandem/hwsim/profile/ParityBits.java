package io.tandem.hwsim.profile;

/** Where each part of an entry of the parity log lies in {@link Register#PARITY_LOG}. */
public enum ParityBits implements BitField {
    /** Slot, tuple or entry, as the table numbers them. */
    PLACE(0, 32),
    /** A {@link NicTable}; zero where the log is empty. */
    TABLE(32, 4);

    /** Bits of an entry. */
    public static final int WIDTH = 64;

    private final int lsb;
    private final int width;

    ParityBits(int lsb, int width) {
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
