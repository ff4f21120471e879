package io.tandem.datapath.tunnel;

import io.tandem.flow.IpProto;
import io.tandem.flow.UdpPort;
import io.tandem.odp.TunnelKind;
import java.util.Optional;

/** The tunnels that are pushed and popped here. */
public enum TunnelProtocol {
    /** Source: RFC 7348. */
    VXLAN(IpProto.UDP, UdpPort.VXLAN),
    /** Source: RFC 8926. */
    GENEVE(IpProto.UDP, UdpPort.GENEVE),
    GRE(TunnelProtocol.GRE_NUMBER, 0),
    ERSPAN(TunnelProtocol.GRE_NUMBER, 0),
    /** Source: 3GPP TS 29.281. */
    GTPU(IpProto.UDP, UdpPort.GTPU),
    SRV6(TunnelProtocol.ROUTING, 0);

    /** IP protocol number of GRE. Source: RFC 2784. */
    static final int GRE_NUMBER = 47;

    /** Number of the routing header of IPv6. Source: RFC 8200 section 4.4. */
    static final int ROUTING = 43;

    private final int ipProtocol;
    private final int usualPort;

    TunnelProtocol(int ipProtocol, int usualPort) {
        this.ipProtocol = ipProtocol;
        this.usualPort = usualPort;
    }

    /** What stands in the outer IP header as protocol or next header. */
    public int ipProtocol() {
        return ipProtocol;
    }

    /** True where the tunnel's header follows a UDP header. */
    public boolean overUdp() {
        return ipProtocol == IpProto.UDP;
    }

    /** The UDP destination port that IANA assigned; 0 where the tunnel is not {@linkplain #overUdp over UDP}. */
    public int usualPort() {
        return usualPort;
    }

    /**
     * The tunnel of a tnl_push.
     *
     * @param kind OVS_VPORT_TYPE_*
     */
    public static Optional<TunnelProtocol> of(int kind) {
        return TunnelKind.of(kind).map(known -> switch (known) {
            case VXLAN -> VXLAN;
            case GENEVE -> GENEVE;
            case GRE, IP6GRE -> GRE;
            case ERSPAN, IP6ERSPAN -> ERSPAN;
            case GTPU -> GTPU;
            case SRV6 -> SRV6;
        });
    }
}
