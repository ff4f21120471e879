package io.tandem.odp;

import io.tandem.flow.NamedFlag;
import java.util.List;

/**
 * Sets of named bits: {@code syn|ack} exact, {@code +syn-ack} masked, and numbers for both. Source: Open vSwitch,
 * parse_flags, format_flags and format_flags_masked in lib/flow.c.
 */
public final class FlagText {
    /**
     * Bits that were read.
     *
     * @param value bits that are set
     * @param mask bits that are matched
     */
    record Flags(int value, int mask) {}

    /** Reads flags up to the closing parenthesis, which is left to the caller. */
    static Flags read(OdpScanner in, List<? extends NamedFlag> names, String field) throws OdpParseException {
        return read(in, names, field, true);
    }

    /** The same, with or without the forms that have a mask. */
    static Flags read(OdpScanner in, List<? extends NamedFlag> names, String field, boolean masks)
            throws OdpParseException {
        int allowed = NamedFlag.all(names);
        int start = in.offset();
        if (masks && in.number(0)) {
            int value = (int) in.value();
            if (in.take('/') && in.number(0)) {
                int mask = (int) in.value();
                if (((value | mask) & ~allowed) != 0) {
                    throw in.wrongAt(start, field, "bits of 0x" + Integer.toHexString(allowed));
                }
                return new Flags(value, mask);
            }
        }
        in.back(start);
        return masks && (in.looksAt('+') || in.looksAt('-'))
                ? signed(in, names, field)
                : plain(in, names, allowed, field);
    }

    private static Flags signed(OdpScanner in, List<? extends NamedFlag> names, String field) throws OdpParseException {
        int value = 0;
        int mask = 0;
        while (!in.looksAt(')')) {
            boolean set = in.looksAt('+');
            if (!set && !in.looksAt('-')) {
                throw in.wrong(field, "'+' or '-' before each flag");
            }
            in.next();
            NamedFlag flag = name(in, names, "+-)", field);
            if ((mask & flag.bit()) != 0) {
                throw in.wrong(field, flag.text() + " once");
            }
            mask |= flag.bit();
            value |= set ? flag.bit() : 0;
        }
        return new Flags(value, mask);
    }

    private static Flags plain(OdpScanner in, List<? extends NamedFlag> names, int allowed, String field)
            throws OdpParseException {
        int value = 0;
        while (!in.looksAt(')')) {
            int start = in.offset();
            if (in.number(0)) {
                int bits = (int) in.value();
                if ((bits & ~allowed) != 0) {
                    throw in.wrongAt(start, field, "bits of 0x" + Integer.toHexString(allowed));
                }
                value |= bits;
            } else {
                value |= name(in, names, "|)", field).bit();
            }
            in.take('|');
        }
        return new Flags(value, -1);
    }

    private static NamedFlag name(OdpScanner in, List<? extends NamedFlag> names, String stops, String field)
            throws OdpParseException {
        for (NamedFlag flag : names) {
            int start = in.offset();
            if (in.take(flag.text()) && in.peek() != 0 && stops.indexOf(in.peek()) >= 0) {
                return flag;
            }
            in.back(start);
        }
        throw in.wrong(
                field,
                "a flag: "
                        + String.join(" ", names.stream().map(NamedFlag::text).toList()));
    }

    /** Names of the bits that are set, with this character between them; unnamed bits as one number. */
    public static String print(int value, List<? extends NamedFlag> names, char separator) {
        if (value == 0) {
            return "0";
        }
        StringBuilder out = new StringBuilder();
        int rest = value;
        for (NamedFlag flag : names) {
            if ((value & flag.bit()) != 0) {
                out.append(flag.text()).append(separator);
                rest &= ~flag.bit();
            }
        }
        if (rest != 0) {
            out.append("0x").append(Integer.toHexString(rest)).append(separator);
        }
        out.setLength(out.length() - 1);
        return out.toString();
    }

    /** Bits with a mask; where it is the widest that there is, as exact ones. */
    static String printMasked(int value, int mask, int widest, List<? extends NamedFlag> names) {
        if (mask == widest) {
            return print(value, names, '|');
        }
        if (mask == 0) {
            return "0/0";
        }
        StringBuilder out = new StringBuilder();
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int bit = Integer.lowestOneBit(rest);
            out.append((value & bit) != 0 ? '+' : '-');
            out.append(names.stream()
                    .filter(f -> f.bit() == bit)
                    .map(NamedFlag::text)
                    .findFirst()
                    .orElse("[Unknown]"));
        }
        return out.toString();
    }

    private FlagText() {}
}
