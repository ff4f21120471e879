package io.tandem.odp;

/** Numbers with their masks as ODP text writes them: {@code name=value[/mask],}. */
final class NumberText {
    /** A decimal value with a hexadecimal mask; nothing where the mask is zero and the form is not verbose. */
    static void decimal(StringBuilder out, String name, long value, long mask, long whole, boolean verbose) {
        if (verbose || mask != 0) {
            out.append(name)
                    .append('=')
                    .append(Long.toUnsignedString(value))
                    .append(mask(mask, whole))
                    .append(',');
        }
    }

    /** The same with a hexadecimal value. */
    static void hex(StringBuilder out, String name, long value, long mask, long whole, boolean verbose) {
        if (verbose || mask != 0) {
            out.append(name)
                    .append('=')
                    .append(hex(value))
                    .append(mask(mask, whole))
                    .append(',');
        }
    }

    /** Hexadecimal with {@code 0x}, zero as {@code 0}. */
    static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    /** Bytes as one hexadecimal number without leading zeros. */
    static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            if (!out.isEmpty()) {
                out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            } else if (b != 0) {
                out.append("0x").append(Integer.toHexString(b & 0xff));
            }
        }
        return out.isEmpty() ? "0" : out.toString();
    }

    /** A mask behind its value; nothing where it is whole. */
    static String mask(long mask, long whole) {
        return mask == whole ? "" : "/" + hex(mask);
    }

    /** Takes off a comma at the end. */
    static void chomp(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) == ',') {
            out.setLength(out.length() - 1);
        }
    }

    private NumberText() {}
}
