package io.tandem.conformance.nicdriver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.datapath.tunnel.IpAddress;
import io.tandem.datapath.tunnel.Route;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.TunnelKind;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a driver makes of a tunnel's key and an output to the tunnel's device: the header that comes in front of each packet,
 * by the host's routes and neighbours, and the port that these lead to. The header is one for all packets of a rule. Not
 * thread-safe.
 */
public final class Encapsulation {
    private static final int OVER_IPV6 = 2;
    private static final int DEFAULT_TTL = 64;
    private static final int ECN = 3;
    private static final int ECT_0 = 2;
    private static final int MOST = 512;
    private static final int TRANSPARENT_BRIDGING = 0x6558;
    private static final int VXLAN_VNI_VALID = 0x0800_0000;
    private static final int VXLAN_GBP = 0x8000_0000;
    private static final int GENEVE_OAM = 0x80;
    private static final int GENEVE_CRITICAL = 0x40;
    private static final int GRE_CHECKSUM = 0x8000;
    private static final int GRE_KEY = 0x2000;

    private final Tunnels tunnels;

    /** On a host in that scene. */
    public Encapsulation(TunnelScene scene) {
        tunnels = scene.tunnels();
    }

    /**
     * The flow with a header pushed, on a copy, wherever it sends a packet to a tunnel.
     *
     * @throws RefusedException where there is no one header for all its packets
     */
    public Megaflow resolve(Megaflow flow) throws RefusedException {
        List<OdpAction> actions = list(flow, flow.actions());
        return actions.equals(flow.actions()) ? flow : Megaflow.of(flow.key(), flow.mask(), actions);
    }

    private List<OdpAction> list(Megaflow flow, List<OdpAction> actions) throws RefusedException {
        List<OdpAction> out = new ArrayList<>();
        Optional<FlowKey> tunnel = Optional.empty();
        int congestion = congestion(flow);
        for (OdpAction action : actions) {
            switch (action) {
                case OdpAction.Set set when set.attribute() == KeyAttribute.TUNNEL -> tunnel = Optional.of(read(set));
                case OdpAction.Output output
                when TunnelScene.port(output.port()).isPresent() -> {
                    if (tunnel.isEmpty()) {
                        throw no(output, "without set(tunnel(...)) before it, a tunnel drops every packet");
                    }
                    if (congestion < 0) {
                        throw no(
                                output,
                                "the outer congestion bits are the inner ones (RFC 6040); match eth_type, and the two low bits"
                                        + " of an IP tos or tclass");
                    }
                    out.add(new OdpAction.Clone(push(output, tunnel.get(), congestion)));
                }
                case OdpAction.Clone(List<OdpAction> nested) -> out.add(new OdpAction.Clone(list(flow, nested)));
                default -> {
                    congestion = after(action, congestion);
                    out.add(action);
                }
            }
        }
        return out;
    }

    /** The congestion bits of all the flow's packets, zero where they have none; -1 where they differ. */
    private static int congestion(Megaflow flow) {
        if (!flow.mask().isExact(FlowField.ETH_TYPE)) {
            return -1;
        }
        return switch ((int) flow.key().get(FlowField.ETH_TYPE)) {
            case EtherType.IPV4 -> congestion(flow, FlowField.IPV4_TOS);
            case EtherType.IPV6 -> congestion(flow, FlowField.IPV6_TCLASS);
            default -> 0;
        };
    }

    private static int congestion(Megaflow flow, FlowField field) {
        return (flow.mask().get(field) & ECN) == ECN ? (int) flow.key().get(field) & ECN : -1;
    }

    private static int after(OdpAction action, int congestion) {
        if (!(action instanceof OdpAction.SetMasked set)) {
            return congestion;
        }
        return switch (set.attribute()) {
            case IPV4 -> after(set, FlowField.IPV4_TOS, congestion);
            case IPV6 -> after(set, FlowField.IPV6_TCLASS, congestion);
            default -> congestion;
        };
    }

    private static int after(OdpAction.SetMasked set, FlowField field, int congestion) {
        int bits = (int) set.mask().get(field) & ECN;
        int before = bits == ECN ? 0 : congestion;
        return before < 0 ? before : before & ~bits | (int) set.value().get(field) & bits;
    }

    private static FlowKey read(OdpAction.Set set) throws RefusedException {
        try {
            return MatchDecoder.partialKey(KeyAttribute.TUNNEL, set.payload());
        } catch (NetlinkDecodeException e) {
            throw no(set, e.field() + ": " + e.found() + " where there must be " + e.expected());
        }
    }

    private List<OdpAction> push(OdpAction.Output output, FlowKey tunnel, int congestion) throws RefusedException {
        TunnelPortConfig port = TunnelScene.port(output.port()).orElseThrow();
        boolean ipv6 = tunnel.get(FlowField.TUNNEL_FAMILY) == OVER_IPV6;
        IpAddress destination = ipv6
                ? new IpAddress(tunnel.get(FlowField.TUNNEL_IPV6_DST), tunnel.getLow(FlowField.TUNNEL_IPV6_DST))
                : IpAddress.ofIpv4(tunnel.get(FlowField.TUNNEL_IPV4_DST));
        Route route = tunnels.underlay()
                .routes()
                .find(destination)
                .orElseThrow(() -> no(output, "the host has no route to " + destination));
        IpAddress hop = route.gateway().orElse(destination);
        long mac = TunnelScene.neighbour(hop)
                .orElseThrow(() -> no(output, "the host does not know the Ethernet address of " + hop));
        ByteBuffer header = ByteBuffer.allocate(MOST);
        mac(header, mac);
        mac(header, route.out().mac());
        if (ipv6) {
            ipv6(header, tunnel, route, port.protocol().ipProtocol(), congestion);
        } else {
            ipv4(header, tunnel, route, port.protocol().ipProtocol(), congestion);
        }
        TunnelKind kind = tunnel(header, tunnel, port, output, ipv6);
        byte[] bytes = new byte[header.position()];
        header.flip().get(bytes);
        return List.of(
                new OdpAction.TnlPush(port.number(), route.out().number(), kind.number(), Bytes.of(bytes)),
                new OdpAction.Output(route.out().number()));
    }

