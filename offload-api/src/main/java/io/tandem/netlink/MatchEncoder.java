package io.tandem.netlink;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.Prerequisite;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes keys and masks as attributes, in the order in which datapaths send them.
 *
 * <p>What the key's values call for is written whether the mask looks at it or not, as a reader needs it to make sense of
 * the rest. Immutable. Source: Open vSwitch, odp_flow_key_from_flow__ in lib/odp-util.c; __ovs_nla_put_key in the
 * kernel's net/openvswitch/flow_netlink.c.
 */
public final class MatchEncoder {
    /** For a userspace datapath: everything. */
    public static final MatchEncoder USERSPACE = new MatchEncoder(EnumSet.noneOf(KeyAttribute.class), false);

    /** For the text of a megaflow, in which a frame is an Ethernet one also where no address of it is matched. */
    public static final MatchEncoder MEGAFLOW = new MatchEncoder(EnumSet.of(KeyAttribute.PACKET_TYPE), true);

    /** For a kernel: without the attributes that only userspace datapaths know. */
    public static final MatchEncoder KERNEL =
            new MatchEncoder(EnumSet.of(KeyAttribute.PACKET_TYPE, KeyAttribute.ND_EXT), false);

    /** For a datapath that reports a packet's key without the connection's original tuple. */
    public static final MatchEncoder WITHOUT_TUPLES =
            new MatchEncoder(EnumSet.of(KeyAttribute.CT_TUPLE4, KeyAttribute.CT_TUPLE6), false);

    private static final List<KeyAttribute> METADATA = List.of(
            KeyAttribute.RECIRC_ID,
            KeyAttribute.DP_HASH,
            KeyAttribute.PRIORITY,
            KeyAttribute.TUNNEL,
            KeyAttribute.IN_PORT,
            KeyAttribute.SKB_MARK,
            KeyAttribute.CT_STATE,
            KeyAttribute.CT_ZONE,
            KeyAttribute.CT_MARK,
            KeyAttribute.CT_LABEL,
            KeyAttribute.CT_TUPLE4,
            KeyAttribute.CT_TUPLE6,
            KeyAttribute.PACKET_TYPE);

    private final Set<KeyAttribute> omitted;

    private final boolean wildAddressesOmitted;

    private MatchEncoder(Set<KeyAttribute> omitted, boolean wildAddressesOmitted) {
        this.omitted = omitted;
        this.wildAddressesOmitted = wildAddressesOmitted;
    }

    /** The attributes of a key alone. */
    public MatchAttributes encode(FlowKey key) {
        return new MatchAttributes(attributes(key, key, Optional.empty()), new byte[0]);
    }

    /** The attributes of a key and of its mask. */
    public MatchAttributes encode(FlowKey key, FlowMask mask) {
        return new MatchAttributes(attributes(key, key, Optional.of(mask)), attributes(key, mask, Optional.of(mask)));
    }

    private byte[] attributes(FlowKey key, FlowWords data, Optional<FlowMask> mask) {
        AttributeWriter out = new AttributeWriter();
        for (KeyAttribute attribute : METADATA) {
            if (!omitted.contains(attribute) && hasMetadata(attribute, key)) {
                if (attribute == KeyAttribute.TUNNEL) {
                    TunnelEncoder.encode(out, key, data);
                } else {
                    put(out, attribute, data);
                }
            }
        }
        boolean exporting = data instanceof FlowMask;
        boolean ethernet = key.get(FlowField.PACKET_TYPE_NS) == 0 && key.get(FlowField.PACKET_TYPE_ID) == 0;
        Deque<Integer> encaps = new ArrayDeque<>();
        boolean truncated = false;
        if (ethernet) {
            if (!wildAddressesOmitted
                    || mask.filter(MatchEncoder::wildAddresses).isEmpty()) {
                put(out, KeyAttribute.ETHERNET, data);
            }
            truncated = tags(out, key, data, encaps);
        }
        if (!truncated) {
            int type = (int) key.get(FlowField.ETH_TYPE);
            if (type >= EtherType.MINIMUM) {
                put(out, KeyAttribute.ETHERTYPE, data);
                if (!EtherType.isVlan(type)) {
                    network(out, type, key, data);
                    transport(out, key, data, mask);
                }
            } else if (exporting && !data.isZero(FlowField.ETH_TYPE)) {
                out.putBe16(KeyAttribute.ETHERTYPE.netlinkType(), 0xffff);
            }
        }
        encaps.forEach(out::end);
        return out.toBytes();
    }

    private static boolean wildAddresses(FlowMask mask) {
        return mask.isZero(FlowField.ETH_SRC) && mask.isZero(FlowField.ETH_DST);
    }

