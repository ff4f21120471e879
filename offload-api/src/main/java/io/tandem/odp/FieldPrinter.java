package io.tandem.odp;

import io.tandem.flow.AbiSlot;
import io.tandem.flow.FieldFormat;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import java.util.Arrays;
import java.util.HexFormat;

/** Writes the value and mask of one field of a struct of the datapath ABI, as its {@link FieldFormat} says. */
final class FieldPrinter {
    private final StringBuilder out;
    private final boolean verbose;

    FieldPrinter(StringBuilder out, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
    }

    /**
     * Writes {@code name=value[/mask],}, or nothing where the mask is zero and the form is not verbose.
     *
     * @param mask the mask's struct; empty where every bit is matched
     */
    void named(FlowField field, byte[] key, byte[] mask) {
        named(field.text(), field, key, mask);
    }

    void named(String name, FlowField field, byte[] key, byte[] mask) {
        AbiSlot slot = field.slot();
        long bits = mask.length == 0 ? -1L : slot.get(mask, 0) | slot.getLow(mask, 0);
        if (bits == 0 && (!verbose || field.format() == FieldFormat.FRAG)) {
            return;
        }
        out.append(name).append('=');
        value(field, key, mask);
        out.append(',');
    }

    /** Writes {@code value[/mask]}. */
    void value(FlowField field, byte[] key, byte[] mask) {
        AbiSlot slot = field.slot();
        long value = slot.get(key, 0);
        long whole = whole(field);
        boolean masked = mask.length > 0;
        long bits = masked ? slot.get(mask, 0) : -1L;
        boolean partly = masked && (slot.bytes() > Long.BYTES ? !ones(field, mask) : (bits & whole) != whole);
        switch (field.format()) {
            case DECIMAL -> out.append(Long.toUnsignedString(value)).append(partly ? "/" + NumberText.hex(bits) : "");
            case HEX -> out.append(NumberText.hex(value)).append(partly ? "/" + NumberText.hex(bits) : "");
            case HEX_PREFIXED ->
                out.append("0x").append(Long.toHexString(value)).append(partly ? "/" + NumberText.hex(bits) : "");
            case HEX4 -> out.append("0x%04x".formatted(value)).append(partly ? "/0x%04x".formatted(bits) : "");
            case HEX128 -> out.append(hex128(field, key)).append(partly ? "/" + hex128(field, mask) : "");
            case MAC -> out.append(AddressText.mac(value)).append(partly ? "/" + AddressText.mac(bits) : "");
            case IPV4 -> out.append(AddressText.ipv4(value)).append(partly ? "/" + AddressText.ipv4(bits) : "");
            case IPV6 ->
                out.append(AddressText.ipv6(value, slot.getLow(key, 0)))
                        .append(partly ? "/" + AddressText.ipv6(bits, slot.getLow(mask, 0)) : "");
            case FRAG -> out.append(fragment((int) value));
            case TCP_FLAGS ->
                out.append(
                        partly
                                ? FlagText.printMasked(
                                        (int) value,
                                        (int) (bits & whole),
                                        (int) whole,
                                        field.format().flags())
                                : FlagText.print((int) value, field.format().flags(), '|'));
            case CT_STATE -> connection(field, value, partly, bits);
            case BYTES -> out.append(bytes(field, key)).append(partly ? "/" + bytes(field, mask) : "");
            case TUNNEL_FLAGS, GENEVE -> throw new IllegalArgumentException(field.path() + " has a printer of its own");
        }
    }

    private void connection(FlowField field, long value, boolean partly, long bits) {
        if (verbose) {
            out.append(NumberText.hex(value)).append(partly ? "/" + NumberText.hex(bits) : "");
        } else if (partly) {
            out.append(FlagText.printMasked(
                    (int) value, (int) bits, -1, field.format().flags()));
        } else {
            out.append(FlagText.print((int) value, field.format().flags(), '|'));
        }
    }

    /** The bits that a whole mask has, in the struct. */
    private static long whole(FlowField field) {
        boolean part = field.format() == FieldFormat.TCP_FLAGS || field == FlowField.IPV6_LABEL;
        return OdpScanner.ones(part ? field.width() : field.slot().width());
    }

    private static boolean ones(FlowField field, byte[] mask) {
        return field.slot().get(mask, 0) == -1L && field.slot().getLow(mask, 0) == -1L;
    }

    private static String hex128(FlowField field, byte[] struct) {
        long high = field.slot().get(struct, 0);
        long low = field.slot().getLow(struct, 0);
        return high == 0 ? NumberText.hex(low) : "0x" + Long.toHexString(high) + "%016x".formatted(low);
    }

    private static String fragment(int abi) {
        return Arrays.stream(Fragment.values())
                .filter(f -> f.abi() == abi)
                .map(Fragment::text)
                .findFirst()
                .orElse("<error>");
    }

    private static String bytes(FlowField field, byte[] struct) {
        int from = field.slot().offset();
        return HexFormat.ofDelimiter(" ")
                .formatHex(struct, from, from + field.slot().bytes());
    }
}
