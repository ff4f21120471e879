package io.tandem.validate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeTable;
import io.tandem.netlink.MplsEntries;
import java.util.Optional;

/**
 * Reads key and mask as the kernel does, into packed words. One object reads one flow. Source:
 * net/openvswitch/flow_netlink.c of Linux 6.1, ovs_nla_get_match.
 */
final class KernelMatch {
    /** DP_MAX_PORTS: no port. */
    static final int MOST_PORTS = 65_535;

    private static final int PRESENT = 0x1000;
    private static final int MOST_ARP_OPERATION = 0xff;
    private static final int MOST_FRAGMENT = 2;
    private static final int CT_STATES = 0xff;

    private final byte[] key;
    private final Optional<byte[]> givenMask;
    private final long[] keyWords = new long[FlowField.WORDS];
    private final long[] maskWords = new long[FlowField.WORDS];
    private int keyLabels;
    private int maskLabels;

    KernelMatch(byte[] key, Optional<byte[]> mask) {
        this.key = key;
        this.givenMask = mask;
    }

    long[] keyWords() {
        return keyWords;
    }

    FlowMask flowMask() {
        return FlowMask.ofWords(maskWords);
    }

    long[] maskedWords() {
        long[] masked = keyWords.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= maskWords[i];
        }
        return masked;
    }

    int maskedLabels() {
        return Math.min(keyLabels, maskLabels);
    }

    void check() throws KernelRefusal {
        Level keys = new Level(key, false, Optional.empty());
        keys.parse(0, key.length);
        keys.tags();
        keys.fields();

        if (givenMask.isEmpty() && get(keyWords, FlowField.TUNNEL_FAMILY) != 0) {
            KernelTunnel.exact(maskWords);
        }
        byte[] bits = givenMask.orElseGet(() -> ExactMask.of(key));
        Level masks = new Level(bits, true, Optional.of(keys));
        masks.parse(0, bits.length);
        for (KeyAttribute tag : new KeyAttribute[] {KeyAttribute.VLAN, KeyAttribute.CVLAN}) {
            for (FlowField field : tag.fields()) {
                if (field.slot().bytes() > 0) {
                    put(maskWords, field, field.ones());
                }
            }
        }
        masks.tags();
        masks.fields();
        new KernelPrerequisites(keyWords, maskWords).check(keys.attributes, masks.attributes);
    }

    private static long get(long[] words, FlowField field) {
        return KeyStruct.get(words, field);
    }

    private static void put(long[] words, FlowField field, long value) {
        KeyStruct.put(words, field, value, 0);
    }

    static long bit(KeyAttribute attribute) {
        return 1L << attribute.netlinkType();
    }

    /** The attributes of the key or of the mask, level after level. */
    private final class Level {
        private final byte[] bytes;
        private final AttributeTable table;
        private final boolean mask;
        private final Optional<Level> before;
        private final long[] words;
        private final String of;
        private long attributes;

        /** The kernel keeps one array of attributes: what a mask lacks of a tag, it takes from the key before it. */
        Level(byte[] bytes, boolean mask, Optional<Level> before) {
            this.bytes = bytes;
            this.before = before;
            this.table = new AttributeTable(bytes);
            this.mask = mask;
            this.words = mask ? maskWords : keyWords;
            this.of = mask ? " of the mask" : "";
        }

        /** Notes the attributes of a level beside those of the levels around it. */
        void parse(int from, int to) throws KernelRefusal {
            AttributeCursor cursor = new AttributeCursor(bytes, from, to);
            while (cursor.next()) {
                int type = cursor.type();
                Optional<KeyAttribute> known = KeyAttribute.ofType(type)
                        .filter(a -> a != KeyAttribute.PACKET_TYPE && a != KeyAttribute.ND_EXT);
                int size = known.map(KeyAttribute::size).orElse(0);
                if (known.isEmpty() && type != 0) {
                    throw KernelRefusal.invalid("key" + type, "key attribute " + type + " is not one of the kernel's");
                }
                String name = known.map(KeyAttribute::text).orElse("key0");
                if ((attributes >>> type & 1) != 0) {
                    throw KernelRefusal.invalid(name, name + " stands twice");
                }
                if (size >= 0 && size != cursor.length()) {
                    throw KernelRefusal.invalid(
                            name, name + of + " has " + cursor.length() + " bytes and must have " + size);
                }
                if (!mask || !zero(cursor)) {
                    attributes |= 1L << type;
                    table.note(type, cursor.payload(), cursor.length());
                }
            }
            if (cursor.leftover() > 0) {
                throw KernelRefusal.invalid("", cursor.leftover() + " bytes" + of + " are no attribute");
            }
        }

        private boolean zero(AttributeCursor cursor) {
            for (int i = 0; i < cursor.length(); i++) {
                if (cursor.u8(i) != 0) {
                    return false;
                }
            }
            return true;
        }

        private boolean has(KeyAttribute attribute) {
            return (attributes & bit(attribute)) != 0;
        }

        private boolean take(KeyAttribute attribute) {
            boolean present = has(attribute);
            attributes &= ~bit(attribute);
            return present;
        }

        void tags() throws KernelRefusal {
            if (tag(false) && (get(keyWords, FlowField.VLAN_CFI) != 0)) {
                tag(true);
            }
        }

        /** Reads a tag and what it encloses; false where there is none. */
        private boolean tag(boolean inner) throws KernelRefusal {
            boolean there = mask ? maskedTag(inner) : keyTag(inner);
            if (!there) {
                // the kernel goes on to the inner tag all the same where the outer one has been read
                return false;
            }
            put(words, inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID, type());
            Level tagged = table.has(KeyAttribute.VLAN) ? this : before.orElse(this);
            if (tagged.table.has(KeyAttribute.VLAN)) {
                tagged.table.unpackTag(inner, words);
            }
            int at = table.payload(KeyAttribute.ENCAP);
            int length = table.length(KeyAttribute.ENCAP);
            take(KeyAttribute.ENCAP);
            take(KeyAttribute.VLAN);
            take(KeyAttribute.ETHERTYPE);
            parse(at, at + length);
            return true;
        }

        private int type() {
            return number(KeyAttribute.ETHERTYPE);
        }

        /** Two bytes of the attribute, of the key where a mask lacks it; zero where both do. */
        private int number(KeyAttribute attribute) {
            return table.has(attribute)
                    ? table.be16(attribute)
                    : before.map(keys -> keys.number(attribute)).orElse(0);
        }

        private boolean keyTag(boolean inner) throws KernelRefusal {
            boolean vlan = has(KeyAttribute.ETHERNET) && has(KeyAttribute.ETHERTYPE) && EtherType.isVlan(type());
            if (!vlan) {
                return false;
            }
            if (!has(KeyAttribute.VLAN) || !has(KeyAttribute.ENCAP)) {
                throw KernelRefusal.invalid("vlan", "a tag's Ethernet type needs vlan() and encap()");
            }
            int tci = table.be16(KeyAttribute.VLAN);
            if ((tci & PRESENT) == 0 && tci != 0) {
                throw KernelRefusal.invalid(inner ? "encap(vlan)" : "vlan", "a tag has its present bit set: cfi=1");
            }
            if ((tci & PRESENT) == 0 && table.length(KeyAttribute.ENCAP) > 0) {
                throw KernelRefusal.invalid("encap", "a tag that is cut short encloses nothing");
            }
            return true;
        }

        private boolean maskedTag(boolean inner) throws KernelRefusal {
            if (!has(KeyAttribute.ENCAP)) {
                return false;
            }
            if (get(keyWords, inner ? FlowField.CVLAN_CFI : FlowField.VLAN_CFI) == 0) {
                throw KernelRefusal.invalid("encap", "the mask has encap() and the key no tag");
            }
            if (type() != 0xffff) {
                throw KernelRefusal.invalid("eth_type", "a tag's Ethernet type is matched whole");
            }
            if ((number(KeyAttribute.VLAN) & PRESENT) == 0) {
                throw KernelRefusal.invalid("vlan", "a tag's present bit is matched");
            }
            return true;
        }

        void fields() throws KernelRefusal {
            long all = attributes;
            metadata();
            ethernet();
            network();
            transport();
            if (attributes != 0) {
                int type = Long.numberOfTrailingZeros(attributes);
                String name = KeyAttribute.ofType(type).map(KeyAttribute::text).orElse("key" + type);
                throw KernelRefusal.invalid(name, name + of + " does not belong here");
            }
            attributes = all;
        }

        private void unpack(KeyAttribute attribute) {
            if (take(attribute)) {
                KeyStruct.unpack(bytes, attribute, table.payload(attribute), words, mask);
            }
        }

        private void metadata() throws KernelRefusal {
            unpack(KeyAttribute.DP_HASH);
            unpack(KeyAttribute.RECIRC_ID);
            unpack(KeyAttribute.PRIORITY);
            inPort();
            unpack(KeyAttribute.SKB_MARK);
            if (take(KeyAttribute.TUNNEL)) {
                int at = table.payload(KeyAttribute.TUNNEL);
                KernelTunnel.read(bytes, at, at + table.length(KeyAttribute.TUNNEL), words, keyWords, mask);
            }
            if (has(KeyAttribute.CT_STATE) && (table.number(KeyAttribute.CT_STATE) & ~CT_STATES) != 0) {
                throw KernelRefusal.invalid("ct_state", "only the eight lowest bits are states");
            }
            unpack(KeyAttribute.CT_STATE);
            unpack(KeyAttribute.CT_ZONE);
            unpack(KeyAttribute.CT_MARK);
            unpack(KeyAttribute.CT_LABEL);
            unpack(KeyAttribute.CT_TUPLE4);
            unpack(KeyAttribute.CT_TUPLE6);
            boolean bare = !has(KeyAttribute.ETHERNET) && has(KeyAttribute.ETHERTYPE);
            put(words, FlowField.PACKET_TYPE_NS, mask ? FlowField.PACKET_TYPE_NS.ones() : bare ? 1 : 0);
            if (bare) {
                etherType();
            }
        }

        private void inPort() throws KernelRefusal {
            if (take(KeyAttribute.IN_PORT)) {
                long port = table.number(KeyAttribute.IN_PORT);
                if (!mask && port >= MOST_PORTS) {
                    throw KernelRefusal.invalid("in_port", "ports are numbered below " + MOST_PORTS);
                }
                put(words, FlowField.IN_PORT, mask ? FlowField.IN_PORT.ones() : port);
            } else if (!mask) {
                put(words, FlowField.IN_PORT, MOST_PORTS);
            }
        }

        private void etherType() throws KernelRefusal {
            int type = type();
            if (!mask && type < EtherType.MINIMUM) {
                throw KernelRefusal.invalid("eth_type", "an Ethernet type is 0x0600 or more");
            }
            put(words, FlowField.ETH_TYPE, mask ? 0xffff : type);
            take(KeyAttribute.ETHERTYPE);
        }

        private void ethernet() throws KernelRefusal {
            if (has(KeyAttribute.ETHERNET)) {
                unpack(KeyAttribute.ETHERNET);
                if (has(KeyAttribute.VLAN)) {
                    throw KernelRefusal.invalid("vlan", "vlan()" + of + " stands without a tag's Ethernet type");
                }
                if (has(KeyAttribute.ETHERTYPE)) {
                    etherType();
                } else if (!mask) {
                    put(words, FlowField.ETH_TYPE, EtherType.NONE);
                }
            } else if (get(keyWords, FlowField.ETH_TYPE) == 0) {
                throw KernelRefusal.invalid("eth", "a key has eth() or eth_type()");
            }
        }

        private void network() throws KernelRefusal {
            if (has(KeyAttribute.IPV4)) {
                fragment(KeyAttribute.IPV4, FlowField.IPV4_FRAG);
            }
            unpack(KeyAttribute.IPV4);
            if (has(KeyAttribute.IPV6)) {
                fragment(KeyAttribute.IPV6, FlowField.IPV6_FRAG);
                long label = FlowField.IPV6_LABEL.slot().get(bytes, table.payload(KeyAttribute.IPV6));
                if (!mask && label >>> FlowField.IPV6_LABEL.width() != 0) {
                    throw KernelRefusal.invalid("ipv6.label", "a flow label has 20 bits");
                }
            }
            unpack(KeyAttribute.IPV6);
            unpack(KeyAttribute.IPV6_EXTHDRS);
            if (has(KeyAttribute.ARP)) {
                long operation = FlowField.ARP_OP.slot().get(bytes, table.payload(KeyAttribute.ARP));
                if (!mask && operation > MOST_ARP_OPERATION) {
                    throw KernelRefusal.invalid("arp.op", "operations are known up to " + MOST_ARP_OPERATION);
                }
            }
            unpack(KeyAttribute.ARP);
            if (take(KeyAttribute.NSH)) {
                int at = table.payload(KeyAttribute.NSH);
                KernelNsh.read(bytes, at, at + table.length(KeyAttribute.NSH), words, mask, false);
            }
            if (take(KeyAttribute.MPLS)) {
                int labels = MplsEntries.count(table.length(KeyAttribute.MPLS));
                if (labels < 0) {
                    throw KernelRefusal.invalid("mpls", "a key has one to three labels of 4 bytes");
                }
                MplsEntries.unpack(bytes, table.payload(KeyAttribute.MPLS), labels, words);
                if (mask) {
                    maskLabels = labels;
                } else {
                    keyLabels = labels;
                }
            }
        }

        private void fragment(KeyAttribute attribute, FlowField field) throws KernelRefusal {
            long fragment = field.slot().get(bytes, table.payload(attribute));
            if (!mask && fragment > MOST_FRAGMENT) {
                throw KernelRefusal.invalid(field.path(), "a fragment state is no, first or later");
            }
        }

        private void transport() {
            unpack(KeyAttribute.TCP);
            unpack(KeyAttribute.TCP_FLAGS);
            unpack(KeyAttribute.UDP);
            unpack(KeyAttribute.SCTP);
            messages(KeyAttribute.ICMP);
            messages(KeyAttribute.ICMPV6);
            unpack(KeyAttribute.ND);
        }

        /** Type and code of ICMP stand where ports do, and take the ports' upper bits too. */
        private void messages(KeyAttribute attribute) {
            if (has(attribute)) {
                put(words, FlowField.TCP_SRC, 0);
                put(words, FlowField.TCP_DST, 0);
                unpack(attribute);
            }
        }
    }

    static boolean isTransport(long[] words, int protocol) {
        return get(words, FlowField.IPV4_PROTO) == protocol
                && (get(words, FlowField.IPV4_FRAG) & Fragment.LATER_BIT) == 0;
    }

    static boolean isIcmp(int protocol) {
        return protocol == IpProto.ICMP || protocol == IpProto.ICMPV6;
    }
}