    private static boolean hasMetadata(KeyAttribute attribute, FlowKey key) {
        return switch (attribute) {
            case TUNNEL -> key.get(FlowField.TUNNEL_FAMILY) != 0;
            case IN_PORT -> key.get(FlowField.IN_PORT) != MatchDecoder.NO_PORT;
            case CT_TUPLE4 -> Prerequisite.IPV4.holds(key) && !key.isZero(FlowField.CT_IPV4_PROTO);
            case CT_TUPLE6 -> Prerequisite.IPV6.holds(key) && !key.isZero(FlowField.CT_IPV6_PROTO);
            default -> true;
        };
    }

    /** Writes the tags and opens what they enclose; true where the last of them is cut short. */
    private static boolean tags(AttributeWriter out, FlowKey key, FlowWords data, Deque<Integer> encaps) {
        for (KeyAttribute tag : List.of(KeyAttribute.VLAN, KeyAttribute.CVLAN)) {
            FlowField tpid = tag.fields().getFirst();
            boolean present = !key.isZero(tag.fields().getLast());
            long type = key.get(tpid);
            if (!present) {
                if (!EtherType.isVlan((int) key.get(FlowField.ETH_TYPE))) {
                    return false;
                }
                type = key.get(FlowField.ETH_TYPE);
            }
            out.putBe16(KeyAttribute.ETHERTYPE.netlinkType(), data instanceof FlowMask ? 0xffff : (int) type);
            put(out, tag, data);
            encaps.push(out.start(KeyAttribute.ENCAP.netlinkType()));
            if (!present) {
                return true;
            }
        }
        return false;
    }

    private void network(AttributeWriter out, int type, FlowKey key, FlowWords data) {
        switch (type) {
            case EtherType.IPV4 -> put(out, KeyAttribute.IPV4, data);
            case EtherType.IPV6 -> {
                put(out, KeyAttribute.IPV6, data);
                if (!key.isZero(FlowField.IPV6_EXTHDRS)) {
                    put(out, KeyAttribute.IPV6_EXTHDRS, data);
                }
            }
            case EtherType.ARP, EtherType.RARP -> put(out, KeyAttribute.ARP, data);
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> mpls(out, key, data);
            case EtherType.NSH -> {
                int start = out.start(KeyAttribute.NSH.netlinkType());
                put(out, KeyAttribute.NSH_BASE, data);
                if (data instanceof FlowMask || key.get(FlowField.NSH_MDTYPE) == 1) {
                    put(out, KeyAttribute.NSH_MD1, data);
                }
                out.end(start);
            }
            default -> {}
        }
    }

    private static void mpls(AttributeWriter out, FlowKey key, FlowWords data) {
        int entries = 1;
        FlowField[] bottoms = {FlowField.MPLS_BOS, FlowField.MPLS_BOS1, FlowField.MPLS_BOS2};
        while (entries < MplsEntries.MOST && key.isZero(bottoms[entries - 1])) {
            entries++;
        }
        byte[] payload = new byte[MplsEntries.MOST * MplsEntries.ENTRY];
        for (FlowField field : KeyAttribute.MPLS.fields()) {
            field.slot().put(payload, 0, data.get(field), 0);
        }
        out.put(KeyAttribute.MPLS.netlinkType(), Arrays.copyOf(payload, entries * MplsEntries.ENTRY));
    }

    private void transport(AttributeWriter out, FlowKey key, FlowWords data, Optional<FlowMask> mask) {
        if (Prerequisite.TCP.holds(key)) {
            put(out, KeyAttribute.TCP, data);
            boolean flags = !data.isZero(FlowField.TCP_FLAGS)
                    || mask.filter(m -> !m.isZero(FlowField.TCP_FLAGS)).isPresent();
            if (flags) {
                put(out, KeyAttribute.TCP_FLAGS, data);
            }
        } else if (Prerequisite.UDP.holds(key)) {
            put(out, KeyAttribute.UDP, data);
        } else if (Prerequisite.SCTP.holds(key)) {
            put(out, KeyAttribute.SCTP, data);
        } else if (Prerequisite.ICMP.holds(key)) {
            put(out, KeyAttribute.ICMP, data);
        } else if (Prerequisite.ICMPV6.holds(key)) {
            put(out, KeyAttribute.ICMPV6, data);
            boolean typed = !(data instanceof FlowMask bits) || bits.isExact(FlowField.ICMPV6_TYPE);
            if (Prerequisite.ND.holds(key) && typed) {
                put(out, KeyAttribute.ND, data);
                boolean extended = !data.isZero(FlowField.ND_RESERVED) || !data.isZero(FlowField.ND_OPTIONS_TYPE);
                if (extended && !omitted.contains(KeyAttribute.ND_EXT)) {
                    put(out, KeyAttribute.ND_EXT, data);
                }
            }
        }
    }

    private static void put(AttributeWriter out, KeyAttribute attribute, FlowWords data) {
        out.put(attribute.netlinkType(), KeyStruct.pack(attribute, data));
    }
}
