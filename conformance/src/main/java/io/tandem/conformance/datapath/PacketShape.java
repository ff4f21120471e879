package io.tandem.conformance.datapath;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import java.util.Optional;

/**
 * What actions need to know of a frame.
 *
 * @param etherType of what is within the tag, where there is one
 * @param tagged whether there is a tag
 * @param protocol of IP, else 0
 * @param transport whether the key has ports or types
 * @param match the key text that says this and no more, without ingress port and recirculation id
 */
record PacketShape(int etherType, boolean tagged, int protocol, boolean transport, String match) {
    /** The shape of a frame; nothing where it is of a kind that not every reference can match by text. */
    static Optional<PacketShape> of(Bytes frame) {
        byte[] bytes = frame.toArray();
        Packet packet = PacketBatch.single();
        packet.set(bytes, 0, bytes.length, 1, 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        FlowKey key = FlowKey.ofWords(words);
        int type = (int) key.get(FlowField.ETH_TYPE);
        boolean tagged = !key.isZero(FlowField.VLAN_CFI);
        if (type < EtherType.MINIMUM || EtherType.isVlan(type) || EtherType.isMpls(type) || type == EtherType.NSH) {
            return Optional.empty();
        }
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        FlowField frag = type == EtherType.IPV4 ? FlowField.IPV4_FRAG : FlowField.IPV6_FRAG;
        FlowField proto = type == EtherType.IPV4 ? FlowField.IPV4_PROTO : FlowField.IPV6_PROTO;
        Fragment fragment = ip ? Fragment.ofBits((int) key.get(frag)) : Fragment.NO;
        int protocol = ip ? (int) key.get(proto) : 0;
        String ports = fragment == Fragment.LATER ? "" : transport(type, protocol);
        String inner = "eth_type(0x%04x)".formatted(type)
                + network(type, protocol, fragment)
                + (ports.isEmpty() ? "" : "," + ports + "()");
        String match = tagged
                ? "eth(),eth_type(0x%04x),vlan(vid=%d,pcp=%d),encap(%s)"
                        .formatted(
                                key.get(FlowField.VLAN_TPID),
                                key.get(FlowField.VLAN_VID),
                                key.get(FlowField.VLAN_PCP),
                                inner)
                : "eth()," + inner;
        return Optional.of(new PacketShape(type, tagged, protocol, !ports.isEmpty(), match));
    }

    private static String network(int type, int protocol, Fragment fragment) {
        return switch (type) {
            case EtherType.IPV4 -> ",ipv4(proto=%d,frag=%s)".formatted(protocol, fragment.text());
            case EtherType.IPV6 -> ",ipv6(proto=%d,frag=%s)".formatted(protocol, fragment.text());
            case EtherType.ARP, EtherType.RARP -> ",arp()";
            default -> "";
        };
    }

    private static String transport(int type, int protocol) {
        return switch (protocol) {
            case IpProto.TCP -> "tcp";
            case IpProto.UDP -> "udp";
            case IpProto.SCTP -> "sctp";
            case IpProto.ICMP -> type == EtherType.IPV4 ? "icmp" : "";
            case IpProto.ICMPV6 -> type == EtherType.IPV6 ? "icmpv6" : "";
            default -> "";
        };
    }
}
