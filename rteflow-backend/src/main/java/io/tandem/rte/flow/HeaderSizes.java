package io.tandem.rte.flow;

/** Bytes of the headers that are in front of a tunnel's packets. */
public final class HeaderSizes {
    public static final int ETHERNET = 14;

    /** Of a VLAN tag. */
    public static final int TAG = 4;

    /** Without options. */
    public static final int IPV4 = 20;

    /** Without extension headers. */
    public static final int IPV6 = 40;

    public static final int UDP = 8;

    /** Of VXLAN and, without options, Geneve and GTP-U. */
    public static final int UDP_TUNNEL = 8;

    /** Without checksum, key and sequence number. */
    public static final int GRE = 4;

    /** Each of those three. */
    public static final int GRE_OPTION = 4;

    private HeaderSizes() {}
}
