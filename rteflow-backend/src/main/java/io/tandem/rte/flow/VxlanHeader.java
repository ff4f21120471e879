package io.tandem.rte.flow;

import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The headers that RTE_FLOW_ACTION_TYPE_VXLAN_ENCAP puts in front. What is not here is the device's to fill in.
 *
 * @param ethernetSource 6 bytes
 * @param ethernetDestination 6 bytes
 * @param vlanTci tag control information of a tag between; empty for none
 * @param source 4 or 16 bytes
 * @param destination as many
 * @param marks what the IP header says beside; empty leaves it to the device
 * @param udpSource 0 leaves it to the device where that computes one from the packet
 * @param udpDestination usually 4789
 * @param vni 24 bits
 */
public record VxlanHeader(
        Bytes ethernetSource,
        Bytes ethernetDestination,
        OptionalInt vlanTci,
        Bytes source,
        Bytes destination,
        Optional<Marks> marks,
        int udpSource,
        int udpDestination,
        int vni) {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    public VxlanHeader {
        boolean addresses =
                source.size() == destination.size() && (source.size() == IPV4_BYTES || source.size() == IPV6_BYTES);
        if (!addresses || ethernetSource.size() != 6 || ethernetDestination.size() != 6) {
            throw new IllegalArgumentException("a VXLAN header from " + source + " to " + destination);
        }
    }

    /**
     * Of the outer IP header.
     *
     * @param tos 8 bits, or the traffic class
     * @param ttl 8 bits, or the hop limit
     */
    public record Marks(int tos, int ttl) {}

    /** True over IPv4. */
    public boolean isIpv4() {
        return source.size() == IPV4_BYTES;
    }

    /** The items of struct rte_flow_action_vxlan_encap, without END. */
    public List<PatternItem> definition() {
        List<PatternItem> items = new ArrayList<>();
        items.add(new PatternItem(
                RteItem.ETH,
                Map.of(
                        RteField.ETH_DST, FieldValue.exact(ethernetDestination),
                        RteField.ETH_SRC, FieldValue.exact(ethernetSource))));
        vlanTci.ifPresent(
                tci -> items.add(PatternItem.of(RteField.VLAN_TCI, FieldValue.exact(RteField.VLAN_TCI, tci))));
        Map<RteField, FieldValue> ip = new EnumMap<>(RteField.class);
        boolean four = isIpv4();
        RteField tos = four ? RteField.IPV4_TOS : RteField.IPV6_TC;
        RteField ttl = four ? RteField.IPV4_TTL : RteField.IPV6_HOP;
        ip.put(four ? RteField.IPV4_SRC : RteField.IPV6_SRC, FieldValue.exact(source));
        ip.put(four ? RteField.IPV4_DST : RteField.IPV6_DST, FieldValue.exact(destination));
        marks.ifPresent(given -> {
            ip.put(tos, FieldValue.exact(tos, given.tos()));
            ip.put(ttl, FieldValue.exact(ttl, given.ttl()));
        });
        items.add(new PatternItem(four ? RteItem.IPV4 : RteItem.IPV6, ip));
        items.add(new PatternItem(
                RteItem.UDP,
                Map.of(
                        RteField.UDP_SRC, FieldValue.exact(RteField.UDP_SRC, udpSource),
                        RteField.UDP_DST, FieldValue.exact(RteField.UDP_DST, udpDestination))));
        items.add(PatternItem.of(RteField.VXLAN_VNI, FieldValue.exact(RteField.VXLAN_VNI, vni)));
        return List.copyOf(items);
    }
}
