package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.AttributeWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what stands in {@code tunnel(...)}, up to its closing parenthesis. */
final class TunnelParser {
    private static final List<FlowField> PLAIN = List.of(
            FlowField.TUNNEL_ID,
            FlowField.TUNNEL_IPV4_SRC,
            FlowField.TUNNEL_IPV4_DST,
            FlowField.TUNNEL_IPV6_SRC,
            FlowField.TUNNEL_IPV6_DST,
            FlowField.TUNNEL_TOS,
            FlowField.TUNNEL_TTL,
            FlowField.TUNNEL_TP_SRC,
            FlowField.TUNNEL_TP_DST);

    private static final String EXPECTED = "a field: "
            + Stream.concat(
                            PLAIN.stream().map(f -> f.text() + "="),
                            Stream.of("erspan(", "vxlan(gbp(", "geneve(", "gtpu(", "flags("))
                    .collect(Collectors.joining(" "));

    private final OdpScanner in;
    private final FieldScanner fields;
    private final AttributeWriter key;
    private final AttributeWriter mask;

    TunnelParser(OdpScanner in, FieldScanner fields, AttributeWriter key, AttributeWriter mask) {
        this.in = in;
        this.fields = fields;
        this.key = key;
        this.mask = mask;
    }

    void parse() throws OdpParseException {
        int keyStart = key.start(KeyAttribute.TUNNEL.netlinkType());
        int maskStart = mask.start(KeyAttribute.TUNNEL.netlinkType());
        int start = in.offset();
        boolean more = true;
        while (more) {
            if (!plain() && !options()) {
                if (!in.looksAt(')')) {
                    throw in.wrong("tunnel", EXPECTED);
                }
                break;
            }
            if (key.payload(keyStart) > AttributeWriter.MOST || mask.payload(maskStart) > AttributeWriter.MOST) {
                throw in.wrongAt(start, "tunnel", "at most " + AttributeWriter.MOST + " bytes");
            }
            more = in.take(',');
        }
        in.expect(')', "tunnel");
        key.end(keyStart);
        mask.end(maskStart);
    }

    private boolean plain() throws OdpParseException {
        for (FlowField field : PLAIN) {
            if (in.take(field.text() + "=")) {
                byte[] value = new byte[field.attribute().size()];
                byte[] bits = new byte[value.length];
                fields.read(field, value, bits);
                put(field.attribute(), value, bits);
                return true;
            }
        }
        return false;
    }

    private boolean options() throws OdpParseException {
        if (in.take("erspan(")) {
            erspan();
        } else if (in.take("vxlan(gbp(")) {
            gbp();
        } else if (in.take("geneve(")) {
            GeneveText.Options options = GeneveText.read(in);
            put(KeyAttribute.TUNNEL_GENEVE, options.key(), options.mask());
        } else if (in.take("gtpu(")) {
            gtpu();
        } else if (in.take("flags(")) {
            flags();
        } else {
            return false;
        }
        return true;
    }

    private void flags() throws OdpParseException {
        FlagText.Flags flags = FlagText.read(in, List.of(TunnelFlag.values()), FlowField.TUNNEL_FLAGS.path());
        in.expect(')', FlowField.TUNNEL_FLAGS.path());
        flags(key, flags.value());
        flags(mask, flags.mask());
    }

    private static void flags(AttributeWriter out, int bits) {
        if ((bits & TunnelFlag.DONT_FRAGMENT.bit()) != 0) {
            out.flag(KeyAttribute.TUNNEL_DONT_FRAGMENT.netlinkType());
        }
        if ((bits & TunnelFlag.CSUM.bit()) != 0) {
            out.flag(KeyAttribute.TUNNEL_CSUM.netlinkType());
        }
        if ((bits & TunnelFlag.OAM.bit()) != 0) {
            out.flag(KeyAttribute.TUNNEL_OAM.netlinkType());
        }
    }

