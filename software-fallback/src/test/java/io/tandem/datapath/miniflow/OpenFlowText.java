package io.tandem.datapath.miniflow;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.TcpFlag;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a key as {@code ovs-ofctl parse-pcap} prints it (OpenFlow match text), for the fields that a packed key has.
 * Names of MPLS, NSH and neighbour discovery are passed over.
 */
final class OpenFlowText {
    private static final List<String> PASSED_OVER = List.of("in_port", "mpls", "nsh", "nd_");

    /** What the text tells of a key: all but ports and TPIDs, which it does not show. */
    static final FlowMask SHOWN = shown();

    private static FlowMask shown() {
        FlowMask.Builder mask = FlowMask.builder();
        for (FlowField field : FlowField.values()) {
            switch (field) {
                case RECIRC_ID, IN_PORT, VLAN_TPID, CVLAN_TPID -> {}
                default -> mask.exact(field);
            }
        }
        return mask.build();
    }

    static FlowKey read(String line) {
        FlowKey.Builder key = FlowKey.builder();
        for (String part : line.split(",", -1)) {
            int equals = part.indexOf('=');
            if (PASSED_OVER.stream().anyMatch(part::startsWith)) {
                if (part.equals("mpls")) {
                    key.set(FlowField.ETH_TYPE, EtherType.MPLS_UNICAST);
                }
                continue;
            }
            if (equals < 0) {
                keyword(key, part);
            } else {
                field(key, part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return key.build();
    }

    private static void keyword(FlowKey.Builder key, String word) {
        switch (word) {
            case "arp" -> key.set(FlowField.ETH_TYPE, EtherType.ARP);
            case "rarp" -> key.set(FlowField.ETH_TYPE, EtherType.RARP);
            case "ip" -> key.set(FlowField.ETH_TYPE, EtherType.IPV4);
            case "ipv6" -> key.set(FlowField.ETH_TYPE, EtherType.IPV6);
            case "tcp", "udp", "sctp", "icmp" -> ip(key, EtherType.IPV4, word);
            case "tcp6", "udp6", "sctp6", "icmp6" -> ip(key, EtherType.IPV6, word);
            default -> throw new AssertionError("keyword " + word);
        }
    }

    private static void ip(FlowKey.Builder key, int type, String word) {
        key.set(FlowField.ETH_TYPE, type)
                .set(
                        FlowField.IPV4_PROTO,
                        switch (word) {
                            case "tcp", "tcp6" -> IpProto.TCP;
                            case "udp", "udp6" -> IpProto.UDP;
                            case "sctp", "sctp6" -> IpProto.SCTP;
                            case "icmp" -> IpProto.ICMP;
                            default -> IpProto.ICMPV6;
                        });
    }

    private static void field(FlowKey.Builder key, String name, String value) {
        switch (name) {
            case "vlan_tci", "vlan_tci1" -> {
                if (number(value) != 0) {
                    throw new AssertionError(name + "=" + value);
                }
            }
            case "dl_vlan" -> key.set(FlowField.VLAN_CFI, 1).set(FlowField.VLAN_VID, number(value));
            case "dl_vlan_pcp" -> key.set(FlowField.VLAN_PCP, number(value));
            case "dl_vlan1" -> key.set(FlowField.CVLAN_CFI, 1).set(FlowField.CVLAN_VID, number(value));
            case "dl_vlan_pcp1" -> key.set(FlowField.CVLAN_PCP, number(value));
            case "dl_src" -> key.set(FlowField.ETH_SRC, mac(value));
            case "dl_dst" -> key.set(FlowField.ETH_DST, mac(value));
            case "dl_type" -> key.set(FlowField.ETH_TYPE, number(value));
            case "nw_src" -> key.set(FlowField.IPV4_SRC, address(value));
            case "nw_dst" -> key.set(FlowField.IPV4_DST, address(value));
            case "arp_spa" -> key.set(FlowField.ARP_SIP, address(value));
            case "arp_tpa" -> key.set(FlowField.ARP_TIP, address(value));
            case "arp_sha" -> key.set(FlowField.ARP_SHA, mac(value));
            case "arp_tha" -> key.set(FlowField.ARP_THA, mac(value));
            case "arp_op" -> key.set(FlowField.ARP_OP, number(value));
            case "ipv6_src" -> address6(key, FlowField.IPV6_SRC, value);
            case "ipv6_dst" -> address6(key, FlowField.IPV6_DST, value);
            case "ipv6_label" -> key.set(FlowField.IPV6_LABEL, number(value));
            case "nw_proto" -> key.set(FlowField.IPV4_PROTO, number(value));
            case "nw_tos" -> key.set(FlowField.IPV4_TOS, key.build().get(FlowField.IPV4_TOS) | number(value));
            case "nw_ecn" -> key.set(FlowField.IPV4_TOS, key.build().get(FlowField.IPV4_TOS) | number(value));
            case "nw_ttl" -> key.set(FlowField.IPV4_TTL, number(value));
            case "nw_frag" -> key.set(FlowField.IPV4_FRAG, fragment(value));
            case "tp_src", "icmp_type" -> key.set(FlowField.TCP_SRC, number(value));
            case "tp_dst", "icmp_code" -> key.set(FlowField.TCP_DST, number(value));
            case "tcp_flags" -> key.set(FlowField.TCP_FLAGS, flags(value));
            default -> throw new AssertionError("field " + name);
        }
    }

    private static long number(String text) {
        return Long.decode(text);
    }

    private static long mac(String text) {
        return HexFormat.fromHexDigitsToLong(text.replace(":", ""));
    }

    private static long address(String text) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(parse(text)).getInt());
    }

    private static void address6(FlowKey.Builder key, FlowField field, String text) {
        byte[] bytes = parse(text);
        if (bytes.length == 4) {
            // InetAddress takes an IPv4-mapped address for the IPv4 one.
            key.set(
                    field,
                    0,
                    0xffff_0000_0000L
                            | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
        } else {
            ByteBuffer words = ByteBuffer.wrap(bytes);
            key.set(field, words.getLong(), words.getLong());
        }
    }

    private static byte[] parse(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            throw new AssertionError(literal, e);
        }
    }

    private static long fragment(String text) {
        for (Fragment fragment : Fragment.values()) {
            if (fragment.text().equals(text)) {
                return fragment.bits();
            }
        }
        throw new AssertionError("nw_frag=" + text);
    }

    private static long flags(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return number(text);
        }
        long bits = 0;
        for (String name : text.split("\\|", -1)) {
            bits |= Arrays.stream(TcpFlag.values())
                    .filter(f -> f.text().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .bit();
        }
        return bits;
    }

    private OpenFlowText() {}
}
