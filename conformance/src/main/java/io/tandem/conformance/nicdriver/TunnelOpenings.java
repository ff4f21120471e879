package io.tandem.conformance.nicdriver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.datapath.tunnel.IpAddress;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules by which a driver has the NIC take the headers of tunnels off: while there are rules for what is inside, packets
 * of the tunnel are opened at every port of the NIC. Another rule that takes such packets excludes them, as a packet meets one
 * rule of a chain. Not thread-safe.
 */
public final class TunnelOpenings {
    /** Packets without a tag; one with a tag is of another device. */
    private static final List<FlowField> OUTER = List.of(
            FlowField.RECIRC_ID, FlowField.IN_PORT, FlowField.VLAN_TPID, FlowField.VLAN_CFI, FlowField.ETH_TYPE);

    /** Before all filters. */
    private static final int PRIORITY = 0;

    /** Which packets are opened. */
    public enum Which {
        /** As the host's stack does it: those to the host's own addresses, as they come in. */
        OF_HOST,
        /** Those that rules sent to the chain in which what is inside is looked up. */
        OF_CHAIN
    }

    private final NicRules rules;
    private final int ports;
    private final Which which;
    private final Map<Place, Tunnel> open = new HashMap<>();

    private record Place(int tunnel, long chain) {}

    private static final class Tunnel {
        final List<NicRule> rules = new ArrayList<>();
        int users;
    }

    /** For a NIC with ports 1 to {@code ports}. */
    public TunnelOpenings(NicRules rules, int ports, Which which) {
        this.rules = rules;
        this.ports = ports;
        this.which = which;
    }

    /** The tunnels of {@link TunnelScene} as the setting of a NIC. */
    public static String setting() {
        return TunnelScene.PORTS.stream()
                .filter(TunnelOpenings::known)
                .map(port -> port.number() + "=" + port.protocol().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** True for a tunnel that the NIC takes off. */
    public static boolean known(TunnelPortConfig port) {
        return switch (port.protocol()) {
            case VXLAN, GENEVE, GRE -> true;
            default -> false;
        };
    }

    /** Why a filter at a port of the NIC can't be beside the tunnels that are open; empty where it can. */
    public Optional<Refusal> refusal(Megaflow filter) {
        return open.values().stream()
                .flatMap(tunnel -> tunnel.rules.stream())
                .filter(rule -> rule.flow().overlaps(filter))
                .findFirst()
                .map(rule -> no("the NIC opens tunnels of " + text(rule.flow())
                        + ", and has no second rule for packets; match others"));
    }

    /** A filter of that flow will be there, of a tunnel or not; why its tunnel can't be opened, empty where it can or needs not. */
    public Optional<Refusal> use(Megaflow filter) {
        Optional<TunnelPortConfig> port = tunnel(filter);
        if (port.isEmpty()) {
            return Optional.empty();
        }
        Place place = place(port.get(), filter);
        Tunnel tunnel = open.computeIfAbsent(place, _ -> new Tunnel());
        if (tunnel.rules.stream().anyMatch(rule -> !rule.held())) { // the NIC was reset
            close(tunnel);
        }
        if (tunnel.rules.isEmpty()) {
            for (Megaflow flow : flows(port.get(), place.chain())) {
                Optional<Refusal> refused = add(tunnel, flow);
                if (refused.isPresent()) {
                    close(tunnel);
                    return refused;
                }
            }
        }
        tunnel.users++;
        return Optional.empty();
    }

    private Optional<Refusal> add(Tunnel tunnel, Megaflow flow) {
        // what only takes rules out is behind all others of a chain
        Optional<NicRule> before = rules.meeting(flow, rule -> which == Which.OF_HOST || !rule.trap());
        if (before.isPresent()) {
            return Optional.of(no("packets of the tunnel meet the filter of "
                    + text(before.get().flow()) + " first, and the NIC has one rule for a packet"));
        }
        NicRule rule = new NicRule(flow, PRIORITY, false);
        Optional<Refusal> refused = rules.add(rule);
        if (refused.isEmpty()) {
            tunnel.rules.add(rule);
        }
        return refused;
    }

    /** A filter that {@link #use} was told of is gone. */
    public void release(Megaflow filter) {
        tunnel(filter).map(port -> open.get(place(port, filter))).ifPresent(tunnel -> {
            tunnel.users--;
            if (tunnel.users == 0) {
                close(tunnel);
            }
        });
    }

    private Place place(TunnelPortConfig port, Megaflow filter) {
        return new Place(
                port.number(), which == Which.OF_HOST ? 0 : filter.key().get(FlowField.RECIRC_ID));
    }

    private void close(Tunnel tunnel) {
        tunnel.rules.forEach(rules::remove);
        tunnel.rules.clear();
    }

    private static Optional<TunnelPortConfig> tunnel(Megaflow filter) {
        return TunnelScene.port(filter.key().get(FlowField.IN_PORT)).filter(TunnelOpenings::known);
    }

    private List<Megaflow> flows(TunnelPortConfig tunnel, long chain) {
        List<Megaflow> flows = new ArrayList<>();
        for (int port = 1; port <= ports; port++) {
            for (IpAddress local : TunnelScene.LOCAL) {
                // a device of GRE is for one version of IP, and a chain has the packets of both
                boolean other = tunnel.number() == (local.isIpv4() ? TunnelScene.GRE6 : TunnelScene.GRE);
                if (!other || which == Which.OF_CHAIN) {
                    flows.add(flow(port, local, tunnel, chain));
                }
            }
        }
        return flows;
    }

    private Megaflow flow(int port, IpAddress local, TunnelPortConfig tunnel, long chain) {
        boolean four = local.isIpv4();
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.IN_PORT, port)
                .set(FlowField.RECIRC_ID, chain)
                .set(FlowField.ETH_TYPE, four ? EtherType.IPV4 : EtherType.IPV6)
                .set(
                        four ? FlowField.IPV4_PROTO : FlowField.IPV6_PROTO,
                        tunnel.protocol().ipProtocol());
        FlowMask.Builder mask = FlowMask.builder()
                .exact(four ? FlowField.IPV4_PROTO : FlowField.IPV6_PROTO)
                .exact(four ? FlowField.IPV4_FRAG : FlowField.IPV6_FRAG);
        OUTER.forEach(mask::exact);
        if (tunnel.protocol().overUdp()) {
            key.set(FlowField.UDP_DST, tunnel.udpPort());
            mask.exact(FlowField.UDP_DST);
        }
        if (which == Which.OF_HOST && four) {
            key.set(FlowField.IPV4_DST, local.ipv4());
            mask.exact(FlowField.IPV4_DST);
        } else if (which == Which.OF_HOST) {
            key.set(FlowField.IPV6_DST, local.high(), local.low());
            mask.set(FlowField.IPV6_DST, -1, -1);
        }
        return Megaflow.of(key.build(), mask.build(), List.of(new OdpAction.TnlPop(tunnel.number())));
    }

    private static String text(Megaflow flow) {
        return OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(flow.key(), flow.mask()), PortNames.any());
    }

    private static Refusal no(String sentence) {
        return Refusal.translate(Refusal.Code.PREREQUISITE, "tunnel", sentence);
    }
}
