package io.tandem.odp;

import java.util.Arrays;
import java.util.Optional;

/** The tunnels that tnl_push has headers of. Source: Open vSwitch, enum ovs_vport_type in odp-netlink.h. */
public enum TunnelKind {
    GRE(3),
    VXLAN(4),
    GENEVE(5),
    ERSPAN(107),
    IP6ERSPAN(108),
    IP6GRE(109),
    GTPU(110),
    SRV6(112);

    private final int number;

    TunnelKind(int number) {
        this.number = number;
    }

    /** OVS_VPORT_TYPE_*, as a tnl_push names it. */
    public int number() {
        return number;
    }

    /**
     * The tunnel of a kind's number; empty for a kind of port that no tnl_push has.
     *
     * @param number OVS_VPORT_TYPE_*
     */
    public static Optional<TunnelKind> of(int number) {
        return Arrays.stream(values()).filter(k -> k.number == number).findFirst();
    }
}
