package io.tandem.netlink;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.Prerequisite;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Reads the attributes of a match into packed words, as a userspace datapath does: what the key's values call for must
 * be there, and nothing else.
 *
 * <p>As in the datapath ABI a missing recirc_id in the mask means an exact match on it, and no vlan means no tag; both
 * tags' presence is always matched. An object reads one match after the other, in one thread. Source: Open vSwitch,
 * odp_flow_key_to_flow__ and what it calls in lib/odp-util.c.
 */
public final class MatchDecoder {
    /** What stands for no input port. */
    public static final long NO_PORT = 0xffff_ffffL;

    private static final int ETHERTYPE_NAMESPACE = 1;
    private static final int MAC = 0;

    private static final KeyAttribute[] METADATA = {
        KeyAttribute.DP_HASH,
        KeyAttribute.PRIORITY,
        KeyAttribute.SKB_MARK,
        KeyAttribute.CT_STATE,
        KeyAttribute.CT_ZONE,
        KeyAttribute.CT_MARK,
        KeyAttribute.CT_LABEL,
        KeyAttribute.CT_TUPLE4,
        KeyAttribute.CT_TUPLE6,
        KeyAttribute.PACKET_TYPE
    };

    private static final FlowField[] TAGS = {
        FlowField.VLAN_TPID, FlowField.VLAN_CFI, FlowField.CVLAN_TPID, FlowField.CVLAN_CFI
    };
    private static final byte[] NOTHING = new byte[0];

    private final AttributeTable table = new AttributeTable(NOTHING);
    private final AttributeCursor cursor = new AttributeCursor(NOTHING);
    private final ToLongFunction<FlowField> source = this::source;
    private final long[] words = new long[FlowField.WORDS];
    private byte[] bytes = NOTHING;
    private boolean mask;
    private boolean complete;
    private FlowKey key = FlowKey.EMPTY;
    private long expected;

    /** The key of these attributes, as {@link #key} answers it; nothing is allocated beside it. */
    public FlowKey readKey(byte[] attributes) throws NetlinkDecodeException {
        decode(attributes, false, true, FlowKey.EMPTY);
        return FlowKey.ofWords(words);
    }

    /** The mask of these attributes, as {@link #mask} answers it; nothing is allocated beside it. */
    public FlowMask readMask(byte[] attributes, FlowKey owner) throws NetlinkDecodeException {
        decode(attributes, true, true, owner);
        return FlowMask.ofWords(words);
    }

    /**
     * The key of these attributes.
     *
     * @throws NetlinkDecodeException where the attributes are malformed, miss what the values call for, or hold more
     */
    public static FlowKey key(byte[] attributes) throws NetlinkDecodeException {
        return new MatchDecoder().readKey(attributes);
    }

    /**
     * The key of a match that names only what it looks at, as a dump without {@code -m} prints it: what the values call
     * for may be missing, and a packet is an Ethernet frame also where no address is matched.
     *
     * @throws NetlinkDecodeException where the attributes are malformed or lack their prerequisites
     */
    public static FlowKey partialKey(byte[] attributes) throws NetlinkDecodeException {
        MatchDecoder decoder = new MatchDecoder();
        decoder.decode(attributes, false, false, FlowKey.EMPTY);
        return FlowKey.ofWords(decoder.words);
    }

    /** The mask of such a match. */
    public static FlowMask partialMask(byte[] attributes, FlowKey key) throws NetlinkDecodeException {
        MatchDecoder decoder = new MatchDecoder();
        decoder.decode(attributes, true, false, key);
        return FlowMask.ofWords(decoder.words);
    }

    /**
     * The mask of these attributes.
     *
     * @param key the key that the mask belongs to
     * @throws NetlinkDecodeException as for a key
     */
    public static FlowMask mask(byte[] attributes, FlowKey key) throws NetlinkDecodeException {
        return new MatchDecoder().readMask(attributes, key);
    }

    /** The mask that matches every field which the key can have. */
    public static FlowMask exactMask(FlowKey key) {
        FlowMask.Builder exact = FlowMask.builder();
        for (FlowField field : FlowField.values()) {
            if (field.prerequisite().holds(key)) {
                exact.exact(field);
            }
        }
        return exact.build();
    }

