package io.tandem.hwsim.driver;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.hwsim.profile.KeyBits;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the NIC's key has each field of the flow language: this backend's own table. */
final class NicMatchTable {
    /**
     * A field's place in the NIC's key.
     *
     * @param bits the field of the key
     * @param shift bits below the flow field inside it
     */
    record Place(KeyBits bits, int shift) {}

    private static final Map<FlowField, Place> PLACES = places();

    /** Fields that no packet has, so that a rule which asks for zero there need not look. */
    private static final Set<FlowField> ALWAYS_ZERO = Set.of(
            FlowField.SKB_PRIORITY,
            FlowField.SKB_MARK,
            FlowField.DP_HASH,
            FlowField.TUNNEL_GBP_ID,
            FlowField.TUNNEL_GBP_FLAGS,
            FlowField.TUNNEL_ERSPAN_VERSION,
            FlowField.TUNNEL_ERSPAN_INDEX,
            FlowField.TUNNEL_ERSPAN_DIRECTION,
            FlowField.TUNNEL_ERSPAN_HARDWARE_ID,
            FlowField.TUNNEL_GTPU_FLAGS,
            FlowField.TUNNEL_GTPU_MSGTYPE);

    private static Map<FlowField, Place> places() {
        Map<FlowField, Place> map = new EnumMap<>(FlowField.class);
        map.put(FlowField.RECIRC_ID, new Place(KeyBits.CHAIN, 0));
        map.put(FlowField.IN_PORT, new Place(KeyBits.IN_PORT, 0));
        map.put(FlowField.ETH_DST, new Place(KeyBits.ETH_DST, 0));
        map.put(FlowField.ETH_SRC, new Place(KeyBits.ETH_SRC, 0));
        map.put(FlowField.ETH_TYPE, new Place(KeyBits.ETH_TYPE, 0));
        map.put(FlowField.VLAN_TPID, new Place(KeyBits.VLAN_TPID, 0));
        map.put(FlowField.VLAN_VID, new Place(KeyBits.VLAN_TCI, 0));
        map.put(FlowField.VLAN_CFI, new Place(KeyBits.VLAN_TCI, 12));
        map.put(FlowField.VLAN_PCP, new Place(KeyBits.VLAN_TCI, 13));
        map.put(FlowField.CVLAN_TPID, new Place(KeyBits.CVLAN_TPID, 0));
        map.put(FlowField.CVLAN_VID, new Place(KeyBits.CVLAN_TCI, 0));
        map.put(FlowField.CVLAN_CFI, new Place(KeyBits.CVLAN_TCI, 12));
        map.put(FlowField.CVLAN_PCP, new Place(KeyBits.CVLAN_TCI, 13));
        map.put(FlowField.IPV4_SRC, new Place(KeyBits.IP_SRC, 0));
        map.put(FlowField.IPV4_DST, new Place(KeyBits.IP_DST, 0));
        map.put(FlowField.IPV4_PROTO, new Place(KeyBits.IP_PROTO, 0));
        map.put(FlowField.IPV4_TOS, new Place(KeyBits.IP_TOS, 0));
        map.put(FlowField.IPV4_TTL, new Place(KeyBits.IP_TTL, 0));
        map.put(FlowField.IPV4_FRAG, new Place(KeyBits.IP_FRAG, 0));
        map.put(FlowField.IPV6_SRC, new Place(KeyBits.IP_SRC, 0));
        map.put(FlowField.IPV6_DST, new Place(KeyBits.IP_DST, 0));
        map.put(FlowField.IPV6_PROTO, new Place(KeyBits.IP_PROTO, 0));
        map.put(FlowField.IPV6_TCLASS, new Place(KeyBits.IP_TOS, 0));
        map.put(FlowField.IPV6_HLIMIT, new Place(KeyBits.IP_TTL, 0));
        map.put(FlowField.IPV6_FRAG, new Place(KeyBits.IP_FRAG, 0));
        map.put(FlowField.IPV6_LABEL, new Place(KeyBits.IPV6_LABEL, 0));
        map.put(FlowField.ARP_OP, new Place(KeyBits.ARP_OP, 0));
        map.put(FlowField.ARP_SIP, new Place(KeyBits.ARP_SIP, 0));
        map.put(FlowField.ARP_TIP, new Place(KeyBits.ARP_TIP, 0));
        map.put(FlowField.ARP_SHA, new Place(KeyBits.ARP_SHA, 0));
        map.put(FlowField.ARP_THA, new Place(KeyBits.ARP_THA, 0));
        entry(map, KeyBits.MPLS_LSE0, FlowField.MPLS_LABEL, FlowField.MPLS_TC, FlowField.MPLS_BOS, FlowField.MPLS_TTL);
        entry(
                map,
                KeyBits.MPLS_LSE1,
                FlowField.MPLS_LABEL1,
                FlowField.MPLS_TC1,
                FlowField.MPLS_BOS1,
                FlowField.MPLS_TTL1);
        entry(
                map,
                KeyBits.MPLS_LSE2,
                FlowField.MPLS_LABEL2,
                FlowField.MPLS_TC2,
                FlowField.MPLS_BOS2,
                FlowField.MPLS_TTL2);
        map.put(FlowField.TCP_SRC, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.TCP_DST, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.UDP_SRC, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.UDP_DST, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.TCP_FLAGS, new Place(KeyBits.TCP_FLAGS, 0));
        map.put(FlowField.SCTP_SRC, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.SCTP_DST, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.ICMP_TYPE, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.ICMP_CODE, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.ICMPV6_TYPE, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.ICMPV6_CODE, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.ND_TARGET, new Place(KeyBits.ND_TARGET, 0));
        map.put(FlowField.ND_SLL, new Place(KeyBits.ND_SLL, 0));
        map.put(FlowField.ND_TLL, new Place(KeyBits.ND_TLL, 0));
        map.put(FlowField.ND_RESERVED, new Place(KeyBits.ND_RESERVED, 0));
        map.put(FlowField.ND_OPTIONS_TYPE, new Place(KeyBits.ND_OPTIONS_TYPE, 0));
        map.put(FlowField.TUNNEL_FAMILY, new Place(KeyBits.TUN_FAMILY, 0));
        map.put(FlowField.TUNNEL_IPV6_SRC, new Place(KeyBits.TUN_IPV6_SRC, 0));
        map.put(FlowField.TUNNEL_IPV6_DST, new Place(KeyBits.TUN_IPV6_DST, 0));
        map.put(FlowField.TUNNEL_ID, new Place(KeyBits.TUN_ID, 0));
        map.put(FlowField.TUNNEL_IPV4_SRC, new Place(KeyBits.TUN_SRC, 0));
        map.put(FlowField.TUNNEL_IPV4_DST, new Place(KeyBits.TUN_DST, 0));
        map.put(FlowField.TUNNEL_TOS, new Place(KeyBits.TUN_TOS, 0));
        map.put(FlowField.TUNNEL_TTL, new Place(KeyBits.TUN_TTL, 0));
        map.put(FlowField.TUNNEL_FLAGS, new Place(KeyBits.TUN_FLAGS, 0));
        map.put(FlowField.TUNNEL_OPTIONS_LENGTH, new Place(KeyBits.TUN_OPTIONS_LENGTH, 0));
        map.put(FlowField.TUNNEL_TP_SRC, new Place(KeyBits.TUN_TP_SRC, 0));
        map.put(FlowField.TUNNEL_TP_DST, new Place(KeyBits.TUN_TP_DST, 0));
        map.put(FlowField.TUNNEL_GENEVE_OPTIONS, new Place(KeyBits.TUN_OPTIONS, 0));
        map.put(FlowField.CT_STATE, new Place(KeyBits.CT_STATE, 0));
        map.put(FlowField.CT_ZONE, new Place(KeyBits.CT_ZONE, 0));
        map.put(FlowField.CT_MARK, new Place(KeyBits.CT_MARK, 0));
        map.put(FlowField.CT_LABEL, new Place(KeyBits.CT_LABEL, 0));
        return Collections.unmodifiableMap(map);
    }