    private static void mac(ByteBuffer header, long mac) {
        header.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
    }

    private static int tos(FlowKey tunnel, int congestion) {
        int outer = congestion == ECN ? ECT_0 : congestion;
        return (int) tunnel.get(FlowField.TUNNEL_TOS) & ~ECN | outer;
    }

    private static int ttl(FlowKey tunnel) {
        return tunnel.isZero(FlowField.TUNNEL_TTL) ? DEFAULT_TTL : (int) tunnel.get(FlowField.TUNNEL_TTL);
    }

    private static void ipv4(ByteBuffer header, FlowKey tunnel, Route route, int protocol, int congestion) {
        long source = tunnel.get(FlowField.TUNNEL_IPV4_SRC);
        header.putShort((short) EtherType.IPV4)
                .putInt(0x4500_0000 | tos(tunnel, congestion) << 16)
                .putInt(has(tunnel, TunnelFlag.DONT_FRAGMENT) ? 0x4000 : 0)
                .putInt(ttl(tunnel) << 24 | protocol << 16)
                .putInt((int) (source == 0 ? route.source().ipv4() : source))
                .putInt((int) tunnel.get(FlowField.TUNNEL_IPV4_DST));
    }

    private static void ipv6(ByteBuffer header, FlowKey tunnel, Route route, int protocol, int congestion) {
        FlowField source = FlowField.TUNNEL_IPV6_SRC;
        boolean chosen = !tunnel.isZero(source);
        header.putShort((short) EtherType.IPV6)
                .putInt(0x6000_0000 | tos(tunnel, congestion) << 20)
                .putInt(protocol << 8 | ttl(tunnel))
                .putLong(chosen ? tunnel.get(source) : route.source().high())
                .putLong(chosen ? tunnel.getLow(source) : route.source().low())
                .putLong(tunnel.get(FlowField.TUNNEL_IPV6_DST))
                .putLong(tunnel.getLow(FlowField.TUNNEL_IPV6_DST));
    }

    private static TunnelKind tunnel(
            ByteBuffer header, FlowKey tunnel, TunnelPortConfig port, OdpAction.Output output, boolean ipv6)
            throws RefusedException {
        long id = tunnel.get(FlowField.TUNNEL_ID);
        boolean wide = port.protocol() == TunnelProtocol.GRE;
        if (id >>> (wide ? 32 : 24) != 0) {
            throw no(output, port.protocol() + " has no id 0x" + Long.toHexString(id));
        }
        switch (port.protocol()) {
            case VXLAN -> {
                udp(header, tunnel, port);
                int policy =
                        (int) tunnel.get(FlowField.TUNNEL_GBP_FLAGS) << 16 | (int) tunnel.get(FlowField.TUNNEL_GBP_ID);
                header.putInt(VXLAN_VNI_VALID | (policy == 0 ? 0 : VXLAN_GBP | policy))
                        .putInt((int) id << 8);
                return TunnelKind.VXLAN;
            }
            case GENEVE -> {
                udp(header, tunnel, port);
                geneve(header, tunnel, id);
                return TunnelKind.GENEVE;
            }
            case GRE -> {
                boolean checksum = has(tunnel, TunnelFlag.CSUM);
                boolean keyed = has(tunnel, TunnelFlag.KEY);
                header.putShort((short) ((checksum ? GRE_CHECKSUM : 0) | (keyed ? GRE_KEY : 0)))
                        .putShort((short) TRANSPARENT_BRIDGING);
                if (checksum) {
                    header.putInt(0);
                }
                if (keyed) {
                    header.putInt((int) id);
                }
                return ipv6 ? TunnelKind.IP6GRE : TunnelKind.GRE;
            }
            default -> throw no(output, "the NIC has no tunnel of " + port.protocol());
        }
    }

    /** A checksum that is not zero asks for one to be computed. */
    private static void udp(ByteBuffer header, FlowKey tunnel, TunnelPortConfig port) {
        int destination = (int) tunnel.get(FlowField.TUNNEL_TP_DST);
        header.putShort((short) 0)
                .putShort((short) (destination == 0 ? port.udpPort() : destination))
                .putInt(has(tunnel, TunnelFlag.CSUM) ? 0xffff : 0);
    }

    private static void geneve(ByteBuffer header, FlowKey tunnel, long id) {
        int bytes = (int) tunnel.get(FlowField.TUNNEL_OPTIONS_LENGTH);
        byte[] options = new byte[bytes];
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < bytes; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            options[i] = (byte) (tunnel.word(first + i / Long.BYTES) >>> shift);
        }
        int flags = has(tunnel, TunnelFlag.OAM) ? GENEVE_OAM : 0;
        for (int at = 0; at < bytes; at += Integer.BYTES + (options[at + 3] & 0x1f) * Integer.BYTES) {
            flags |= options[at + 2] < 0 ? GENEVE_CRITICAL : 0;
        }
        header.put((byte) (bytes / Integer.BYTES))
                .put((byte) flags)
                .putShort((short) TRANSPARENT_BRIDGING)
                .putInt((int) id << 8)
                .put(options);
    }

    private static boolean has(FlowKey tunnel, TunnelFlag flag) {
        return (tunnel.get(FlowField.TUNNEL_FLAGS) & flag.bit()) != 0;
    }

    private static RefusedException no(OdpAction action, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), sentence);
    }
}