    private void decode(byte[] attributes, boolean ofMask, boolean ofAll, FlowKey owner) throws NetlinkDecodeException {
        bytes = attributes;
        mask = ofMask;
        complete = ofAll;
        key = owner;
        table.over(attributes);
        Arrays.fill(words, 0);
        level(0, bytes.length);
        metadata();
        if (table.has(KeyAttribute.ETHERNET)) {
            table.unpack(KeyAttribute.ETHERNET, words, mask);
            expect(KeyAttribute.ETHERNET);
            if (!mask) {
                put(FlowField.PACKET_TYPE_NS, 0);
                put(FlowField.PACKET_TYPE_ID, MAC);
            }
        } else if (table.has(KeyAttribute.ETHERTYPE) && !mask && complete) {
            put(FlowField.PACKET_TYPE_NS, ETHERTYPE_NAMESPACE);
            put(FlowField.PACKET_TYPE_ID, table.number(KeyAttribute.ETHERTYPE));
        }
        etherType();
        if (mask) {
            for (FlowField tag : TAGS) {
                put(tag, tag.ones());
            }
        }
        if (mask ? key.get(FlowField.VLAN_CFI) != 0 : EtherType.isVlan(type())) {
            tags();
        } else {
            if (mask && table.has(KeyAttribute.VLAN)) {
                table.unpackTag(false, words);
                expect(KeyAttribute.VLAN);
            }
            inner();
            check();
        }
    }

    /** Notes the attributes of one level. */
    private void level(int from, int to) throws NetlinkDecodeException {
        table.clear();
        cursor.over(bytes, from, to);
        while (cursor.next()) {
            Optional<KeyAttribute> known = KeyAttribute.ofType(cursor.type());
            if (known.isEmpty()) {
                continue; // newer datapaths may send more than is known here, and it is theirs to ignore
            }
            KeyAttribute attribute = known.get();
            if (!attribute.fits(cursor.length())) {
                throw new NetlinkDecodeException(
                        cursor.start(), attribute.text(), cursor.length() + " bytes", attribute.size() + " bytes");
            }
            if (table.has(attribute)) {
                throw new NetlinkDecodeException(cursor.start(), attribute.text(), "it twice", "it once");
            }
            table.note(cursor.type(), cursor.payload(), cursor.length());
        }
        if (cursor.leftover() > 0) {
            throw new NetlinkDecodeException(
                    cursor.following(), "", cursor.leftover() + " bytes that are no attribute", "an attribute");
        }
        expected = 0;
    }

    private void metadata() throws NetlinkDecodeException {
        if (table.has(KeyAttribute.RECIRC_ID)) {
            table.unpack(KeyAttribute.RECIRC_ID, words, mask);
            expect(KeyAttribute.RECIRC_ID);
        } else if (mask) {
            put(FlowField.RECIRC_ID, FlowField.RECIRC_ID.ones());
        }
        for (KeyAttribute attribute : METADATA) {
            if (table.has(attribute)) {
                table.unpack(attribute, words, mask);
                expect(attribute);
            }
        }
        if (table.has(KeyAttribute.TUNNEL)) {
            int at = table.payload(KeyAttribute.TUNNEL);
            long erspan = key.get(FlowField.TUNNEL_ERSPAN_VERSION);
            TunnelDecoder.decode(bytes, at, at + table.length(KeyAttribute.TUNNEL), words, mask, erspan);
            expect(KeyAttribute.TUNNEL);
        }
        if (table.has(KeyAttribute.IN_PORT)) {
            table.unpack(KeyAttribute.IN_PORT, words, mask);
            expect(KeyAttribute.IN_PORT);
        } else if (!mask) {
            put(FlowField.IN_PORT, NO_PORT);
        }
        if (table.has(KeyAttribute.PACKET_TYPE) && sourceNamespace() == ETHERTYPE_NAMESPACE) {
            put(FlowField.ETH_TYPE, KeyStruct.get(words, FlowField.PACKET_TYPE_ID));
        }
    }

    private long sourceNamespace() {
        return mask ? key.get(FlowField.PACKET_TYPE_NS) : KeyStruct.get(words, FlowField.PACKET_TYPE_NS);
    }

