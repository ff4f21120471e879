package io.tandem.tc.text;

import java.math.BigInteger;
import java.util.Locale;

/** Numbers as strtoul reads them: {@code 0x} before hexadecimal, and in base 0 a leading 0 before octal. */
final class NumberText {
    private static final BigInteger UNSIGNED_LONG = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** Most that 32 bits hold. */
    static final long U32 = 0xffffffffL;

    /** An unsigned number of a base, 0 for the one that it is written in. */
    static long read(CommandWord word, int base, long most) throws TcParseException {
        String expected = "a " + (base == 16 ? "hexadecimal " : base == 10 ? "decimal " : "") + "number of at most "
                + (base == 16 ? "0x" + Long.toHexString(most) : Long.toUnsignedString(most));
        BigInteger value = value(word, base, expected);
        if (value.compareTo(UNSIGNED_LONG) > 0 || Long.compareUnsigned(value.longValue(), most) > 0) {
            throw word.malformed(expected);
        }
        return value.longValue();
    }

    /** A number that may be negative, in the base that it is written in. */
    static int readSigned(CommandWord word) throws TcParseException {
        String expected = "a number of 32 bits";
        boolean negative = word.text().startsWith("-");
        BigInteger value = value(negative ? word.from(1) : word, 0, expected);
        long bounded = value.bitLength() > 32 ? Long.MAX_VALUE : value.longValue();
        long signed = negative ? -bounded : bounded;
        if (signed != (int) signed) {
            throw word.malformed(expected);
        }
        return (int) signed;
    }

    private static BigInteger value(CommandWord word, int base, String expected) throws TcParseException {
        String digits = word.text().toLowerCase(Locale.ROOT);
        int radix = base == 0 ? 10 : base;
        if (base != 10 && digits.startsWith("0x")) {
            digits = digits.substring(2);
            radix = 16;
        } else if (base == 0 && digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
        }
        int used = radix;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c < 128 && Character.digit(c, used) >= 0)) {
            throw word.malformed(expected);
        }
        return new BigInteger(digits, radix);
    }

    /** As C writes hexadecimal numbers. */
    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private NumberText() {}
}
