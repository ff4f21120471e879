package io.tandem.flow;

/** Ethernet types that the flow language gives a meaning to. Source: linux/if_ether.h. */
public final class EtherType {
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int RARP = 0x8035;
    public static final int VLAN_8021Q = 0x8100;
    public static final int VLAN_8021AD = 0x88a8;
    public static final int IPV6 = 0x86dd;
    public static final int MPLS_UNICAST = 0x8847;
    public static final int MPLS_MULTICAST = 0x8848;
    public static final int NSH = 0x894f;

    /** Smallest value of the type field that is a type and not the length of an 802.3 frame. */
    public static final int MINIMUM = 0x0600;

    /** What stands in a key for an 802.2 frame without SNAP (FLOW_DL_TYPE_NONE in Open vSwitch). */
    public static final int NONE = 0x05ff;

    /** True for the two tag protocol identifiers that open a VLAN tag. */
    public static boolean isVlan(int type) {
        return type == VLAN_8021Q || type == VLAN_8021AD;
    }

    /** True for the two types of a frame that carries an MPLS label stack. */
    public static boolean isMpls(int type) {
        return type == MPLS_UNICAST || type == MPLS_MULTICAST;
    }

    private EtherType() {}
}