    private void etherType() throws NetlinkDecodeException {
        if (table.has(KeyAttribute.ETHERTYPE)) {
            int type = (int) table.number(KeyAttribute.ETHERTYPE);
            if (!complete && !mask && type == 0) {
                type = EtherType.NONE;
            }
            put(FlowField.ETH_TYPE, type);
            expect(KeyAttribute.ETHERTYPE);
            if (!mask && type < EtherType.MINIMUM && (complete || type != EtherType.NONE)) {
                throw wrong(KeyAttribute.ETHERTYPE, "0x%04x".formatted(type), "an Ethernet type from 0x0600 on");
            }
            if (complete && mask && keyType() < EtherType.MINIMUM && type != 0xffff) {
                throw wrong(
                        KeyAttribute.ETHERTYPE,
                        "the mask 0x%04x for a frame without an Ethernet type".formatted(type),
                        "0xffff");
            }
        } else if (!complete) {
            put(FlowField.ETH_TYPE, 0);
        } else if (!mask) {
            put(
                    FlowField.ETH_TYPE,
                    table.has(KeyAttribute.IPV4)
                            ? EtherType.IPV4
                            : table.has(KeyAttribute.IPV6)
                                    ? EtherType.IPV6
                                    : table.has(KeyAttribute.MPLS) ? EtherType.MPLS_UNICAST : EtherType.NONE);
        } else if (key.get(FlowField.PACKET_TYPE_NS) != 0 || key.get(FlowField.PACKET_TYPE_ID) != 0) {
            put(FlowField.ETH_TYPE, 0xffff);
        } else if (keyType() < EtherType.MINIMUM) {
            throw new NetlinkDecodeException(
                    0, KeyAttribute.ETHERTYPE.text(), "no mask of it", "its mask for a frame without an Ethernet type");
        }
    }

    /** The tags and what they enclose. */
    private void tags() throws NetlinkDecodeException {
        boolean inner = false;
        while (mask ? key.get(presence(inner)) != 0 : EtherType.isVlan(type())) {
            if (!mask || table.has(KeyAttribute.VLAN)) {
                expect(KeyAttribute.VLAN);
            }
            if (!mask || table.has(KeyAttribute.ENCAP)) {
                expect(KeyAttribute.ENCAP);
            }
            boolean typed = !mask || table.has(KeyAttribute.ETHERTYPE);
            put(inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID, typed ? type() : 0);
            if (!mask) {
                requireTag();
            }
            check();
            put(FlowField.ETH_TYPE, 0);
            if (table.has(KeyAttribute.VLAN)) {
                table.unpackTag(inner, words);
            } else {
                clearTag(inner);
            }
            if (!mask && truncated(inner)) {
                return;
            }
            if (!table.has(KeyAttribute.ENCAP)) {
                return;
            }
            int at = table.payload(KeyAttribute.ENCAP);
            level(at, at + table.length(KeyAttribute.ENCAP));
            etherType();
            inner();
            if (inner) {
                break;
            }
            inner = true;
        }
        check();
    }

    private static FlowField presence(boolean inner) {
        return inner ? FlowField.CVLAN_CFI : FlowField.VLAN_CFI;
    }

    private void requireTag() throws NetlinkDecodeException {
        if (!table.has(KeyAttribute.VLAN) || !table.has(KeyAttribute.ENCAP)) {
            throw wrong(KeyAttribute.ETHERTYPE, "a tag's type", "vlan(...) and encap(...) with it");
        }
    }

    private void clearTag(boolean inner) {
        for (FlowField field : (inner ? KeyAttribute.CVLAN : KeyAttribute.VLAN).fields()) {
            if (field.slot().bytes() > 0) {
                put(field, 0);
            }
        }
    }

    /** True for the corner case of a tag that is cut short: a tag of zeros that encloses nothing. */
    private boolean truncated(boolean inner) throws NetlinkDecodeException {
        int tci = table.be16(KeyAttribute.VLAN);
        if (tci == 0) {
            if (table.length(KeyAttribute.ENCAP) != 0) {
                throw wrong(KeyAttribute.ENCAP, "attributes in a tag of zeros", "none, as the tag is cut short");
            }
            put(FlowField.ETH_TYPE, KeyStruct.get(words, inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID));
            put(inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID, 0);
            return true;
        }
        if (KeyStruct.get(words, presence(inner)) == 0) {
            throw wrong(KeyAttribute.VLAN, "the tag 0x%04x without its present bit".formatted(tci), "cfi=1");
        }
        return false;
    }

    /** What the Ethernet type calls for, and then the transport protocol. */
    private void inner() throws NetlinkDecodeException {
        int type = keyType();
        switch (type) {
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> {
                mpls();
                return;
            }
            case EtherType.IPV4 -> network(KeyAttribute.IPV4);
            case EtherType.IPV6 -> {
                network(KeyAttribute.IPV6);
                if (table.has(KeyAttribute.IPV6_EXTHDRS)) {
                    table.unpack(KeyAttribute.IPV6_EXTHDRS, words, mask);
                    expect(KeyAttribute.IPV6_EXTHDRS);
                }
            }
            case EtherType.ARP, EtherType.RARP -> {
                if (!mask && table.has(KeyAttribute.ARP)) {
                    int operation = operation();
                    if (operation > 0xff) {
                        throw wrong(KeyAttribute.ARP, "op=" + operation, "an ARP operation up to 255");
                    }
                }
                network(KeyAttribute.ARP);
            }
            case EtherType.NSH -> nsh();
            default -> {
                return;
            }
        }
        transport();
    }

