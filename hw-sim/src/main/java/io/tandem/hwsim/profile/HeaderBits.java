package io.tandem.hwsim.profile;

/**
 * Where each part of a tunnel's header lies in its entry of the NIC's header table. Lengths, IPv4's checksum and the UDP
 * source port are zero there; the NIC fills them in for each frame.
 */
public enum HeaderBits implements BitField {
    /** Bytes of the header. */
    BYTES(0, 8),
    /** The outer IP is version 6, not 4. */
    IPV6(8, 1),
    /** UDP comes behind IP. */
    UDP(9, 1),
    /** From Ethernet to the tunnel's header, the first byte lowest. */
    DATA(64, 1024);

    /** Bits of an entry. */
    public static final int WIDTH = 1088;

    /** 64-bit words of an entry. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    HeaderBits(int lsb, int width) {
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
