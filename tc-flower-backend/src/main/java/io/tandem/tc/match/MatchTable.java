package io.tandem.tc.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowWords;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one table of which flower key a field is compared by. What is not here has rules of its own. */
final class MatchTable {
    private static final Map<FlowField, FlowerKey> KEYS = keys();

    private static Map<FlowField, FlowerKey> keys() {
        Map<FlowField, FlowerKey> map = new EnumMap<>(FlowField.class);
        map.put(FlowField.ETH_SRC, FlowerKey.ETH_SRC);
        map.put(FlowField.ETH_DST, FlowerKey.ETH_DST);
        map.put(FlowField.IPV4_SRC, FlowerKey.IPV4_SRC);
        map.put(FlowField.IPV4_DST, FlowerKey.IPV4_DST);
        map.put(FlowField.IPV4_TOS, FlowerKey.IP_TOS);
        map.put(FlowField.IPV4_TTL, FlowerKey.IP_TTL);
        map.put(FlowField.IPV6_SRC, FlowerKey.IPV6_SRC);
        map.put(FlowField.IPV6_DST, FlowerKey.IPV6_DST);
        map.put(FlowField.IPV6_TCLASS, FlowerKey.IP_TOS);
        map.put(FlowField.IPV6_HLIMIT, FlowerKey.IP_TTL);
        map.put(FlowField.TCP_SRC, FlowerKey.TCP_SRC);
        map.put(FlowField.TCP_DST, FlowerKey.TCP_DST);
        map.put(FlowField.TCP_FLAGS, FlowerKey.TCP_FLAGS);
        map.put(FlowField.UDP_SRC, FlowerKey.UDP_SRC);
        map.put(FlowField.UDP_DST, FlowerKey.UDP_DST);
        map.put(FlowField.SCTP_SRC, FlowerKey.SCTP_SRC);
        map.put(FlowField.SCTP_DST, FlowerKey.SCTP_DST);
        map.put(FlowField.ICMP_TYPE, FlowerKey.ICMPV4_TYPE);
        map.put(FlowField.ICMP_CODE, FlowerKey.ICMPV4_CODE);
        map.put(FlowField.ICMPV6_TYPE, FlowerKey.ICMPV6_TYPE);
        map.put(FlowField.ICMPV6_CODE, FlowerKey.ICMPV6_CODE);
        map.put(FlowField.ARP_SIP, FlowerKey.ARP_SIP);
        map.put(FlowField.ARP_TIP, FlowerKey.ARP_TIP);
        map.put(FlowField.ARP_OP, FlowerKey.ARP_OP);
        map.put(FlowField.ARP_SHA, FlowerKey.ARP_SHA);
        map.put(FlowField.ARP_THA, FlowerKey.ARP_THA);
        map.put(FlowField.CT_ZONE, FlowerKey.CT_ZONE);
        map.put(FlowField.CT_MARK, FlowerKey.CT_MARK);
        map.put(FlowField.CT_LABEL, FlowerKey.CT_LABELS);
        map.put(FlowField.TUNNEL_IPV4_SRC, FlowerKey.ENC_IPV4_SRC);
        map.put(FlowField.TUNNEL_IPV4_DST, FlowerKey.ENC_IPV4_DST);
        map.put(FlowField.TUNNEL_IPV6_SRC, FlowerKey.ENC_IPV6_SRC);
        map.put(FlowField.TUNNEL_IPV6_DST, FlowerKey.ENC_IPV6_DST);
        map.put(FlowField.TUNNEL_TOS, FlowerKey.ENC_IP_TOS);
        map.put(FlowField.TUNNEL_TTL, FlowerKey.ENC_IP_TTL);
        map.put(FlowField.TUNNEL_TP_SRC, FlowerKey.ENC_UDP_SRC_PORT);
        map.put(FlowField.TUNNEL_TP_DST, FlowerKey.ENC_UDP_DST_PORT);
        map.put(FlowField.VLAN_VID, FlowerKey.VLAN_ID);
        map.put(FlowField.VLAN_PCP, FlowerKey.VLAN_PRIO);
        map.put(FlowField.CVLAN_VID, FlowerKey.CVLAN_ID);
        map.put(FlowField.CVLAN_PCP, FlowerKey.CVLAN_PRIO);
        map.put(FlowField.MPLS_LABEL, FlowerKey.MPLS_LABEL);
        map.put(FlowField.MPLS_TC, FlowerKey.MPLS_TC);
        map.put(FlowField.MPLS_BOS, FlowerKey.MPLS_BOS);
        map.put(FlowField.MPLS_TTL, FlowerKey.MPLS_TTL);
        return Collections.unmodifiableMap(map);
    }

    /** The key that the field is compared by; empty where it has rules of its own, or none. */
    static Optional<FlowerKey> find(FlowField field) {
        return Optional.ofNullable(KEYS.get(field));
    }

    /** The fields that are compared by the key, of which a packet has one at most. */
    static List<FlowField> fields(FlowerKey flower) {
        return KEYS.entrySet().stream()
                .filter(entry -> entry.getValue() == flower)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What the key is compared with, from a field's bits. */
    static FlowerValue value(FlowerKey flower, FlowField field, FlowWords key, FlowWords mask) {
        return new FlowerValue(bytes(flower, field, key), bytes(flower, field, mask));
    }

    /** A field's bits as the key has them. */
    static Bytes bytes(FlowerKey flower, FlowField field, FlowWords words) {
        return field.wide()
                ? bytes(words.get(field), words.getLow(field), flower == FlowerKey.CT_LABELS)
                : Bytes.ofNumber(words.get(field), flower.bytes());
    }

    private static Bytes bytes(long high, long low, boolean reversed) {
        ByteBuffer content = ByteBuffer.allocate(2 * Long.BYTES);
        if (reversed) {
            content.putLong(Long.reverseBytes(low)).putLong(Long.reverseBytes(high));
        } else {
            content.putLong(high).putLong(low);
        }
        return Bytes.of(content.array());
    }

    private MatchTable() {}
}