    private int operation() {
        return (int) FlowField.ARP_OP.slot().get(bytes, table.payload(KeyAttribute.ARP));
    }

    private void network(KeyAttribute attribute) throws NetlinkDecodeException {
        if (!mask) {
            expect(attribute);
        }
        if (!table.has(attribute)) {
            return;
        }
        table.unpack(attribute, words, mask);
        if (mask) {
            requireExactType(attribute);
            expect(attribute);
        } else {
            List<FlowField> fields = attribute.fields();
            for (int i = 0; i < fields.size(); i++) {
                FlowField field = fields.get(i);
                if (field == FlowField.IPV4_FRAG || field == FlowField.IPV6_FRAG) {
                    int found = (int) field.slot().get(bytes, table.payload(attribute));
                    if (Fragment.bitsOf(found) < 0) {
                        throw wrong(attribute, "frag " + found, "no, first or later (0 to 2)");
                    }
                }
            }
        }
    }

    private void requireExactType(KeyAttribute attribute) throws NetlinkDecodeException {
        int at = table.payload(attribute);
        for (int i = 0; i < table.length(attribute); i++) {
            if (bytes[at + i] != 0 && type() != 0xffff) {
                throw wrong(
                        attribute,
                        "it matched under the Ethernet type mask 0x%04x".formatted(type()),
                        "the mask 0xffff");
            }
        }
    }

    private void mpls() throws NetlinkDecodeException {
        if (!mask || table.has(KeyAttribute.MPLS)) {
            expect(KeyAttribute.MPLS);
        }
        if (!table.has(KeyAttribute.MPLS)) {
            return;
        }
        int entries = MplsEntries.count(table.length(KeyAttribute.MPLS));
        if (entries < 0) {
            throw wrong(
                    KeyAttribute.MPLS, table.length(KeyAttribute.MPLS) + " bytes", "one to three labels, 4 bytes each");
        }
        int at = table.payload(KeyAttribute.MPLS);
        MplsEntries.unpack(bytes, at, entries, words);
        if (mask) {
            requireExactType(KeyAttribute.MPLS);
            return;
        }
        for (int i = 0; i < entries; i++) {
            boolean bottom = MplsEntries.bottom(bytes, at, i);
            if (bottom != (i == entries - 1) && (bottom || entries < MplsEntries.MOST)) {
                throw wrong(
                        KeyAttribute.MPLS,
                        "bos=" + (bottom ? 1 : 0) + " in label " + (i + 1) + " of " + entries,
                        "bos=1 in the innermost label alone");
            }
        }
    }

    private void nsh() throws NetlinkDecodeException {
        if (!mask) {
            expect(KeyAttribute.NSH);
        }
        if (!table.has(KeyAttribute.NSH)) {
            return;
        }
        int at = table.payload(KeyAttribute.NSH);
        AttributeCursor inside = new AttributeCursor(bytes, at, at + table.length(KeyAttribute.NSH));
        boolean context = false;
        while (inside.next()) {
            int start = inside.start();
            KeyAttribute attribute = KeyAttribute.NSH
                    .nested(inside.type())
                    .orElseThrow(() -> new NetlinkDecodeException(
                            start, "nsh", "attribute " + inside.type(), "base (1), md1 (2) or md2 (3)"));
            if (!attribute.fits(inside.length())) {
                throw new NetlinkDecodeException(
                        start,
                        "nsh",
                        inside.length() + " bytes in attribute " + inside.type(),
                        attribute.size() + " bytes");
            }
            if (attribute == KeyAttribute.NSH_MD2) {
                throw new NetlinkDecodeException(start, "nsh", "metadata of type 2", "metadata of type 1 in a match");
            }
            context |= attribute == KeyAttribute.NSH_MD1;
            KeyStruct.unpack(bytes, attribute, inside.payload(), words, mask);
        }
        long kind = KeyStruct.get(words, FlowField.NSH_MDTYPE);
        if (!mask && context && kind != 1) {
            throw wrong(KeyAttribute.NSH, "contexts with mdtype=" + kind, "mdtype=1");
        }
        if (mask) {
            requireExactType(KeyAttribute.NSH);
            expect(KeyAttribute.NSH);
        }
    }

