package io.tandem.rte.match;

/** Bytes of the headers in front of a tunnel's packets. */
final class RteOuter {
    static final int ETHERNET = 14;
    static final int IPV4 = 20;
    static final int IPV6 = 40;
    static final int UDP = 8;
    /** Of VXLAN and, without options, Geneve. */
    static final int TUNNEL = 8;

    static final int GRE = 4;
    static final int GRE_OPTION = 4;

    private RteOuter() {}
}
