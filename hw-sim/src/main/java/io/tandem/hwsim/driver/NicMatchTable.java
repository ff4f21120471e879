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

    /**
     * Fields that no key of the NIC has and no rule needs: the NIC gives frames with a second tag to the host, and looks
     * at each packet once.
     */
    private static final Set<FlowField> ALWAYS_ZERO =
            Set.of(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI, FlowField.RECIRC_ID);

    private static Map<FlowField, Place> places() {
        Map<FlowField, Place> map = new EnumMap<>(FlowField.class);
        map.put(FlowField.IN_PORT, new Place(KeyBits.IN_PORT, 0));
        map.put(FlowField.ETH_DST, new Place(KeyBits.ETH_DST, 0));
        map.put(FlowField.ETH_SRC, new Place(KeyBits.ETH_SRC, 0));
        map.put(FlowField.ETH_TYPE, new Place(KeyBits.ETH_TYPE, 0));
        map.put(FlowField.VLAN_TPID, new Place(KeyBits.VLAN_TPID, 0));
        map.put(FlowField.VLAN_VID, new Place(KeyBits.VLAN_TCI, 0));
        map.put(FlowField.VLAN_CFI, new Place(KeyBits.VLAN_TCI, 12));
        map.put(FlowField.VLAN_PCP, new Place(KeyBits.VLAN_TCI, 13));
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
        map.put(FlowField.TCP_SRC, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.TCP_DST, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.UDP_SRC, new Place(KeyBits.TP_SRC, 0));
        map.put(FlowField.UDP_DST, new Place(KeyBits.TP_DST, 0));
        map.put(FlowField.TCP_FLAGS, new Place(KeyBits.TCP_FLAGS, 0));
        return Collections.unmodifiableMap(map);
    }

    /** The fields that the NIC can match, each bit by bit. */
    static Set<FlowField> fields() {
        return PLACES.keySet();
    }

    /** The first field that the match looks at and the NIC cannot. */
    static Optional<FlowField> unsupported(FlowKey key, FlowMask mask) {
        return Arrays.stream(FlowField.values())
                .filter(f -> !mask.isZero(f) && f.prerequisite().holds(key))
                .filter(f -> !PLACES.containsKey(f) && !(ALWAYS_ZERO.contains(f) && key.isZero(f)))
                .findFirst();
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
