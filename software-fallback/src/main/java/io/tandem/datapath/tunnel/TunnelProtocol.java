package io.tandem.datapath.tunnel;

import java.util.Optional;

/** The tunnels that are pushed and popped here. Source: Open vSwitch, enum ovs_vport_type in odp-netlink.h. */
public enum TunnelProtocol {
    VXLAN(TunnelProtocol.UDP),
    GENEVE(TunnelProtocol.UDP),
    GRE(TunnelProtocol.GRE_NUMBER),
    ERSPAN(TunnelProtocol.GRE_NUMBER),
    GTPU(TunnelProtocol.UDP),
    SRV6(TunnelProtocol.ROUTING);

    /** IP protocol number of UDP. */
    static final int UDP = 17;

    /** IP protocol number of GRE. Source: RFC 2784. */
    static final int GRE_NUMBER = 47;

    /** Number of the routing header of IPv6. Source: RFC 8200 section 4.4. */
    static final int ROUTING = 43;

    private final int ipProtocol;

    TunnelProtocol(int ipProtocol) {
        this.ipProtocol = ipProtocol;
    }

    /** What stands in the outer IP header as protocol or next header. */
    public int ipProtocol() {
        return ipProtocol;
    }

    /** True where the tunnel's header follows a UDP header. */
    public boolean overUdp() {
        return ipProtocol == UDP;
    }

    /**
     * The tunnel of a tnl_push.
     *
     * @param kind OVS_VPORT_TYPE_*
     */
    public static Optional<TunnelProtocol> of(int kind) {
        return switch (kind) {
            case 3, 109 -> Optional.of(GRE);
            case 4 -> Optional.of(VXLAN);
            case 5 -> Optional.of(GENEVE);
            case 107, 108 -> Optional.of(ERSPAN);
            case 110 -> Optional.of(GTPU);
            case 112 -> Optional.of(SRV6);
            default -> Optional.empty();
        };
    }
}