    private void transport() throws NetlinkDecodeException {
        if (Prerequisite.TCP.holds(source)) {
            ports(KeyAttribute.TCP);
            if (table.has(KeyAttribute.TCP_FLAGS)) {
                table.unpack(KeyAttribute.TCP_FLAGS, words, mask);
                expect(KeyAttribute.TCP_FLAGS);
            }
        } else if (Prerequisite.UDP.holds(source)) {
            ports(KeyAttribute.UDP);
        } else if (Prerequisite.SCTP.holds(source)) {
            ports(KeyAttribute.SCTP);
        } else if (Prerequisite.ICMP.holds(source)) {
            ports(KeyAttribute.ICMP);
        } else if (Prerequisite.ICMPV6.holds(source)) {
            ports(KeyAttribute.ICMPV6);
            if (table.has(KeyAttribute.ICMPV6) && Prerequisite.ND.holds(source)) {
                neighbourDiscovery();
            }
        }
    }

    /** A field of the key, whether it or its mask is being read. */
    private long source(FlowField field) {
        return mask ? key.get(field) : KeyStruct.get(words, field);
    }

    private void ports(KeyAttribute attribute) throws NetlinkDecodeException {
        if (!mask) {
            expect(attribute);
        }
        if (!table.has(attribute)) {
            return;
        }
        table.unpack(attribute, words, mask);
        if (!mask) {
            return;
        }
        if (!zero(attribute) && KeyStruct.get(words, FlowField.IPV4_PROTO) != 0xff) {
            throw wrong(attribute, "it matched without an exact protocol", "proto= without a mask");
        }
        expect(attribute);
    }

    private void neighbourDiscovery() throws NetlinkDecodeException {
        boolean exactType = KeyStruct.get(words, FlowField.ICMPV6_TYPE) == 0xff;
        boolean exactCode = KeyStruct.get(words, FlowField.ICMPV6_CODE) == 0xff;
        if (!mask) {
            expect(KeyAttribute.ND);
        }
        if (table.has(KeyAttribute.ND)) {
            table.unpack(KeyAttribute.ND, words, mask);
            expect(KeyAttribute.ND);
            if (mask && !exactType && !zero(KeyAttribute.ND)) {
                throw wrong(KeyAttribute.ND, "it matched without an exact icmpv6 type", "icmpv6(type=) without a mask");
            }
        }
        if (table.has(KeyAttribute.ND_EXT)) {
            table.unpack(KeyAttribute.ND_EXT, words, mask);
            expect(KeyAttribute.ND_EXT);
            if (mask && !(exactType && exactCode) && !zero(KeyAttribute.ND_EXT)) {
                throw wrong(
                        KeyAttribute.ND_EXT,
                        "it matched without exact icmpv6 type and code",
                        "icmpv6(type=,code=) without masks");
            }
        }
    }

    private boolean zero(KeyAttribute attribute) {
        int at = table.payload(attribute);
        for (int i = 0; i < table.length(attribute); i++) {
            if (bytes[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void check() throws NetlinkDecodeException {
        long missing = complete ? expected & ~table.present() : 0;
        if (missing != 0) {
            String name = name(missing);
            throw new NetlinkDecodeException(0, name, "no " + name + "(...)", "it, as the other fields call for it");
        }
        long extra = table.present() & ~expected;
        if (extra != 0) {
            KeyAttribute attribute =
                    KeyAttribute.ofType(Long.numberOfTrailingZeros(extra)).orElseThrow();
            String with = attribute.fields().isEmpty()
                    ? "the fields that it depends on"
                    : attribute.fields().getFirst().prerequisite().sentence();
            throw wrong(attribute, attribute.text() + "(...)", "it only with " + with);
        }
    }

    private static String name(long types) {
        return KeyAttribute.ofType(Long.numberOfTrailingZeros(types))
                .map(KeyAttribute::text)
                .orElseThrow();
    }

    private void expect(KeyAttribute attribute) {
        expected |= 1L << attribute.netlinkType();
    }

    private int type() {
        return (int) KeyStruct.get(words, FlowField.ETH_TYPE);
    }

    private int keyType() {
        return mask ? (int) key.get(FlowField.ETH_TYPE) : type();
    }

    private void put(FlowField field, long value) {
        KeyStruct.put(words, field, value, 0);
    }

    private NetlinkDecodeException wrong(KeyAttribute attribute, String found, String expectation) {
        return new NetlinkDecodeException(table.payload(attribute), attribute.text(), found, expectation);
    }
}
