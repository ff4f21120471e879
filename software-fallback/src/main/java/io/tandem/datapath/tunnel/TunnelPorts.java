package io.tandem.datapath.tunnel;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which packets of the underlay end in a tunnel: those for an address of this host, untagged and no fragments, that have
 * the tunnel's protocol and UDP port. For the slow path, which makes tnl_pop flows of them. Immutable.
 *
 * <p>Source: Open vSwitch lib/tnl-ports.c.
 */
public final class TunnelPorts {
    /**
     * An address of this host.
     *
     * @param mac the Ethernet address that its packets are sent to
     */
    public record Local(IpAddress address, long mac) {}

    private record End(IpAddress address, long mac, int protocol, int udpPort) {}

    private static final int IPV4_IN_IPV6 = 4;
    private static final int IPV6_IN_IPV6 = 41;

    private final Map<End, Integer> ports = new HashMap<>();

    /**
     * @param configs the tunnel ports; of two for the same packets the first gets them
     * @param locals the addresses of this host
     */
    public TunnelPorts(List<TunnelPortConfig> configs, Set<Local> locals) {
        for (TunnelPortConfig config : configs) {
            // behind its segments a packet's protocol is that of what it carries
            List<Integer> protocols = config.protocol() == TunnelProtocol.SRV6
                    ? List.of(IPV4_IN_IPV6, IPV6_IN_IPV6)
                    : List.of(config.protocol().ipProtocol());
            for (Local local : locals) {
                for (int protocol : protocols) {
                    ports.putIfAbsent(
                            new End(local.address(), local.mac(), protocol, config.udpPort()), config.number());
                }
            }
        }
    }

    /** The tunnel port that a packet with this key ends in. */
    public OptionalInt match(FlowKey key) {
        int type = (int) key.get(FlowField.ETH_TYPE);
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        FlowField fragment = type == EtherType.IPV4 ? FlowField.IPV4_FRAG : FlowField.IPV6_FRAG;
        boolean tagged = key.get(FlowField.VLAN_TPID) != 0;
        boolean other = key.get(FlowField.PACKET_TYPE_NS) != 0 || key.get(fragment) != 0;
        if (!ip || tagged || other) {
            return OptionalInt.empty();
        }
        IpAddress to = type == EtherType.IPV4
                ? IpAddress.ofIpv4(key.get(FlowField.IPV4_DST))
                : new IpAddress(key.get(FlowField.IPV6_DST), key.getLow(FlowField.IPV6_DST));
        int protocol = (int) key.get(FlowField.IPV4_PROTO);
        int udpPort = protocol == IpProto.UDP ? (int) key.get(FlowField.UDP_DST) : 0;
        Integer port = ports.get(new End(to, key.get(FlowField.ETH_DST), protocol, udpPort));
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** The bits of a key that {@link #match} looked at: those that a flow of its answer must match. */
    public FlowMask mask(FlowKey key) {
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.ETH_TYPE).exact(FlowField.ETH_DST);
        mask.exact(FlowField.VLAN_TPID)
                .exact(FlowField.VLAN_VID)
                .exact(FlowField.VLAN_PCP)
                .exact(FlowField.VLAN_CFI);
        mask.exact(FlowField.PACKET_TYPE_NS).exact(FlowField.PACKET_TYPE_ID);
        int type = (int) key.get(FlowField.ETH_TYPE);
        if (type == EtherType.IPV4) {
            mask.exact(FlowField.IPV4_DST).exact(FlowField.IPV4_PROTO).exact(FlowField.IPV4_FRAG);
        } else if (type == EtherType.IPV6) {
            mask.exact(FlowField.IPV6_DST).exact(FlowField.IPV6_PROTO).exact(FlowField.IPV6_FRAG);
        } else {
            return mask.build();
        }
        if (key.get(FlowField.IPV4_PROTO) == IpProto.UDP) {
            mask.exact(FlowField.UDP_DST);
        }
        return mask.build();
    }
}
