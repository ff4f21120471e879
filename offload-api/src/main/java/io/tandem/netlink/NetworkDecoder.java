package io.tandem.netlink;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.Prerequisite;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Reads what the Ethernet type of a level calls for: the network header, and then the transport protocol.
 *
 * <p>Source: Open vSwitch, parse_l2_5_onward in lib/odp-util.c.
 */
final class NetworkDecoder {
    private final MatchLevel level;
    private final ToLongFunction<FlowField> source;

    NetworkDecoder(MatchLevel level) {
        this.level = level;
        source = level::source;
    }

    /** What the Ethernet type calls for, and then the transport protocol. */
    void read() throws NetlinkDecodeException {
        int type = level.keyType();
        switch (type) {
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> {
                mpls();
                return;
            }
            case EtherType.IPV4 -> network(KeyAttribute.IPV4);
            case EtherType.IPV6 -> {
                network(KeyAttribute.IPV6);
                level.takeIfThere(KeyAttribute.IPV6_EXTHDRS);
            }
            case EtherType.ARP, EtherType.RARP -> {
                if (!level.mask && level.has(KeyAttribute.ARP)) {
                    int operation = operation();
                    if (operation > 0xff) {
                        throw level.wrong(KeyAttribute.ARP, "op=" + operation, "an ARP operation up to 255");
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
        return (int) FlowField.ARP_OP.slot().get(level.bytes, level.table.payload(KeyAttribute.ARP));
    }

    private void network(KeyAttribute attribute) throws NetlinkDecodeException {
        if (!level.mask) {
            level.expect(attribute);
        }
        if (!level.has(attribute)) {
            return;
        }
        level.unpack(attribute);
        if (level.mask) {
            level.requireExactType(attribute);
            level.expect(attribute);
        } else {
            List<FlowField> fields = attribute.fields();
            for (int i = 0; i < fields.size(); i++) {
                FlowField field = fields.get(i);
                if (field == FlowField.IPV4_FRAG || field == FlowField.IPV6_FRAG) {
                    int found = (int) field.slot().get(level.bytes, level.table.payload(attribute));
                    if (Fragment.bitsOf(found) < 0) {
                        throw level.wrong(attribute, "frag " + found, "no, first or later (0 to 2)");
                    }
                }
            }
        }
    }

    private void mpls() throws NetlinkDecodeException {
        if (!level.mask || level.has(KeyAttribute.MPLS)) {
            level.expect(KeyAttribute.MPLS);
        }
        if (!level.has(KeyAttribute.MPLS)) {
            return;
        }
        int entries = MplsEntries.count(level.table.length(KeyAttribute.MPLS));
        if (entries < 0) {
            throw level.wrong(
                    KeyAttribute.MPLS,
                    level.table.length(KeyAttribute.MPLS) + " bytes",
                    "one to three labels, 4 bytes each");
        }
        int at = level.table.payload(KeyAttribute.MPLS);
        MplsEntries.unpack(level.bytes, at, entries, level.words);
        if (level.mask) {
            level.requireExactType(KeyAttribute.MPLS);
            return;
        }
        for (int i = 0; i < entries; i++) {
            boolean bottom = MplsEntries.bottom(level.bytes, at, i);
            if (bottom != (i == entries - 1) && (bottom || entries < MplsEntries.MOST)) {
                throw level.wrong(
                        KeyAttribute.MPLS,
                        "bos=" + (bottom ? 1 : 0) + " in label " + (i + 1) + " of " + entries,
                        "bos=1 in the innermost label alone");
            }
        }
    }

    private void nsh() throws NetlinkDecodeException {
        if (!level.mask) {
            level.expect(KeyAttribute.NSH);
        }
        if (!level.has(KeyAttribute.NSH)) {
            return;
        }
        int at = level.table.payload(KeyAttribute.NSH);
        AttributeCursor inside = new AttributeCursor(level.bytes, at, at + level.table.length(KeyAttribute.NSH));
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
            KeyStruct.unpack(level.bytes, attribute, inside.payload(), level.words, level.mask);
        }
        long kind = level.get(FlowField.NSH_MDTYPE);
        if (!level.mask && context && kind != 1) {
            throw level.wrong(KeyAttribute.NSH, "contexts with mdtype=" + kind, "mdtype=1");
        }
        if (level.mask) {
            level.requireExactType(KeyAttribute.NSH);
            level.expect(KeyAttribute.NSH);
        }
    }

    private void transport() throws NetlinkDecodeException {
        if (Prerequisite.TCP.holds(source)) {
            ports(KeyAttribute.TCP);
            level.takeIfThere(KeyAttribute.TCP_FLAGS);
        } else if (Prerequisite.UDP.holds(source)) {
            ports(KeyAttribute.UDP);
        } else if (Prerequisite.SCTP.holds(source)) {
            ports(KeyAttribute.SCTP);
        } else if (Prerequisite.ICMP.holds(source)) {
            ports(KeyAttribute.ICMP);
        } else if (Prerequisite.ICMPV6.holds(source)) {
            ports(KeyAttribute.ICMPV6);
            if (level.has(KeyAttribute.ICMPV6) && Prerequisite.ND.holds(source)) {
                neighbourDiscovery();
            }
        }
    }

    private void ports(KeyAttribute attribute) throws NetlinkDecodeException {
        if (!level.mask) {
            level.expect(attribute);
        }
        if (!level.has(attribute)) {
            return;
        }
        level.unpack(attribute);
        if (!level.mask) {
            return;
        }
        if (!level.zero(attribute) && level.get(FlowField.IPV4_PROTO) != 0xff) {
            throw level.wrong(attribute, "it matched without an exact protocol", "proto= without a level.mask");
        }
        level.expect(attribute);
    }

    private void neighbourDiscovery() throws NetlinkDecodeException {
        boolean exactType = level.get(FlowField.ICMPV6_TYPE) == 0xff;
        boolean exactCode = level.get(FlowField.ICMPV6_CODE) == 0xff;
        if (!level.mask) {
            level.expect(KeyAttribute.ND);
        }
        if (level.has(KeyAttribute.ND)) {
            level.unpack(KeyAttribute.ND);
            level.expect(KeyAttribute.ND);
            if (level.mask && !exactType && !level.zero(KeyAttribute.ND)) {
                throw level.wrong(
                        KeyAttribute.ND,
                        "it matched without an exact icmpv6 type",
                        "icmpv6(type=) without a level.mask");
            }
        }
        if (level.has(KeyAttribute.ND_EXT)) {
            level.unpack(KeyAttribute.ND_EXT);
            level.expect(KeyAttribute.ND_EXT);
            if (level.mask && !(exactType && exactCode) && !level.zero(KeyAttribute.ND_EXT)) {
                throw level.wrong(
                        KeyAttribute.ND_EXT,
                        "it matched without exact icmpv6 type and code",
                        "icmpv6(type=,code=) without masks");
            }
        }
    }
}