    private static void entry(
            Map<FlowField, Place> map,
            KeyBits bits,
            FlowField label,
            FlowField trafficClass,
            FlowField bottom,
            FlowField ttl) {
        map.put(label, new Place(bits, 12));
        map.put(trafficClass, new Place(bits, 9));
        map.put(bottom, new Place(bits, 8));
        map.put(ttl, new Place(bits, 0));
    }

    /** The fields that the NIC can match, each bit by bit. */
    static Set<FlowField> fields() {
        return PLACES.keySet();
    }

    /** The first field that the match looks at, the NIC cannot, and any packet may have. */
    static Optional<FlowField> unsupported(FlowKey key, FlowMask mask) {
        return Arrays.stream(FlowField.values())
                .filter(f -> !mask.isZero(f) && f.prerequisite().holds(key))
                .filter(f -> !PLACES.containsKey(f) && !(ALWAYS_ZERO.contains(f) && key.isZero(f)))
                .findFirst();
    }

    /**
     * A field that the match looks at without saying that packets have it, as ports without their protocol. Its bits may
     * stand for something else in a packet, and in the NIC's key they lie elsewhere then. A match that asks for zero where
     * its packets have no such header asks for nothing; but of some protocols there is more in the ports' place than ports.
     */
    static Optional<FlowField> unfounded(FlowKey key, FlowMask mask) {
        long[] left = mask.toWords();
        for (FlowField field : FlowField.values()) {
            if (field.prerequisite().holds(key)) {
                clear(left, field);
            }
        }
        return Arrays.stream(FlowField.values())
                .filter(f -> f.wide()
                        ? (left[f.word()] | left[f.word() + 1]) != 0
                        : (left[f.word()] >>> f.shift() & f.ones()) != 0)
                .filter(f -> f.word() == FlowField.TCP_SRC.word()
                        || !f.prerequisite().pinned(mask)
                        || !key.isZero(f))
                .findFirst();
    }

    private static void clear(long[] words, FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            words[field.word() + i] &= field.wide() ? 0 : ~(field.ones() << field.shift());
        }
    }

    /** Writes the match's fields into the NIC's key and mask; {@link #unsupported} has been asked before. */
    static void place(FlowKey key, FlowMask mask, long[] nicKey, long[] nicMask) {
        PLACES.forEach((field, place) -> {
            if (!mask.isZero(field) && field.prerequisite().holds(key)) {
                put(nicKey, field, place, key.get(field), key.getLow(field));
                put(nicMask, field, place, mask.get(field), mask.getLow(field));
            }
        });
    }

    private static void put(long[] words, FlowField field, Place place, long high, long low) {
        int lsb = place.bits().lsb() + place.shift();
        if (field.wide()) {
            NicRule.put(words, lsb, 64, low);
            NicRule.put(words, lsb + 64, 64, high);
        } else {
            NicRule.put(words, lsb, Math.min(field.width(), place.bits().width() - place.shift()), high);
        }
    }

    private NicMatchTable() {}
}
