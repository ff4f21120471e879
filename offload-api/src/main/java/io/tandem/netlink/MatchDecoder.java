package io.tandem.netlink;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
    private final MatchLevel level = new MatchLevel();
    private final NetworkDecoder network = new NetworkDecoder(level);

    /** The key of these attributes, as {@link #key} answers it; nothing is allocated beside it. */
    public FlowKey readKey(byte[] attributes) throws NetlinkDecodeException {
        decode(attributes, false, true, FlowKey.EMPTY);
        return FlowKey.ofWords(level.words);
    }

    /** The mask of these attributes, as {@link #mask} answers it; nothing is allocated beside it. */
    public FlowMask readMask(byte[] attributes, FlowKey owner) throws NetlinkDecodeException {
        decode(attributes, true, true, owner);
        return FlowMask.ofWords(level.words);
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
        return FlowKey.ofWords(decoder.level.words);
    }

    /**
     * The fields of one attribute, as an action that sets them carries it.
     *
     * @param payload the attribute's, without its header
     * @throws NetlinkDecodeException where the payload is malformed
     */
    public static FlowKey partialKey(KeyAttribute attribute, Bytes payload) throws NetlinkDecodeException {
        byte[] bytes = ByteBuffer.allocate(AttributeCursor.HEADER + payload.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (AttributeCursor.HEADER + payload.size()))
                .putShort((short) attribute.netlinkType())
                .put(payload.toArray())
                .array();
        return partialKey(bytes);
    }

    /** The mask of such a match. */
    public static FlowMask partialMask(byte[] attributes, FlowKey key) throws NetlinkDecodeException {
        MatchDecoder decoder = new MatchDecoder();
        decoder.decode(attributes, true, false, key);
        return FlowMask.ofWords(decoder.level.words);
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
        level.begin(attributes, ofMask, ofAll, owner);
        metadata();
        if (level.takeIfThere(KeyAttribute.ETHERNET)) {
            if (!level.mask) {
                level.put(FlowField.PACKET_TYPE_NS, 0);
                level.put(FlowField.PACKET_TYPE_ID, MAC);
            }
        } else if (level.has(KeyAttribute.ETHERTYPE) && !level.mask && level.complete) {
            level.put(FlowField.PACKET_TYPE_NS, ETHERTYPE_NAMESPACE);
            level.put(FlowField.PACKET_TYPE_ID, level.table.number(KeyAttribute.ETHERTYPE));
        }
        etherType();
        if (level.mask) {
            for (FlowField tag : TAGS) {
                level.put(tag, tag.ones());
            }
        }
        if (level.mask ? level.key.get(FlowField.VLAN_CFI) != 0 : EtherType.isVlan(level.type())) {
            tags();
        } else {
            if (level.mask && level.has(KeyAttribute.VLAN)) {
                level.table.unpackTag(false, level.words);
                level.expect(KeyAttribute.VLAN);
            }
            network.read();
            level.check();
        }
    }

    private void metadata() throws NetlinkDecodeException {
        if (!level.takeIfThere(KeyAttribute.RECIRC_ID) && level.mask) {
            level.put(FlowField.RECIRC_ID, FlowField.RECIRC_ID.ones());
        }
        for (KeyAttribute attribute : METADATA) {
            level.takeIfThere(attribute);
        }
        if (level.has(KeyAttribute.TUNNEL)) {
            int at = level.table.payload(KeyAttribute.TUNNEL);
            long erspan = level.key.get(FlowField.TUNNEL_ERSPAN_VERSION);
            TunnelDecoder.decode(
                    level.bytes, at, at + level.table.length(KeyAttribute.TUNNEL), level.words, level.mask, erspan);
            level.expect(KeyAttribute.TUNNEL);
        }
        if (!level.takeIfThere(KeyAttribute.IN_PORT) && !level.mask) {
            level.put(FlowField.IN_PORT, NO_PORT);
        }
        if (level.has(KeyAttribute.PACKET_TYPE) && level.source(FlowField.PACKET_TYPE_NS) == ETHERTYPE_NAMESPACE) {
            level.put(FlowField.ETH_TYPE, level.get(FlowField.PACKET_TYPE_ID));
        }
    }

    private void etherType() throws NetlinkDecodeException {
        if (level.has(KeyAttribute.ETHERTYPE)) {
            int type = (int) level.table.number(KeyAttribute.ETHERTYPE);
            if (!level.complete && !level.mask && type == 0) {
                type = EtherType.NONE;
            }
            level.put(FlowField.ETH_TYPE, type);
            level.expect(KeyAttribute.ETHERTYPE);
            if (!level.mask && type < EtherType.MINIMUM && (level.complete || type != EtherType.NONE)) {
                throw level.wrong(KeyAttribute.ETHERTYPE, "0x%04x".formatted(type), "an Ethernet type from 0x0600 on");
            }
            if (level.complete && level.mask && level.keyType() < EtherType.MINIMUM && type != 0xffff) {
                throw level.wrong(
                        KeyAttribute.ETHERTYPE,
                        "the level.mask 0x%04x for a frame without an Ethernet type".formatted(type),
                        "0xffff");
            }
        } else if (!level.complete) {
            level.put(FlowField.ETH_TYPE, 0);
        } else if (!level.mask) {
            level.put(
                    FlowField.ETH_TYPE,
                    level.has(KeyAttribute.IPV4)
                            ? EtherType.IPV4
                            : level.has(KeyAttribute.IPV6)
                                    ? EtherType.IPV6
                                    : level.has(KeyAttribute.MPLS) ? EtherType.MPLS_UNICAST : EtherType.NONE);
        } else if (level.key.get(FlowField.PACKET_TYPE_NS) != 0 || level.key.get(FlowField.PACKET_TYPE_ID) != 0) {
            level.put(FlowField.ETH_TYPE, 0xffff);
        } else if (level.keyType() < EtherType.MINIMUM) {
            throw new NetlinkDecodeException(
                    0,
                    KeyAttribute.ETHERTYPE.text(),
                    "no level.mask of it",
                    "its level.mask for a frame without an Ethernet type");
        }
    }

    /** The tags and what they enclose. */
    private void tags() throws NetlinkDecodeException {
        boolean inner = false;
        while (level.mask ? level.key.get(presence(inner)) != 0 : EtherType.isVlan(level.type())) {
            if (!level.mask || level.has(KeyAttribute.VLAN)) {
                level.expect(KeyAttribute.VLAN);
            }
            if (!level.mask || level.has(KeyAttribute.ENCAP)) {
                level.expect(KeyAttribute.ENCAP);
            }
            boolean typed = !level.mask || level.has(KeyAttribute.ETHERTYPE);
            level.put(inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID, typed ? level.type() : 0);
            if (!level.mask) {
                requireTag();
            }
            level.check();
            level.put(FlowField.ETH_TYPE, 0);
            if (level.has(KeyAttribute.VLAN)) {
                level.table.unpackTag(inner, level.words);
            } else {
                clearTag(inner);
            }
            if (!level.mask && truncated(inner)) {
                return;
            }
            if (!level.has(KeyAttribute.ENCAP)) {
                return;
            }
            int at = level.table.payload(KeyAttribute.ENCAP);
            level.enter(at, at + level.table.length(KeyAttribute.ENCAP));
            etherType();
            network.read();
            if (inner) {
                break;
            }
            inner = true;
        }
        level.check();
    }

    private static FlowField presence(boolean inner) {
        return inner ? FlowField.CVLAN_CFI : FlowField.VLAN_CFI;
    }

    private void requireTag() throws NetlinkDecodeException {
        if (!level.has(KeyAttribute.VLAN) || !level.has(KeyAttribute.ENCAP)) {
            throw level.wrong(KeyAttribute.ETHERTYPE, "a tag's type", "vlan(...) and encap(...) with it");
        }
    }

    private void clearTag(boolean inner) {
        for (FlowField field : (inner ? KeyAttribute.CVLAN : KeyAttribute.VLAN).fields()) {
            if (field.slot().bytes() > 0) {
                level.put(field, 0);
            }
        }
    }

    /** True for the corner case of a tag that is cut short: a tag of zeros that encloses nothing. */
    private boolean truncated(boolean inner) throws NetlinkDecodeException {
        int tci = level.table.be16(KeyAttribute.VLAN);
        if (tci == 0) {
            if (level.table.length(KeyAttribute.ENCAP) != 0) {
                throw level.wrong(KeyAttribute.ENCAP, "attributes in a tag of zeros", "none, as the tag is cut short");
            }
            level.put(FlowField.ETH_TYPE, level.get(inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID));
            level.put(inner ? FlowField.CVLAN_TPID : FlowField.VLAN_TPID, 0);
            return true;
        }
        if (level.get(presence(inner)) == 0) {
            throw level.wrong(KeyAttribute.VLAN, "the tag 0x%04x without its present bit".formatted(tci), "cfi=1");
        }
        return false;
    }
}
