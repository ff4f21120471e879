package io.tandem.conformance.datapath;

import io.tandem.datapath.tunnel.IpAddress;
import io.tandem.datapath.tunnel.Neighbour;
import io.tandem.datapath.tunnel.Route;
import io.tandem.datapath.tunnel.RouteTable;
import io.tandem.datapath.tunnel.TunnelOption;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.datapath.tunnel.UnderlayPort;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The tunnels of a datapath under test, and the network that carries them: 10.1.1.0/24 and 2001:db8::/64 are behind one port,
 * where this host is {@link #LOCAL}, 10.1.1.2 and 2001:db8::2, and another is 10.1.1.1 and 2001:db8::1.
 *
 * @param underlay number of that port
 */
public record TunnelScene(int underlay) {
    /** Number of the tunnel port of VXLAN. */
    public static final int VXLAN = 4789;

    /** Number of the tunnel port of Geneve. */
    public static final int GENEVE = 6081;

    /** Number of the tunnel port of GRE over IPv4. */
    public static final int GRE = 6;

    private static final int ERSPAN = 7;

    /** Number of the tunnel port of GRE over IPv6. */
    public static final int GRE6 = 8;

    /** The tunnel ports, by the numbers that Open vSwitch is given. */
    public static final List<TunnelPortConfig> PORTS = List.of(
            new TunnelPortConfig(VXLAN, TunnelProtocol.VXLAN, 4789, Set.of(TunnelOption.GBP), List.of()),
            new TunnelPortConfig(GENEVE, TunnelProtocol.GENEVE, 6081),
            new TunnelPortConfig(GRE, TunnelProtocol.GRE, 0),
            new TunnelPortConfig(ERSPAN, TunnelProtocol.ERSPAN, 0),
            new TunnelPortConfig(GRE6, TunnelProtocol.GRE, 0));

    /** This host's addresses, of IPv4 and of IPv6. */
    public static final List<IpAddress> LOCAL = List.of(IpAddress.ofIpv4(0x0a01_0102), ipv6(2));

    private static final List<IpAddress> NEIGHBOURS = List.of(IpAddress.ofIpv4(0x0a01_0101), ipv6(1));

    private static final long MAC = 0x0200_0000_0002L;
    private static final long NEIGHBOUR_MAC = 0x0200_0000_0001L;
    private static final int MTU = 65_000;

    /** The tunnel port of that number. */
    public static Optional<TunnelPortConfig> port(long number) {
        return PORTS.stream().filter(port -> port.number() == number).findFirst();
    }

    /** The tunnels over their network. */
    public Tunnels tunnels() {
        UnderlayPort port = new UnderlayPort(underlay, MAC, MTU);
        Tunnels tunnels = new Tunnels(PORTS);
        tunnels.underlay()
                .routes(new RouteTable(List.of(
                        new Route(IpAddress.ofIpv4(0x0a01_0100), 24, LOCAL.getFirst(), Optional.empty(), port, 0),
                        new Route(ipv6(0), 64, LOCAL.getLast(), Optional.empty(), port, 0))));
        tunnels.underlay()
                .configure(NEIGHBOURS.stream()
                        .map(address -> new Neighbour(underlay, address, NEIGHBOUR_MAC))
                        .toList());
        return tunnels;
    }

    /** The Ethernet address, 48 bits, of the host that has that address; empty where it is not known. */
    public static OptionalLong neighbour(IpAddress address) {
        return NEIGHBOURS.contains(address) ? OptionalLong.of(NEIGHBOUR_MAC) : OptionalLong.empty();
    }

    /** An address of 2001:db8::/64. */
    private static IpAddress ipv6(int host) {
        return new IpAddress(0x2001_0db8_0000_0000L, host);
    }
}