    private void gbp() throws OdpParseException {
        byte[] value = new byte[KeyAttribute.VXLAN_GBP.size()];
        byte[] bits = new byte[value.length];
        optional("id=", FlowField.TUNNEL_GBP_ID, 16, value, bits);
        in.take(',');
        optional("flags=", FlowField.TUNNEL_GBP_FLAGS, 8, value, bits);
        in.expect("))", "tunnel.vxlan");
        gbp(key, value);
        gbp(mask, bits);
    }

    private static void gbp(AttributeWriter out, byte[] value) {
        if (!Arrays.equals(value, new byte[value.length])) {
            int start = out.start(KeyAttribute.TUNNEL_VXLAN.netlinkType());
            out.put(KeyAttribute.VXLAN_GBP.netlinkType(), value).end(start);
        }
    }

    /** Reads a number of so many bits with its mask, where its name comes next; what is above the field is cut off. */
    private void optional(String name, FlowField field, int bits, byte[] value, byte[] mask) throws OdpParseException {
        if (!in.take(name)) {
            return;
        }
        field.slot().put(value, 0, in.number(bits, field.path()), 0);
        long matched = -1L;
        int before = in.offset();
        if (in.take('/')) {
            if (in.number(0)) {
                matched = in.value() & OdpScanner.ones(bits);
            } else {
                in.back(before);
            }
        }
        field.slot().put(mask, 0, matched, 0);
    }

    private void gtpu() throws OdpParseException {
        byte[] value = new byte[KeyAttribute.TUNNEL_GTPU.size()];
        byte[] bits = new byte[value.length];
        int start = in.offset();
        optional("flags=", FlowField.TUNNEL_GTPU_FLAGS, 8, value, bits);
        in.take(',');
        optional("msgtype=", FlowField.TUNNEL_GTPU_MSGTYPE, 8, value, bits);
        closed(KeyAttribute.TUNNEL_GTPU, start, value, bits);
    }

    private void erspan() throws OdpParseException {
        byte[] value = new byte[KeyAttribute.TUNNEL_ERSPAN.size()];
        byte[] bits = new byte[value.length];
        Arrays.fill(bits, (byte) -1);
        int start = in.offset();
        byte[] version = new byte[value.length];
        optional("ver=", FlowField.TUNNEL_ERSPAN_VERSION, 8, value, version);
        in.take(',');
        switch ((int) FlowField.TUNNEL_ERSPAN_VERSION.slot().get(value, 0)) {
            case 1 -> {
                FlowField.TUNNEL_ERSPAN_INDEX.slot().put(bits, 0, 0, 0);
                optional("idx=", FlowField.TUNNEL_ERSPAN_INDEX, 32, value, bits);
            }
            case 2 -> {
                FlowField.TUNNEL_ERSPAN_DIRECTION.slot().put(bits, 0, 0, 0);
                FlowField.TUNNEL_ERSPAN_HARDWARE_ID.slot().put(bits, 0, 0, 0);
                optional("dir=", FlowField.TUNNEL_ERSPAN_DIRECTION, 8, value, bits);
                in.take(',');
                optional("hwid=", FlowField.TUNNEL_ERSPAN_HARDWARE_ID, 8, value, bits);
            }
            default -> throw in.wrongAt(start, FlowField.TUNNEL_ERSPAN_VERSION.path(), "ver=1 or ver=2");
        }
        closed(KeyAttribute.TUNNEL_ERSPAN, start, value, bits);
    }

    /** Options whose parenthesis is missing are zeros, and it depends on what follows whether that is an error. */
    private void closed(KeyAttribute attribute, int start, byte[] value, byte[] bits) throws OdpParseException {
        if (in.take(')')) {
            put(attribute, value, bits);
        } else if (in.offset() == start) {
            throw in.wrong("tunnel", "')'");
        } else {
            byte[] ones = new byte[bits.length];
            Arrays.fill(ones, (byte) -1);
            put(attribute, new byte[value.length], ones);
        }
    }

    private void put(KeyAttribute attribute, byte[] value, byte[] bits) {
        key.put(attribute.netlinkType(), value);
        mask.put(attribute.netlinkType(), bits);
    }
}
