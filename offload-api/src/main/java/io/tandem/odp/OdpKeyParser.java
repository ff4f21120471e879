package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Ufid;
import io.tandem.netlink.AttributeWriter;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MplsEntries;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one match into attributes, just as it is written. Used once. Source: Open vSwitch, odp_flow_from_string and
 * parse_odp_key_mask_attr in lib/odp-util.c.
 */
final class OdpKeyParser {
    /** Levels of nesting that text may have. Source: Open vSwitch, MAX_ODP_NESTED. */
    static final int MOST_NESTED = 32;

    private static final int MOST_BYTES = 65_535;
    private static final int UUID_LENGTH = 36;
    private static final int PRESENT = 0x10;

    private final OdpScanner in;
    private final PortNames ports;
    private final FieldScanner fields;
    private final AttributeWriter key = new AttributeWriter();
    private final AttributeWriter mask = new AttributeWriter();
    private int depth;

    OdpKeyParser(OdpScanner in, PortNames ports, int depth) {
        this.in = in;
        this.ports = ports;
        this.fields = new FieldScanner(in);
        this.depth = depth;
    }

    /** Reads attributes to the end of the text. */
    MatchAttributes parse() throws OdpParseException {
        in.skipDelimiters();
        while (!in.atEnd()) {
            int start = in.offset();
            ufid();
            attribute();
            if (key.size() > MOST_BYTES || mask.size() > MOST_BYTES) {
                throw in.wrongAt(start, "", "a match of at most " + MOST_BYTES + " bytes");
            }
            in.skipDelimiters();
        }
        return result();
    }

    /** Reads one attribute, as {@code set(...)} has it. */
    MatchAttributes parseOne() throws OdpParseException {
        attribute();
        return result();
    }

    private MatchAttributes result() {
        return new MatchAttributes(key.toBytes(), mask.toBytes());
    }

    private void ufid() throws OdpParseException {
        if (!in.take("ufid:")) {
            return;
        }
        int start = in.offset();
        StringBuilder digits = new StringBuilder();
        while (digits.length() < UUID_LENGTH && !in.atEnd()) {
            digits.append(in.next());
        }
        if (Ufid.parse(digits).isEmpty()) {
            throw in.wrongAt(start, "ufid", "a UUID");
        }
        in.take(' ');
    }

    private void attribute() throws OdpParseException {
        if (++depth == MOST_NESTED) {
            throw in.wrong("", "at most " + (MOST_NESTED - 1) + " levels of nesting");
        }
        KeyAttribute attribute = opening();
        if (attribute == KeyAttribute.ENCAP) {
            encap();
        } else if (attribute == KeyAttribute.TUNNEL) {
            new TunnelParser(in, fields, key, mask).parse();
        } else if (attribute == KeyAttribute.NSH) {
            nsh();
        } else if (attribute == KeyAttribute.MPLS) {
            mpls();
        } else if (attribute == KeyAttribute.IN_PORT) {
            inPort();
        } else if (attribute.fields().size() == 1
                && attribute.fields().getFirst().text().isEmpty()) {
            single(attribute);
        } else {
            struct(attribute);
        }
        depth--;
    }

    /** Takes {@code name(}. */
    private KeyAttribute opening() throws OdpParseException {
        int start = in.offset();
        String name = in.until("( \t\r\n,)=");
        KeyAttribute attribute = KeyAttribute.named(name)
                .orElseThrow(() -> in.wrongAt(
                        start,
                        "",
                        "a key attribute: "
                                + Stream.of(KeyAttribute.values())
                                        .filter(a -> a.parent().isEmpty())
                                        .map(KeyAttribute::text)
                                        .distinct()
                                        .collect(Collectors.joining(" "))));
        in.expect('(', name);
        return attribute;
    }

    private void single(KeyAttribute attribute) throws OdpParseException {
        FlowField field = attribute.fields().getFirst();
        byte[] value = new byte[attribute.size()];
        byte[] bits = new byte[attribute.size()];
        fields.read(field, value, bits);
        in.expect(')', attribute.text());
        put(attribute, value, bits);
    }

    private static boolean isOnes(byte[] bits) {
        for (byte b : bits) {
            if (b != -1) {
                return false;
            }
        }
        return true;
    }

    private void struct(KeyAttribute attribute) throws OdpParseException {
        byte[] value = new byte[attribute.size()];
        byte[] bits = new byte[attribute.size()];
        if (attribute == KeyAttribute.VLAN) {
            value[0] = PRESENT;
            bits[0] = PRESENT;
        }
        list(attribute.text(), attribute.fields(), value, bits);
        put(attribute, value, bits);
    }

    /** Reads {@code name=value,...)}, in any order. */
    private void list(String owner, List<FlowField> known, byte[] value, byte[] bits) throws OdpParseException {
        boolean more = true;
        while (more) {
            FlowField field = named(known);
            if (field != null) {
                fields.read(field, value, bits);
                more = in.take(',');
            } else {
                more = false;
                if (!in.looksAt(')')) {
                    throw in.wrong(owner, "a field: " + names(known));
                }
            }
        }
        in.expect(')', owner);
    }

