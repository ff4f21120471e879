package io.tandem.hwsim.profile;

/** Where each part of a meter lies in its entry of the NIC's meter table. A bucket's volumes are a packet's 1000, or bits. */
public enum MeterBits implements BitField {
    /** Volume that the bucket gets each millisecond. */
    RATE(0, 32),
    /** Milliseconds that it gets something for at most after a pause. */
    PAUSE(32, 32),
    /** Volume that it holds. */
    CAPACITY(64, 48),
    /** A packet's volume is 1000, and not its bits. */
    PACKETS(112, 1);

    /** Bits of an entry. */
    public static final int WIDTH = 128;

    /** 64-bit words of an entry. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    MeterBits(int lsb, int width) {
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
