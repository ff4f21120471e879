package io.tandem.hwsim.profile;

/**
 * Where each header field lies in the NIC's 960-bit lookup key. Values are numbers, most significant bit of the network
 * form first; an IPv4 address takes the low 32 bits of its field. Fields of headers that exclude each other share bits:
 * the Ethernet type, or the protocol behind it, tells what they hold.
 */
public enum KeyBits implements BitField {
    /** Source port, or the type of an ICMP, ICMPv6 or IGMP message. */
    TP_SRC(0, 16),
    /** Destination port, or the code of such a message. */
    TP_DST(16, 16),
    TCP_FLAGS(32, 16),
    /** Kind of the first link address of a neighbour discovery message. */
    ND_OPTIONS_TYPE(32, 8),
    IP_FRAG(48, 8),
    IP_PROTO(56, 8),
    ARP_OP(56, 8),
    IP_TOS(64, 8),
    IP_TTL(72, 8),
    ETH_TYPE(80, 16),
    VLAN_TPID(96, 16),
    VLAN_TCI(112, 16),
    ETH_DST(128, 48),
    IN_PORT(176, 16),
    ETH_SRC(192, 48),
    IP_SRC(256, 128),
    ARP_SIP(256, 32),
    ARP_SHA(320, 48),
    /** Label stack entries as on the wire, the outermost first. */
    MPLS_LSE0(256, 32),
    MPLS_LSE1(288, 32),
    MPLS_LSE2(320, 32),
    IP_DST(384, 128),
    ARP_TIP(384, 32),
    ARP_THA(448, 48),
    CVLAN_TPID(512, 16),
    CVLAN_TCI(528, 16),
    ND_RESERVED(544, 32),
    ND_TARGET(576, 128),
    ND_SLL(704, 48),
    ND_TLL(768, 48),
    /**
     * What the headers said that were taken off the packet, in the place of neighbour discovery: a packet that came in by a
     * tunnel's port has this, and any other that.
     */
    TUNNEL(544, 352),
    TUN_ID(544, 32),
    TUN_TOS(576, 8),
    TUN_TTL(584, 8),
    /** Bits of Open vSwitch's FLOW_TNL_F_*. */
    TUN_FLAGS(592, 4),
    /** 1 over IPv4, 2 over IPv6: which of the following there are. */
    TUN_FAMILY(596, 2),
    /** Bytes of Geneve's options. */
    TUN_OPTIONS_LENGTH(600, 8),
    TUN_TP_SRC(608, 16),
    TUN_TP_DST(624, 16),
    /** Addresses of IPv4. */
    TUN_SRC(640, 32),
    TUN_DST(672, 32),
    /** Over IPv4: the first bytes of Geneve's options, zero behind their end. */
    TUN_OPTIONS(704, 128),
    TUN_IPV6_SRC(640, 128),
    TUN_IPV6_DST(768, 128),
    /**
     * What connection tracking says of the packet, in the place of those two: packets of connections are TCP or UDP, and in no
     * tunnel.
     */
    CONNECTION(544, 192),
    CT_MARK(544, 32),
    CT_LABEL(576, 128),
    /** The low bits of Open vSwitch's OVS_CS_F_*. */
    CT_STATE(704, 8),
    CT_ZONE(720, 16),
    IPV6_LABEL(896, 20),
    /** The chain in which the packet is looked up: a recirculation id. */
    CHAIN(928, 32);

    /** Bits of the whole key. */
    public static final int WIDTH = 960;

    /** 64-bit words of the whole key. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    KeyBits(int lsb, int width) {
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
