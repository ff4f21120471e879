package io.tandem.flow;

/** IP protocol numbers that the flow language gives a meaning to. Source: IANA "Protocol Numbers". */
public final class IpProto {
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int GRE = 47;
    public static final int ICMPV6 = 58;
    public static final int SCTP = 132;

    private IpProto() {}
}
