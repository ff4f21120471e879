package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.TcpFlag;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes and reads the value and mask of one field, as its {@link io.tandem.flow.FieldFormat} says. */
final class FieldText {
    static void print(StringBuilder out, FlowField field, FlowKey key, FlowMask mask) {
        boolean exact = mask.isExact(field);
        long value = key.get(field);
        long bits = mask.get(field);
        switch (field.format()) {
            case DECIMAL ->
                out.append(Long.toUnsignedString(value)).append(exact ? "" : "/0x" + Long.toHexString(bits));
            case HEX -> out.append(hex(value)).append(exact ? "" : "/" + hex(bits));
            case HEX4 -> out.append("0x%04x".formatted(value)).append(exact ? "" : "/0x%04x".formatted(bits));
            case MAC -> out.append(AddressText.mac(value)).append(exact ? "" : "/" + AddressText.mac(bits));
            case IPV4 -> out.append(AddressText.ipv4(value)).append(exact ? "" : "/" + AddressText.ipv4(bits));
            case IPV6 ->
                out.append(AddressText.ipv6(value, key.getLow(field)))
                        .append(exact ? "" : "/" + AddressText.ipv6(bits, mask.getLow(field)));
            case FRAG -> out.append(fragment(value));
            case TCP_FLAGS -> out.append(exact ? flags(value) : maskedFlags(value, bits));
        }
    }

    /** Reads {@code VALUE[/MASK]} into both builders; no mask means every bit. */
    static void read(OdpScanner in, FlowField field, FlowKey.Builder key, FlowMask.Builder mask)
            throws OdpParseException {
        switch (field.format()) {
            case DECIMAL, HEX, HEX4 -> readNumber(in, field, key, mask);
            case MAC -> {
                long value = AddressText.readMac(in, field.path());
                put(field, value, in.take('/') ? AddressText.readMac(in, field.path()) : field.ones(), key, mask);
            }
            case IPV4 -> {
                long value = AddressText.readIpv4(in, field.path());
                long bits = in.take('/') ? AddressText.readIpv4Mask(in, field.path()) : field.ones();
                put(field, value, bits, key, mask);
            }
            case IPV6 -> {
                long[] value = AddressText.readIpv6(in, field.path());
                long[] bits = in.take('/') ? AddressText.readIpv6Mask(in, field.path()) : new long[] {-1L, -1L};
                key.set(field, value[0], value[1]);
                mask.set(field, bits[0], bits[1]);
            }
            case FRAG -> readFragment(in, field, key, mask);
            case TCP_FLAGS -> readFlags(in, field, key, mask);
        }
    }

    private static void put(FlowField field, long value, long bits, FlowKey.Builder key, FlowMask.Builder mask) {
        key.set(field, value);
        mask.set(field, bits);
    }

    private static void readNumber(OdpScanner in, FlowField field, FlowKey.Builder key, FlowMask.Builder mask)
            throws OdpParseException {
        long value = in.number(field.width(), field.path());
        long bits = field.ones();
        if (in.looksAt('/')) {
            if (!field.maskable()) {
                throw in.wrong(field.path(), "no mask, as this field is matched whole");
            }
            in.take('/');
            bits = in.number(field.width(), field.path() + " mask");
        }
        put(field, value, bits, key, mask);
    }

    private static void readFragment(OdpScanner in, FlowField field, FlowKey.Builder key, FlowMask.Builder mask)
            throws OdpParseException {
        int start = in.offset();
        String word = in.name();
        for (Fragment fragment : Fragment.values()) {
            if (fragment.text().equals(word)) {
                put(field, fragment.bits(), field.ones(), key, mask);
                return;
            }
        }
        throw in.wrongAt(start, field.path(), "no, first or later");
    }

    private static void readFlags(OdpScanner in, FlowField field, FlowKey.Builder key, FlowMask.Builder mask)
            throws OdpParseException {
        if (in.looksAt('+') || in.looksAt('-')) {
            long value = 0;
            long bits = 0;
            while (in.looksAt('+') || in.looksAt('-')) {
                boolean set = in.take('+');
                if (!set) {
                    in.take('-');
                }
                int bit = readFlag(in, field);
                bits |= bit;
                value |= set ? bit : 0;
            }
            put(field, value, bits, key, mask);
            return;
        }
        int start = in.offset();
        String word = in.name();
        in.back(start);
        if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
            readNumber(in, field, key, mask);
            return;
        }
        long value = 0;
        do {
            value |= readFlag(in, field);
        } while (in.take('|'));
        put(field, value, field.ones(), key, mask);
    }

    private static int readFlag(OdpScanner in, FlowField field) throws OdpParseException {
        int start = in.offset();
        String word = in.take('[') ? "[" + in.name() + (in.take(']') ? "]" : "") : in.name();
        return TcpFlag.named(word)
                .orElseThrow(() -> in.wrongAt(
                        start,
                        field.path(),
                        "a TCP flag: "
                                + Arrays.stream(TcpFlag.values())
                                        .map(TcpFlag::text)
                                        .collect(Collectors.joining(" "))))
                .bit();
    }

    private static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    private static String fragment(long bits) {
        for (Fragment fragment : Fragment.values()) {
            if (fragment.bits() == bits) {
                return fragment.text();
            }
        }
        throw new IllegalArgumentException("no fragment state has the bits " + bits);
    }

    private static String flags(long value) {
        String names = Arrays.stream(TcpFlag.values())
                .filter(f -> (value & f.bit()) != 0)
                .map(TcpFlag::text)
                .collect(Collectors.joining("|"));
        return names.isEmpty() ? "0" : names;
    }

    private static String maskedFlags(long value, long bits) {
        return Arrays.stream(TcpFlag.values())
                .filter(f -> (bits & f.bit()) != 0)
                .map(f -> ((value & f.bit()) != 0 ? "+" : "-") + f.text())
                .collect(Collectors.joining());
    }

    private FieldText() {}
}
