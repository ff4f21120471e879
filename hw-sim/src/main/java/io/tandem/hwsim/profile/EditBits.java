package io.tandem.hwsim.profile;

/**
 * Where each part of an edit lies in its entry of the NIC's edit table. Parts that hold bytes of frames have the first
 * byte lowest. All positions are those of the frame as it came in: bits are rewritten first, then tags and labels that
 * are not wanted go, then others come.
 */
public enum EditBits implements BitField {
    /** Both Ethernet addresses, the destination first. */
    ETH_VALUE(0, 96),
    /** Ethernet type of the frame, where {@link #SET_TYPE} is one. */
    TYPE(96, 16),
    ETH_MASK(128, 96),
    POP_TAGS(224, 2),
    PUSH_TAGS(226, 2),
    POP_LABELS(228, 2),
    PUSH_LABELS(230, 2),
    SET_TYPE(232, 1),
    /** Takes one from the time to live of IP. */
    DEC_TTL(233, 1),
    /** The first 40 bytes behind Ethernet header and tags: IPv4, IPv6, ARP or labels. */
    NET_VALUE(256, 320),
    NET_MASK(576, 320),
    /** The first 4 bytes of TCP, UDP, SCTP or ICMP. */
    TP_VALUE(896, 32),
    TP_MASK(928, 32),
    /** Up to two tags, the outer one first. */
    TAGS(960, 64),
    /** Up to three labels, the outermost first. */
    LABELS(1024, 96);

    /** Bits of an edit. */
    public static final int WIDTH = 1152;

    /** 64-bit words of an edit. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    EditBits(int lsb, int width) {
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
