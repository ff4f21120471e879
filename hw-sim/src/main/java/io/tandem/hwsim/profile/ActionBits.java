package io.tandem.hwsim.profile;

/**
 * Where each part of a rule's action lies in its 192-bit action word. Every copy of a frame that leaves has a port,
 * an entry of the edit table ({@link EditBits}), which says how it differs from the frame as it came in, and an entry of
 * the header table ({@link HeaderBits}), which comes in front of it; entries 0 change nothing.
 */
public enum ActionBits implements BitField {
    VERDICT(0, 2),
    /** Copies that leave, where the verdict is to forward. */
    COPIES(2, 3),
    /** A packet whose time to live is one or zero already goes to the host. */
    DEC_TTL(5, 1),
    /** Packets with fewer VLAN tags go to the host. */
    NEED_TAGS(6, 2),
    /** Packets with fewer bytes behind the Ethernet header and its tags go to the host. */
    NEED_BYTES(8, 6),
    /** Packets without a sound IP header, or with a checksum that the NIC does not know how to follow, go to the host. */
    NEED_SOUND(14, 1),
    /** Packets go to the host whose network header does not follow the Ethernet header and its tags at once. */
    NEED_NEAR(15, 1),
    /** Packets go to the host whose flow hash is not one of addresses, protocol and ports alone. */
    NEED_HASH(17, 1),
    /** The packet is looked up again, in another chain; nothing else is done then. */
    GOTO(16, 1),
    /** Before it is, the packet's tunnel header and what is in front of it go; the frame inside is what is looked up. */
    POP(18, 1),
    /** That chain. */
    GOTO_CHAIN(32, 32),
    /** With {@link #GOTO}: that chain has the connections of a zone, whose number is its low 16 bits. */
    TRACK(2, 1),
    /** With {@link #TRACK}: where a packet of one of those connections goes on. */
    BACK(64, 32),
    /** With {@link #GOTO}: the packet is one of this connection; it goes on where {@link #TRACK} said, tracked. */
    TRACKED(3, 1),
    /** With {@link #TRACKED}: what the connection tells of the packet; the zone is that of the chain. */
    CT_STATE(20, 8),
    CT_MARK(32, 32),
    CT_LABEL_LOW(64, 64),
    CT_LABEL_HIGH(128, 64),
    /** What the host is told beside a packet that a rule hands to it, where there is no {@link #GOTO}. */
    MARK(32, 32),
    /** Where the verdict is to forward: the copies, a bit each, that leave only for packets which are chosen. */
    SAMPLED(28, 4),
    /** How many packets are: of 2^32. */
    PROBABILITY(32, 32),
    /** The entry of the meter table that a packet passes, or is dropped by; zero for none. */
    METER(20, 8),
    /** With {@link #POP}: the tunnel's port, by which the frame inside came in. */
    POP_PORT(64, 16),
    /** With {@link #POP}: which header goes, a {@link TunnelHeaderKind}. */
    POP_KIND(80, 2),
    PORT0(64, 8),
    EDIT0(72, 16),
    HEADER0(88, 8),
    PORT1(96, 8),
    EDIT1(104, 16),
    HEADER1(120, 8),
    PORT2(128, 8),
    EDIT2(136, 16),
    HEADER2(152, 8),
    PORT3(160, 8),
    EDIT3(168, 16),
    HEADER3(184, 8);

    /** Bits of the whole action word. */
    public static final int WIDTH = 192;

    /** 64-bit words of the whole action word. */
    public static final int WORDS = WIDTH / 64;

    /** Copies of a frame that leave at most. */
    public static final int MOST_COPIES = 4;

    private static final int FROM_COPY_TO_COPY = PORT1.lsb - PORT0.lsb;

    private final int lsb;
    private final int width;

    ActionBits(int lsb, int width) {
        this.lsb = lsb;
        this.width = width;
    }

    @Override
    public int lsb() {
        return lsb;
    }

    /** The lowest bit of what this part, of copy 0, is for another copy. */
    public int lsb(int copy) {
        return lsb + copy * FROM_COPY_TO_COPY;
    }

    @Override
    public int width() {
        return width;
    }
}