    private @Nullable FlowField named(List<FlowField> known) {
        for (FlowField field : known) {
            if (field.slot().bytes() > 0 && (in.take(field.text() + "=") || in.take(field.printedText() + "="))) {
                return field;
            }
        }
        return null;
    }

    private static String names(List<FlowField> known) {
        return known.stream()
                .filter(f -> f.slot().bytes() > 0)
                .map(FlowField::text)
                .collect(Collectors.joining(", "));
    }

    private void mpls() throws OdpParseException {
        List<FlowField> entry = KeyAttribute.MPLS.fields().subList(0, 4);
        byte[] value = new byte[MplsEntries.MOST * MplsEntries.ENTRY];
        byte[] bits = new byte[value.length];
        int index = 0;
        int seen = 0;
        boolean more = true;
        while (more) {
            int start = in.offset();
            FlowField field = named(entry);
            if (field == null) {
                if (!in.looksAt(')')) {
                    throw in.wrong("mpls", "a field: " + names(entry));
                }
                break;
            }
            int bit = 1 << entry.indexOf(field);
            if ((seen & bit) != 0) {
                seen = 0;
                if (++index == MplsEntries.MOST) {
                    throw in.wrongAt(start, "mpls", "at most " + MplsEntries.MOST + " labels");
                }
            }
            seen |= bit;
            fields.read(field, value, bits, index * MplsEntries.ENTRY);
            more = in.take(',');
        }
        in.expect(')', "mpls");
        int length = (index + 1) * MplsEntries.ENTRY;
        put(KeyAttribute.MPLS, Arrays.copyOf(value, length), Arrays.copyOf(bits, length));
    }

    private void nsh() throws OdpParseException {
        byte[] value = new byte[24];
        byte[] bits = new byte[24];
        boolean contexts = false;
        boolean more = true;
        while (more) {
            FlowField base = named(KeyAttribute.NSH_BASE.fields());
            if (base != null) {
                fields.read(base, value, bits);
            } else {
                FlowField context = named(KeyAttribute.NSH_MD1.fields());
                if (context == null) {
                    if (!in.looksAt(')')) {
                        throw in.wrong(
                                "nsh",
                                "a field: " + names(KeyAttribute.NSH_BASE.fields()) + ", "
                                        + names(KeyAttribute.NSH_MD1.fields()));
                    }
                    break;
                }
                fields.read(context, value, bits, KeyAttribute.NSH_BASE.size());
                contexts = true;
            }
            more = in.take(',');
        }
        in.expect(')', "nsh");
        putNsh(key, value, contexts || FlowField.NSH_MDTYPE.slot().get(value, 0) == 1);
        putNsh(mask, bits, true);
    }

    private static void putNsh(AttributeWriter out, byte[] value, boolean contexts) {
        int base = KeyAttribute.NSH_BASE.size();
        int start = out.start(KeyAttribute.NSH.netlinkType());
        out.put(KeyAttribute.NSH_BASE.netlinkType(), Arrays.copyOf(value, base));
        if (contexts) {
            out.put(KeyAttribute.NSH_MD1.netlinkType(), Arrays.copyOfRange(value, base, value.length));
        }
        out.end(start);
    }

    private void inPort() throws OdpParseException {
        int start = in.offset();
        byte[] value = new byte[KeyAttribute.IN_PORT.size()];
        byte[] bits = new byte[value.length];
        OptionalInt named = ports.number(in.until(")"));
        if (named.isPresent()) {
            FlowField.IN_PORT.slot().put(value, 0, named.getAsInt(), 0);
            Arrays.fill(bits, (byte) -1);
        } else {
            in.back(start);
            fields.read(FlowField.IN_PORT, value, bits);
            int number = (int) FlowField.IN_PORT.slot().get(value, 0);
            if (isOnes(bits) && !ports.exists(number)) {
                throw in.wrongAt(start, "in_port", ports.describe());
            }
        }
        in.expect(')', "in_port");
        put(KeyAttribute.IN_PORT, value, bits);
    }

    private void encap() throws OdpParseException {
        int start = in.offset();
        int keyStart = key.start(KeyAttribute.ENCAP.netlinkType());
        int maskStart = mask.start(KeyAttribute.ENCAP.netlinkType());
        in.skipDelimiters();
        while (!in.take(')')) {
            if (in.atEnd()) {
                throw in.wrong("encap", "')'");
            }
            attribute();
            if (key.payload(keyStart) > AttributeWriter.MOST || mask.payload(maskStart) > AttributeWriter.MOST) {
                throw in.wrongAt(start, "encap", "at most " + AttributeWriter.MOST + " bytes");
            }
            in.skipDelimiters();
        }
        key.end(keyStart);
        mask.end(maskStart);
    }

    private void put(KeyAttribute attribute, byte[] value, byte[] bits) {
        key.put(attribute.netlinkType(), value);
        mask.put(attribute.netlinkType(), bits);
    }
}
