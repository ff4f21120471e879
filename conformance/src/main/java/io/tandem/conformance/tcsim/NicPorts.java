package io.tandem.conformance.tcsim;

import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The ports of a NIC as network devices {@code nic1} and so on, which are there for ever, and as its driver knows them; behind
 * them the devices of tunnels that collect metadata, as the openvswitch module makes them.
 *
 * @param count of the NIC's ports
 */
record NicPorts(int count) implements Links, DatapathNumbers {
    /** Index of port 1's device; the others follow. */
    static final int FIRST_IFINDEX = 11;

    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;

    /** A tunnel's device. */
    private record Tunnel(TunnelPortConfig port, String name, String link, TcPort.Kind kind) {}

    private static final List<Tunnel> TUNNELS =
            TunnelScene.PORTS.stream().flatMap(port -> tunnel(port).stream()).toList();

    private static Optional<Tunnel> tunnel(TunnelPortConfig port) {
        return switch (port.protocol()) {
            case VXLAN -> Optional.of(new Tunnel(port, "vxlan_sys_" + port.number(), "vxlan", TcPort.Kind.VXLAN));
            case GENEVE -> Optional.of(new Tunnel(port, "genev_sys_" + port.number(), "geneve", TcPort.Kind.GENEVE));
            case GRE ->
                Optional.of(
                        port.number() == TunnelScene.GRE
                                ? new Tunnel(port, "gre_sys", "gretap", TcPort.Kind.GRE)
                                : new Tunnel(port, "ip6gre_sys", "ip6gretap", TcPort.Kind.GRE));
            default -> Optional.empty();
        };
    }

    /** The device of a port. */
    static String name(int port) {
        return "nic" + port;
    }

    /** The devices by the numbers of the datapath's ports. */
    Map<Integer, String> names() {
        Map<Integer, String> names = new LinkedHashMap<>();
        IntStream.rangeClosed(1, count).forEach(port -> names.put(port, name(port)));
        TUNNELS.forEach(tunnel -> names.put(tunnel.port().number(), tunnel.name()));
        return names;
    }

    @Override
    public List<Link> all() {
        List<Link> all = new ArrayList<>();
        for (int port = 1; port <= count; port++) {
            all.add(new Link(name(port), FIRST_IFINDEX + port - 1, "", true, true, LOCALLY_ADMINISTERED + port));
        }
        for (Tunnel tunnel : TUNNELS) {
            int ifindex = FIRST_IFINDEX + all.size();
            all.add(new Link(tunnel.name(), ifindex, tunnel.link(), true, true, LOCALLY_ADMINISTERED + ifindex));
        }
        return all;
    }

    @Override
    public Optional<Link> byName(String name) {
        return all().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Link> byIndex(int ifindex) {
        return all().stream().filter(link -> link.ifindex() == ifindex).findFirst();
    }

    @Override
    public LinkWatch watch() {
        throw new UnsupportedOperationException("the ports of the simulated NIC never change");
    }

    @Override
    public Optional<TcPort> portOf(int ifindex) {
        int tunnel = ifindex - FIRST_IFINDEX - count;
        if (tunnel >= 0 && tunnel < TUNNELS.size()) {
            Tunnel one = TUNNELS.get(tunnel);
            return Optional.of(TcPort.of(one.port().number(), ifindex, one.name(), one.kind()));
        }
        return byIndex(ifindex).map(link -> TcPort.wire(ifindex - FIRST_IFINDEX + 1, ifindex, link.name()));
    }

    @Override
    public OptionalInt recirculationOf(int chain) {
        return OptionalInt.of(chain);
    }

    @Override
    public OptionalInt meterOf(int policeIndex) {
        return OptionalInt.empty();
    }
}
