package io.tandem.datapath.openflow;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import java.util.Map;

/** The words that stand for an Ethernet type, or for that and a protocol. Source: Open vSwitch lib/match.c, match_format. */
final class ProtocolWord {
    private static final Map<Integer, String> TYPES = Map.of(
            EtherType.IPV4, "ip",
            EtherType.IPV6, "ipv6",
            EtherType.ARP, "arp",
            EtherType.RARP, "rarp",
            EtherType.MPLS_UNICAST, "mpls",
            EtherType.MPLS_MULTICAST, "mplsm");
    private static final Map<Integer, String> IN_IPV4 = Map.of(
            IpProto.ICMP, "icmp",
            IpProto.TCP, "tcp",
            IpProto.UDP, "udp",
            IpProto.SCTP, "sctp");
    private static final Map<Integer, String> IN_IPV6 = Map.of(
            IpProto.ICMPV6, "icmp6",
            IpProto.TCP, "tcp6",
            IpProto.UDP, "udp6",
            IpProto.SCTP, "sctp6");

    /** True where the Ethernet type has a word. */
    static boolean hasType(FlowKey key) {
        return TYPES.containsKey((int) key.get(FlowField.ETH_TYPE));
    }

    /** True where Ethernet type and protocol together have one. */
    static boolean hasProtocol(FlowKey key) {
        return protocols(key).containsKey((int) key.get(FlowField.IPV4_PROTO));
    }

    /** The word of a key; empty where there is none. */
    static String of(FlowKey key) {
        String type = TYPES.getOrDefault((int) key.get(FlowField.ETH_TYPE), "");
        return protocols(key).getOrDefault((int) key.get(FlowField.IPV4_PROTO), type);
    }

    private static Map<Integer, String> protocols(FlowKey key) {
        return switch ((int) key.get(FlowField.ETH_TYPE)) {
            case EtherType.IPV4 -> IN_IPV4;
            case EtherType.IPV6 -> IN_IPV6;
            default -> Map.of();
        };
    }

    private ProtocolWord() {}
}
