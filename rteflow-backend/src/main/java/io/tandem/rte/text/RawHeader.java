package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.flow.UdpPort;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Headers as the items of {@code set raw_encap}, both ways. testpmd writes each item's spec down, and fills in the version
 * of IP, the flags of VXLAN, and the type or protocol that the next item says. Source: DPDK, app/test-pmd/cmdline_flow.c,
 * cmd_set_raw_parsed and update_fields.
 */
final class RawHeader {
    private static final int IP_TCP = 6;
    private static final int VXLAN_HAS_VNI = 8;
    /** Flags of those words that a GRE header has. Source: RFC 2784 and RFC 2890. */
    private static final int GRE_WORDS = 0xb000;

    /** The bytes that testpmd makes of items. */
    static Bytes bytes(List<PatternItem> items) {
        byte[] all = new byte[0];
        for (int i = items.size() - 1; i >= 0; i--) {
            byte[] header = header(items.get(i));
            if (i + 1 < items.size()) {
                announce(header, items.get(i).item(), items.get(i + 1).item());
            }
            complete(header, items.get(i).item());
            byte[] longer = Arrays.copyOf(header, header.length + all.length);
            System.arraycopy(all, 0, longer, header.length, all.length);
            all = longer;
        }
        return Bytes.of(all);
    }

    /** True for items that testpmd takes for headers. */
    static boolean isHeader(RteItem item) {
        return size(item) != 0;
    }

    private static int size(RteItem item) {
        return switch (item) {
            case ETH -> 14;
            case VLAN, MPLS, GRE, GRE_KEY, GENEVE_OPT -> 4;
            case IPV4, TCP -> 20;
            case IPV6 -> 40;
            case UDP, VXLAN, GENEVE, GTP -> 8;
            default -> 0;
        };
    }

    private static byte[] header(PatternItem item) {
        Bytes data = item.value(RteField.GENEVE_OPT_DATA).map(FieldValue::spec).orElse(Bytes.NONE);
        int size = size(item.item());
        byte[] header = Arrays.copyOf(new byte[size], size + data.size());
        System.arraycopy(data.toArray(), 0, header, size, data.size());
        item.fields().forEach((field, value) -> {
            if (field != RteField.GENEVE_OPT_DATA
                    && field.member().offset() + field.member().size() <= size) {
                field.member().write(header, 0, value.spec());
            }
        });
        return header;
    }

    private static void announce(byte[] header, RteItem item, RteItem next) {
        int type =
                switch (next) {
                    case VLAN -> EtherType.VLAN_8021Q;
                    case IPV4 -> EtherType.IPV4;
                    case IPV6 -> EtherType.IPV6;
                    default -> 0;
                };
        int protocol =
                switch (next) {
                    case UDP -> IpProto.UDP;
                    case TCP -> IP_TCP;
                    case GRE -> IpProto.GRE;
                    default -> 0;
                };
        if (item == RteItem.ETH && type != 0) {
            put(header, RteField.ETH_TYPE, type);
        }
        if (item == RteItem.IPV4 && get(header, 0, RteField.IPV4_PROTO) == 0) {
            put(header, RteField.IPV4_PROTO, protocol);
        }
        if (item == RteItem.IPV6 && get(header, 0, RteField.IPV6_PROTO) == 0) {
            put(header, RteField.IPV6_PROTO, protocol);
        }
    }

    private static void complete(byte[] header, RteItem item) {
        switch (item) {
            case IPV4 -> {
                if (header[0] == 0) {
                    header[0] = 0x45;
                }
            }
            case IPV6 -> header[0] = (byte) (header[0] & 0x0f | 0x60);
            case VXLAN -> put(header, RteField.VXLAN_FLAGS, VXLAN_HAS_VNI);
            default -> {}
        }
    }

    /** The items of a header, as far as they are known; {@link #bytes} of them tells whether that is all of it. */
    static List<PatternItem> items(Bytes header) {
        byte[] content = header.toArray();
        List<PatternItem> items = new ArrayList<>();
        int at = add(items, content, 0, RteItem.ETH, RteField.ETH_DST, RteField.ETH_SRC, RteField.ETH_TYPE);
        int type = at == 0 ? 0 : (int) get(content, 0, RteField.ETH_TYPE);
        while (EtherType.isVlan(type) && at + size(RteItem.VLAN) <= content.length) {
            type = (int) get(content, at, RteField.VLAN_INNER_TYPE);
            at = add(items, content, at, RteItem.VLAN, RteField.VLAN_TCI, RteField.VLAN_INNER_TYPE);
        }
        switch (type) {
            case EtherType.IPV4 -> ipv4(items, content, at);
            case EtherType.IPV6 -> ipv6(items, content, at);
            default -> {
                if (EtherType.isMpls(type)) {
                    mpls(items, content, at);
                }
            }
        }
        return items;
    }

    private static void ipv4(List<PatternItem> items, byte[] content, int at) {
        int end = add(
                items,
                content,
                at,
                RteItem.IPV4,
                RteField.IPV4_VERSION_IHL,
                RteField.IPV4_TOS,
                RteField.IPV4_PACKET_ID,
                RteField.IPV4_FRAGMENT_OFFSET,
                RteField.IPV4_TTL,
                RteField.IPV4_PROTO,
                RteField.IPV4_SRC,
                RteField.IPV4_DST);
        if (end > at) {
            transport(items, content, end, (int) get(content, at, RteField.IPV4_PROTO));
        }
    }

