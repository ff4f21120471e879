package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MplsEntries;
import java.util.List;
import java.util.Optional;

/**
 * Writes the attributes of a match, each one's length having been checked. Source: Open vSwitch, odp_flow_format and
 * format_odp_key_attr__ in lib/odp-util.c.
 */
final class OdpKeyPrinter {
    private static final byte[] EXACT = new byte[0];

    private final StringBuilder out;
    private final boolean verbose;
    private final PortNames ports;
    private final FieldPrinter fields;

    OdpKeyPrinter(StringBuilder out, boolean verbose, PortNames ports) {
        this.out = out;
        this.verbose = verbose;
        this.ports = ports;
        this.fields = new FieldPrinter(out, verbose);
    }

    void print(MatchAttributes match) {
        level(match.keyCursor(), match.mask(), match.masked());
    }

    /** Writes one level; without a mask where there is none at all, and where there is, an attribute without is wild. */
    private void level(AttributeCursor key, byte[] maskBytes, boolean masked) {
        boolean typed = false;
        boolean packetType = false;
        boolean first = true;
        boolean any = false;
        while (key.next()) {
            any = true;
            KeyAttribute attribute = attribute(key.type());
            Optional<byte[]> found = masked ? find(maskBytes, key.type()) : Optional.empty();
            boolean wild = masked && found.map(m -> wild(attribute, m)).orElse(true);
            typed |= attribute == KeyAttribute.ETHERTYPE;
            packetType |= attribute == KeyAttribute.PACKET_TYPE;
            if (verbose || !wild || attribute.nests()) {
                separate(first);
                byte[] mask = !masked ? EXACT : found.orElseGet(() -> new byte[key.length()]);
                attribute(attribute, key, mask, masked, masked && found.isEmpty());
                first = false;
            } else if (attribute == KeyAttribute.ETHERNET && !packetType) {
                separate(first);
                out.append("eth()");
            } else if (attribute == KeyAttribute.PACKET_TYPE) {
                packetType = false;
            }
        }
        if (!any) {
            out.append("<empty>");
        } else if (!typed && masked) {
            find(maskBytes, KeyAttribute.ETHERTYPE.netlinkType())
                    .ifPresent(m -> out.append(",eth_type(0/0x%04x)"
                            .formatted(FlowField.ETH_TYPE.slot().get(m, 0))));
        }
    }

    private void separate(boolean first) {
        if (!first) {
            out.append(',');
        }
    }

    private static KeyAttribute attribute(int type) {
        return KeyAttribute.ofType(type)
                .orElseThrow(() -> new IllegalArgumentException("key attribute " + type + " is not known"));
    }

    private static Optional<byte[]> find(byte[] attributes, int type) {
        AttributeCursor cursor = new AttributeCursor(attributes);
        while (cursor.next()) {
            if (cursor.type() == type) {
                return Optional.of(cursor.copy());
            }
        }
        return Optional.empty();
    }

    /** Writes one attribute, {@code name(...)}. */
    private void attribute(
            KeyAttribute attribute, AttributeCursor cursor, byte[] mask, boolean masked, boolean missing) {
        out.append(attribute.text()).append('(');
        payload(attribute, cursor, mask, masked, missing);
        out.append(')');
    }

    /** Writes an attribute of an action: one with its mask, or with none. */
    void single(KeyAttribute attribute, byte[] payload, byte[] mask) {
        AttributeWriter writer = new AttributeWriter();
        AttributeCursor cursor =
                new AttributeCursor(writer.put(attribute.netlinkType(), payload).toBytes());
        cursor.next();
        attribute(attribute, cursor, mask, mask.length > 0, false);
    }

