package io.tandem.datapath.tunnel;

/** Numbers of the headers of tunnels: lengths in bytes, and what their fields hold. */
final class TunnelHeader {
    static final int ETHERNET = 14;
    static final int IPV4 = 20;
    static final int IPV6 = 40;
    static final int UDP = 8;

    /** Source: RFC 7348 section 5; bits of the first 32-bit word. */
    static final int VXLAN = 8;

    static final long VXLAN_VNI_VALID = 0x0800_0000L;

    /** Source: draft-ietf-nvo3-vxlan-gpe-01: P bit, O bit, and version, P, O and next protocol together. */
    static final long VXLAN_GPE = 0x0400_0000L;

    static final long VXLAN_GPE_OAM = 0x0100_0000L;
    static final long VXLAN_GPE_USED = 0x3500_00ffL;

    /** Source: draft-smith-vxlan-group-policy; the kernel's net/vxlan.h, struct vxlanhdr_gbp. */
    static final long VXLAN_GBP = 0x8000_0000L;

    static final long VXLAN_GBP_USED = 0x80ff_ffffL;
    static final int VXLAN_GBP_FLAGS = 0x48;

    /** Source: RFC 8926 section 3.4. */
    static final int GENEVE = 8;

    static final int GENEVE_OAM = 0x80;
    static final int GENEVE_CRITICAL = 0x40;

    /** In the type of an option. */
    static final int GENEVE_OPTION_CRITICAL = 0x80;

    /** Source: RFC 2784, RFC 2890. */
    static final int GRE = 4;

    static final int GRE_OPTION = 4;
    static final int GRE_CSUM = 0x8000;
    static final int GRE_KEY = 0x2000;
    static final int GRE_SEQUENCE = 0x1000;

    /** A GRE header with a sequence number. Source of ERSPAN: draft-foschiano-erspan-03. */
    static final int ERSPAN_GRE = 8;

    static final int ERSPAN = 4;
    static final int ERSPAN_INDEX = 4;
    static final int ERSPAN_METADATA = 8;
    /** Ethernet types of ERSPAN versions 1 and 2. */
    static final int ERSPAN_TYPE_2 = 0x88be;

    static final int ERSPAN_TYPE_3 = 0x22eb;
    /** Session ids have ten bits. */
    static final int ERSPAN_SESSION = 0x3ff;

    /** Source: 3GPP TS 29.281 section 5.1. */
    static final int GTPU = 8;

    static final int GTPU_OPTIONAL = 4;
    static final int GTPU_EXTENSIONS = 0x04;
    static final int GTPU_SEQUENCE = 0x02;

    /** Source: RFC 8754 section 2. */
    static final int SEGMENT_ROUTING = 8;

    static final int SEGMENT = 16;
    static final int SEGMENT_ROUTING_TYPE = 4;
    static final int IPV4_IN_IPV6 = 4;
    static final int IPV6_IN_IPV6 = 41;

    /** Ethernet type of a bridged Ethernet frame. Source: RFC 1701. */
    static final int TRANSPARENT_BRIDGING = 0x6558;

    /** How many bytes a GRE header with these flags has. */
    static int gre(int flags) {
        return GRE
                + ((flags & GRE_CSUM) != 0 ? GRE_OPTION : 0)
                + ((flags & GRE_KEY) != 0 ? GRE_OPTION : 0)
                + ((flags & GRE_SEQUENCE) != 0 ? GRE_OPTION : 0);
    }

    private TunnelHeader() {}
}