    private static void ipv6(List<PatternItem> items, byte[] content, int at) {
        int end = add(
                items,
                content,
                at,
                RteItem.IPV6,
                RteField.IPV6_TC,
                RteField.IPV6_FLOW,
                RteField.IPV6_PROTO,
                RteField.IPV6_HOP,
                RteField.IPV6_SRC,
                RteField.IPV6_DST);
        if (end > at) {
            transport(items, content, end, (int) get(content, at, RteField.IPV6_PROTO));
        }
    }

    private static void transport(List<PatternItem> items, byte[] content, int at, int protocol) {
        if (protocol == IpProto.GRE) {
            int end = add(items, content, at, RteItem.GRE, RteField.GRE_FLAGS, RteField.GRE_PROTOCOL);
            if (end > at) {
                greWords(items, content, end, Long.bitCount(get(content, at, RteField.GRE_FLAGS) & GRE_WORDS));
            }
        } else if (protocol == IpProto.UDP) {
            int end = add(items, content, at, RteItem.UDP, RteField.UDP_SRC, RteField.UDP_DST);
            if (end > at) {
                tunnel(items, content, end, (int) get(content, at, RteField.UDP_DST));
            }
        }
    }

    /** The checksum with its reserved bytes, the key, the sequence number: a word each, which is all that an item is here. */
    private static void greWords(List<PatternItem> items, byte[] content, int at, int words) {
        for (int i = 0; i < words; i++) {
            add(items, content, at + i * size(RteItem.GRE_KEY), RteItem.GRE_KEY, RteField.GRE_KEY_VALUE);
        }
    }

    private static void tunnel(List<PatternItem> items, byte[] content, int at, int port) {
        if (port == UdpPort.GENEVE) {
            geneve(items, content, at);
        } else if (port == UdpPort.GTPU) {
            add(items, content, at, RteItem.GTP, RteField.GTP_FLAGS, RteField.GTP_MSG_TYPE, RteField.GTP_TEID);
        } else {
            add(items, content, at, RteItem.VXLAN, RteField.VXLAN_VNI, RteField.VXLAN_LAST_RSVD);
        }
    }

    private static void geneve(List<PatternItem> items, byte[] content, int at) {
        int next = add(
                items,
                content,
                at,
                RteItem.GENEVE,
                RteField.GENEVE_OPTLEN,
                RteField.GENEVE_PROTOCOL,
                RteField.GENEVE_VNI);
        while (next + size(RteItem.GENEVE_OPT) <= content.length) {
            int words = (int) get(content, next, RteField.GENEVE_OPT_LENGTH);
            int data = next + size(RteItem.GENEVE_OPT);
            int end = data + words * Integer.BYTES;
            if (end > content.length) {
                return;
            }
            Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);
            for (RteField field :
                    List.of(RteField.GENEVE_OPT_CLASS, RteField.GENEVE_OPT_TYPE, RteField.GENEVE_OPT_LENGTH)) {
                fields.put(field, FieldValue.exact(field, get(content, next, field)));
            }
            if (words != 0) {
                fields.put(
                        RteField.GENEVE_OPT_DATA, FieldValue.exact(Bytes.of(Arrays.copyOfRange(content, data, end))));
            }
            items.add(new PatternItem(RteItem.GENEVE_OPT, fields));
            next = end;
        }
    }

    private static void mpls(List<PatternItem> items, byte[] content, int at) {
        for (int next = at; next + size(RteItem.MPLS) <= content.length; next += size(RteItem.MPLS)) {
            add(items, content, next, RteItem.MPLS, RteField.MPLS_LABEL, RteField.MPLS_TC, RteField.MPLS_S);
        }
    }

    /** Adds an item where there are bytes for it, and tells where it ends. */
    private static int add(List<PatternItem> items, byte[] content, int at, RteItem item, RteField... fields) {
        int end = at + size(item);
        if (end > content.length) {
            return at;
        }
        Map<RteField, FieldValue> values = new EnumMap<>(RteField.class);
        for (RteField field : fields) {
            values.put(field, FieldValue.exact(field.member().read(content, at)));
        }
        // bytes of what is not said are zero, but for an item of which nothing is: that is its default mask
        if (values.values().stream().anyMatch(value -> !isZero(value.spec()))) {
            values.values().removeIf(value -> isZero(value.spec()));
        } else {
            values.keySet().retainAll(Set.of(fields[0]));
        }
        values.replaceAll(
                (field, value) -> field.member().width() > Long.SIZE ? value : FieldValue.exact(field, value.number()));
        items.add(new PatternItem(item, values));
        return end;
    }

    private static boolean isZero(Bytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static long get(byte[] content, int at, RteField field) {
        return FieldValue.number(field.member().read(content, at));
    }

    private static void put(byte[] header, RteField field, long value) {
        field.member().write(header, 0, FieldValue.number(value, field.member().bytes()));
    }

    private RawHeader() {}
}
