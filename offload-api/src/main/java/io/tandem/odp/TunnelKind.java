package io.tandem.odp;

import java.util.Arrays;
import java.util.Optional;

/** The tunnels that tnl_push has headers of. Source: linux/openvswitch.h, enum ovs_vport_type. */
enum TunnelKind {
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

    int number() {
        return number;
    }

    static Optional<TunnelKind> of(int number) {
        return Arrays.stream(values()).filter(k -> k.number == number).findFirst();
    }
}
