package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.AttributeCursor;
import java.util.Arrays;
import java.util.List;

/** The fields of a Network Service Header: RFC 8300. Source of the form: Open vSwitch, format_nsh_key_mask. */
final class NshText {
    private static final List<FlowField> BYTES =
            List.of(FlowField.NSH_FLAGS, FlowField.NSH_TTL, FlowField.NSH_MDTYPE, FlowField.NSH_NP);
    private static final List<FlowField> CONTEXTS = KeyAttribute.NSH_MD1.fields();

    /** Writes the attributes inside an nsh key, with their mask or without one. */
    static void printKey(StringBuilder out, byte[] key, byte[] mask, boolean masked) {
        byte[] base = find(key, KeyAttribute.NSH_BASE, 0);
        byte[] contexts = find(key, KeyAttribute.NSH_MD1, 0);
        if (masked) {
            printMasked(
                    out,
                    base,
                    find(mask, KeyAttribute.NSH_BASE, 0xff),
                    contexts,
                    find(mask, KeyAttribute.NSH_MD1, 0xff));
        } else {
            print(out, base);
            if (get(FlowField.NSH_MDTYPE, base) == 1) {
                for (FlowField field : CONTEXTS) {
                    out.append(',').append(field.text()).append("=0x").append(Long.toHexString(get(field, contexts)));
                }
            }
        }
    }

    /** Writes the base header's fields. */
    static void print(StringBuilder out, byte[] base) {
        for (FlowField field : BYTES) {
            out.append(field.text()).append('=').append(get(field, base)).append(',');
        }
        out.append("spi=0x")
                .append(Long.toHexString(get(FlowField.NSH_SPI, base)))
                .append(",si=")
                .append(get(FlowField.NSH_SI, base));
    }

    /** Writes what is matched or set, and nothing of what is not. */
    static void printMasked(StringBuilder out, byte[] base, byte[] baseMask, byte[] contexts, byte[] contextMask) {
        BYTES.forEach(field -> small(out, field, base, baseMask));
        large(out, FlowField.NSH_SPI, base, baseMask);
        small(out, FlowField.NSH_SI, base, baseMask);
        CONTEXTS.forEach(field -> large(out, field, contexts, contextMask));
        NumberText.chomp(out);
    }

    private static void small(StringBuilder out, FlowField field, byte[] value, byte[] mask) {
        long bits = get(field, mask);
        if (bits == field.ones()) {
            out.append(field.text()).append('=').append(get(field, value)).append(',');
        } else if (bits != 0) {
            out.append("%s=0x%02x/0x%02x,".formatted(field.text(), get(field, value), bits));
        }
    }

    private static void large(StringBuilder out, FlowField field, byte[] value, byte[] mask) {
        long bits = get(field, mask);
        if (bits == field.ones()) {
            out.append("%s=0x%x,".formatted(field.text(), get(field, value)));
        } else if (bits != 0) {
            out.append("%s=0x%x/0x%08x,".formatted(field.text(), get(field, value), bits));
        }
    }

    private static long get(FlowField field, byte[] struct) {
        return field.slot().get(struct, 0);
    }

    private static byte[] find(byte[] attributes, KeyAttribute wanted, int filler) {
        AttributeCursor cursor = new AttributeCursor(attributes);
        while (cursor.next()) {
            if (cursor.type() == wanted.netlinkType() && wanted.fits(cursor.length())) {
                return cursor.copy();
            }
        }
        byte[] none = new byte[wanted.size()];
        Arrays.fill(none, (byte) filler);
        return none;
    }

    private NshText() {}
}
