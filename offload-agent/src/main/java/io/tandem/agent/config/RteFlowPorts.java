package io.tandem.agent.config;

import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.port.DeviceName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the backend {@code rte_flow} is told of ports: its setting {@code ports}. */
final class RteFlowPorts {
    /**
     * The DPDK port of each datapath port, by what {@link DeviceName#port} calls it. A tunnel's are those that its
     * packets may come in by: the DPDK ports that routes lead by, as who is reached by a port answers by it, or all where
     * no route leads by one.
     */
    static String text(List<PortSetting> ports, List<TunnelPortConfig> tunnels, List<RouteConfig> routes) {
        List<PortSetting.Dpdk> wires = ports.stream()
                .filter(PortSetting.Dpdk.class::isInstance)
                .map(PortSetting.Dpdk.class::cast)
                .toList();
        List<PortSetting.Dpdk> routed = wires.stream()
                .filter(wire -> routes.stream().anyMatch(route -> route.port() == wire.number()))
                .toList();
        String where = (routed.isEmpty() ? wires : routed)
                .stream().map(RteFlowPorts::device).collect(Collectors.joining("+"));
        return Stream.concat(
                        wires.stream().map(wire -> wire.number() + "=" + device(wire)),
                        tunnels.stream().flatMap(tunnel -> kind(tunnel).stream()
                                .map(kind -> tunnel.number() + "=" + where + text(kind, tunnel.udpPort()))))
                .collect(Collectors.joining(","));
    }

    private static String device(PortSetting.Dpdk port) {
        return DeviceName.of(port.device()).port();
    }

    private static String text(RtePort.Kind kind, int udpPort) {
        String name = ":" + kind.name().toLowerCase(Locale.ROOT);
        return udpPort == kind.usualUdpPort() ? name : name + ":" + udpPort;
    }

    /** Empty for tunnels that rte_flow has no pattern item for. */
    private static Optional<RtePort.Kind> kind(TunnelPortConfig tunnel) {
        return switch (tunnel.protocol()) {
            case VXLAN -> Optional.of(RtePort.Kind.VXLAN);
            case GENEVE -> Optional.of(RtePort.Kind.GENEVE);
            case GRE -> Optional.of(RtePort.Kind.GRE);
            case GTPU -> Optional.of(RtePort.Kind.GTPU);
            case ERSPAN, SRV6 -> Optional.empty();
        };
    }

    private RteFlowPorts() {}
}
