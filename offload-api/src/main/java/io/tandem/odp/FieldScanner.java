package io.tandem.odp;

import io.tandem.flow.AbiSlot;
import io.tandem.flow.FieldFormat;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the value and mask of one field into the structs of the datapath ABI, as its
 * {@link io.tandem.flow.FieldFormat} says. No mask means every bit.
 */
final class FieldScanner {
    private static final String FRAGMENT_LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final int FRAGMENT_WORD = 7;
    private static final String MASK = " mask";

    private final OdpScanner in;

    FieldScanner(OdpScanner in) {
        this.in = in;
    }

    /** Reads {@code VALUE[/MASK]} into both structs. */
    void read(FlowField field, byte[] key, byte[] mask) throws OdpParseException {
        read(field, key, mask, 0);
    }

    /** Reads {@code VALUE[/MASK]} into both structs, so many bytes behind where the field's table row says. */
    void read(FlowField field, byte[] key, byte[] mask, int base) throws OdpParseException {
        switch (field.format()) {
            case DECIMAL, HEX, HEX_PREFIXED, HEX4 -> number(field, key, mask, base);
            case MAC -> {
                if (!in.mac()) {
                    throw in.wrong(field.path(), "an Ethernet address as 00:11:22:33:44:55");
                }
                field.slot().put(key, base, in.value(), 0);
                boolean masked = in.take('/');
                if (masked && !in.mac()) {
                    throw in.wrong(field.path() + MASK, "a mask as ff:ff:ff:00:00:00");
                }
                field.slot().put(mask, base, masked ? in.value() : -1L, 0);
            }
            case IPV4 -> {
                if (!in.ipv4()) {
                    throw in.wrong(field.path(), "an IPv4 address as 10.0.0.1");
                }
                field.slot().put(key, base, in.value(), 0);
                boolean masked = in.take('/');
                if (masked && !in.ipv4()) {
                    throw in.wrong(field.path() + MASK, "a mask as 255.255.255.0");
                }
                field.slot().put(mask, base, masked ? in.value() : -1L, 0);
            }
            case IPV6 -> {
                byte[] address = in.ipv6();
                if (address.length == 0) {
                    throw in.wrong(field.path(), "an IPv6 address as 2001:db8::1");
                }
                put(field, key, base, address);
                byte[] bits = new byte[address.length];
                Arrays.fill(bits, (byte) -1);
                if (in.take('/')) {
                    bits = in.ipv6();
                    if (bits.length == 0) {
                        throw in.wrong(field.path() + MASK, "a mask as ffff:ffff::");
                    }
                }
                put(field, mask, base, bits);
            }
            case HEX128 -> {
                put(field, key, base, in.bytes(field.slot().bytes(), field.path()));
                if (in.take('/')) {
                    put(field, mask, base, in.bytes(field.slot().bytes(), field.path() + MASK));
                } else {
                    field.slot().put(mask, base, -1L, -1L);
                }
            }
            case FRAG -> fragment(field, key, mask, base);
            case TCP_FLAGS, CT_STATE -> {
                int start = in.offset();
                FlagText.Flags flags = FlagText.read(in, field.format().flags(), field.path());
                if (in.offset() == start) {
                    throw in.wrong(field.path(), "flags, or 0 for none");
                }
                field.slot().put(key, base, flags.value(), 0);
                field.slot().put(mask, base, flags.mask(), 0);
            }
            case BYTES -> {
                hexadecimal(field, key);
                if (in.take('/')) {
                    hexadecimal(field, mask);
                } else {
                    field.slot().put(mask, base, -1L, -1L);
                }
            }
            case TUNNEL_FLAGS, GENEVE ->
                throw new IllegalArgumentException(field.path() + " is not a field of a struct");
        }
    }

    private static void put(FlowField field, byte[] struct, int base, byte[] bigEndian) {
        ByteBuffer words = ByteBuffer.wrap(bigEndian);
        field.slot().put(struct, base, words.getLong(), words.getLong());
    }

    private void number(FlowField field, byte[] key, byte[] mask, int base) throws OdpParseException {
        AbiSlot slot = field.slot();
        int start = in.offset();
        int container = slot.bytes() * Byte.SIZE;
        boolean truncating = truncates(field);
        long value = in.number(container, field.path());
        int most = field.format() == FieldFormat.HEX && field.width() < slot.width() ? field.width() : slot.width();
        if (!truncating && (value & ~OdpScanner.ones(most)) != 0) {
            throw in.wrongAt(start, field.path(), "a number of " + most + " bits");
        }
        slot.put(key, base, value, 0);
        long bits = OdpScanner.ones(most);
        if (field.maskable() && in.take('/')) {
            int at = in.offset();
            if (!in.number(0)) {
                throw in.wrong(field.path() + MASK, "a number");
            }
            bits = in.value() & OdpScanner.ones(container);
            if (!truncating && (bits & ~OdpScanner.ones(most)) != 0) {
                throw in.wrongAt(at, field.path() + MASK, "a number of " + most + " bits");
            }
        }
        slot.put(mask, base, bits, 0);
    }

    /** True for the fields that are part of a number, and of which Open vSwitch cuts off what is above them. */
    private static boolean truncates(FlowField field) {
        return switch (field) {
            case NSH_SPI, NSH_SI, TUNNEL_ERSPAN_DIRECTION, TUNNEL_ERSPAN_HARDWARE_ID, TUNNEL_GBP_ID, TUNNEL_GBP_FLAGS ->
                true;
            default -> false;
        };
    }

    private void fragment(FlowField field, byte[] key, byte[] mask, int base) throws OdpParseException {
        int start = in.offset();
        String word = in.those(FRAGMENT_LETTERS, FRAGMENT_WORD);
        for (Fragment fragment : Fragment.values()) {
            if (fragment.text().equals(word)) {
                field.slot().put(key, base, fragment.abi(), 0);
                field.slot().put(mask, base, -1L, 0);
                return;
            }
        }
        throw in.wrongAt(start, field.path(), "no, first or later");
    }

    private void hexadecimal(FlowField field, byte[] struct) throws OdpParseException {
        for (int i = 0; i < field.slot().bytes(); i++) {
            if (i > 0) {
                in.expect(' ', field.path());
            }
            int start = in.offset();
            String digits = in.those("0123456789abcdefABCDEF", 2);
            if (digits.length() != 2) {
                throw in.wrongAt(start, field.path(), "a byte of two hexadecimal digits");
            }
            struct[field.slot().offset() + i] = (byte) Integer.parseInt(digits, 16);
        }
    }
}