    private void payload(KeyAttribute attribute, AttributeCursor cursor, byte[] mask, boolean masked, boolean missing) {
        byte[] key = cursor.copy();
        switch (attribute) {
            case ENCAP -> {
                if (key.length > 0) {
                    boolean inner = masked && mask.length > 0;
                    level(new AttributeCursor(key), missing ? EXACT : mask, inner);
                }
            }
            case TUNNEL -> new TunnelPrinter(out, verbose).print(key, missing ? EXACT : mask, masked);
            case NSH -> NshText.printKey(out, key, missing ? EXACT : mask, masked && !missing);
            case MPLS -> mpls(key, masked && !all(mask, -1) ? mask : EXACT);
            case VLAN -> vlan(key, masked ? mask : new byte[] {-1, -1});
            case IN_PORT -> inPort(key, mask);
            case ND_EXT -> {
                out.append("nd_reserved=0x")
                        .append(Long.toHexString(FlowField.ND_RESERVED.slot().get(key, 0)))
                        .append(',');
                fields.named(FlowField.ND_OPTIONS_TYPE, key, mask);
                NumberText.chomp(out);
            }
            case CT_LABEL -> {
                if (verbose || (masked && !all(mask, 0))) {
                    fields.value(FlowField.CT_LABEL, key, mask);
                }
            }
            case CT_MARK, CT_ZONE -> {
                if (verbose || (masked && !all(mask, 0))) {
                    fields.value(attribute.fields().getFirst(), key, mask);
                }
            }
            default -> {
                List<FlowField> known = attribute.fields();
                if (known.size() == 1 && known.getFirst().text().isEmpty()) {
                    fields.value(known.getFirst(), key, mask);
                } else {
                    known.forEach(field -> fields.named(field.printedText(), field, key, mask));
                    NumberText.chomp(out);
                }
            }
        }
    }

    private void inPort(byte[] key, byte[] mask) {
        Optional<String> name = mask.length == 0 || all(mask, -1)
                ? ports.name((int) FlowField.IN_PORT.slot().get(key, 0))
                : Optional.empty();
        if (name.isPresent()) {
            out.append(name.get());
        } else {
            fields.value(FlowField.IN_PORT, key, mask);
        }
    }

    private void vlan(byte[] key, byte[] mask) {
        VlanText.print(out, key, mask, verbose);
    }

    private void mpls(byte[] key, byte[] mask) {
        for (int at = 0; at + MplsEntries.ENTRY <= key.length; at += MplsEntries.ENTRY) {
            boolean masked = at + MplsEntries.ENTRY <= mask.length;
            for (FlowField field : KeyAttribute.MPLS.fields().subList(0, 4)) {
                out.append(field.text()).append('=').append(field.slot().get(key, at));
                if (masked) {
                    boolean prefixed = field == FlowField.MPLS_LABEL || field == FlowField.MPLS_TTL;
                    out.append(prefixed ? "/0x" : "/")
                            .append(Long.toHexString(field.slot().get(mask, at)));
                }
                out.append(',');
            }
        }
        NumberText.chomp(out);
    }

    /** True where the mask matches nothing of the attribute. */
    private static boolean wild(KeyAttribute attribute, byte[] mask) {
        return switch (attribute) {
            case ENCAP, IPV6_EXTHDRS -> false;
            case TCP_FLAGS -> (FlowField.TCP_FLAGS.slot().get(mask, 0) & FlowField.TCP_FLAGS.ones()) == 0;
            case IPV6, ARP, CT_TUPLE4, CT_TUPLE6, ND_EXT ->
                attribute.fields().stream()
                        .allMatch(f -> (f.slot().get(mask, 0) & OdpScanner.ones(bits(f))) == 0
                                && f.slot().getLow(mask, 0) == 0);
            default -> all(mask, 0);
        };
    }

    private static int bits(FlowField field) {
        return field == FlowField.IPV6_LABEL ? field.width() : field.slot().width();
    }

    private static boolean all(byte[] bytes, int value) {
        for (byte b : bytes) {
            if (b != value) {
                return false;
            }
        }
        return true;
    }
}
