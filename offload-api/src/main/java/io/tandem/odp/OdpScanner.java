package io.tandem.odp;

import java.math.BigInteger;
import java.util.OptionalInt;

/**
 * A position in ODP text. Reads literals, numbers and addresses with the tolerance that Open vSwitch's parser has: white
 * space may stand before a number, a number may be decimal, octal or hexadecimal and have a sign, and bits above the
 * width of what it is stored in are cut off. Source: Open vSwitch, ovs_scan and parse_int_string in lib/util.c.
 */
final class OdpScanner {
    private static final String DELIMITERS = ", \t\r\n";
    private static final String SPACE = " \t\n\u000b\f\r";
    private static final int EXCERPT = 24;
    private static final int IPV6_TEXT = 46;
    private static final int MAC_BYTES = 6;
    private static final int IPV4_BYTES = 4;

    private final String text;
    private final boolean strict;
    private int at;
    private long value;

    /** Reads as tolerantly as Open vSwitch does. */
    OdpScanner(String text) {
        this(text, false);
    }

    /** Reads text; where it is to be strict, a number that is too large for its field is an error. */
    OdpScanner(String text, boolean strict) {
        this.text = text;
        this.strict = strict;
    }

    int offset() {
        return at;
    }

    void back(int offset) {
        at = offset;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next character; zero at the end. */
    char peek() {
        return peek(0);
    }

    /** The character so many behind the next one; zero behind the end. */
    char peek(int further) {
        return at + further < text.length() ? text.charAt(at + further) : 0;
    }

    boolean looksAt(char c) {
        return peek() == c && c != 0;
    }

    /** Takes the character where it comes next. */
    boolean take(char c) {
        if (looksAt(c)) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes the text where it comes next. */
    boolean take(String literal) {
        if (text.startsWith(literal, at)) {
            at += literal.length();
            return true;
        }
        return false;
    }

    boolean takeIgnoringCase(String literal) {
        if (text.regionMatches(true, at, literal, 0, literal.length())) {
            at += literal.length();
            return true;
        }
        return false;
    }

    /** The next character, taken. */
    char next() {
        char c = peek();
        at += c == 0 ? 0 : 1;
        return c;
    }

    void expect(char c, String field) throws OdpParseException {
        if (!take(c)) {
            throw wrong(field, "'" + c + "'");
        }
    }

    void expect(String literal, String field) throws OdpParseException {
        if (!take(literal)) {
            throw wrong(field, literal);
        }
    }

    void skipDelimiters() {
        while (!atEnd() && DELIMITERS.indexOf(peek()) >= 0) {
            at++;
        }
    }

    boolean atDelimiter() {
        return atEnd() || DELIMITERS.indexOf(peek()) >= 0;
    }

    /** Takes what stands before the next of these characters, or before the end. */
    String until(String stops) {
        int start = at;
        while (!atEnd() && stops.indexOf(peek()) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Takes the characters of that set, at most so many. */
    String those(String set, int most) {
        int start = at;
        while (!atEnd() && at - start < most && set.indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /** The number that {@link #number} has read: 64 bits, what was above them cut off. */
    long value() {
        return value;
    }

    /** Takes a number of any radix; false where there is none. */
    boolean number() {
        return number(0);
    }

    /** Takes a number of radix 10 or 16, or with radix 0 one that says its own. */
    boolean number(int radix) {
        int start = at;
        skipSpace();
        boolean negative = peek() == '-';
        if (negative || peek() == '+') {
            at++;
        }
        int base = radix;
        if ((base == 0 || base == 16) && peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
            base = 16;
            at += 2;
        } else if (base == 0) {
            base = peek() == '0' ? 8 : 10;
        }
        long result = 0;
        int digits = 0;
        for (int digit = digit(peek()); digit >= 0 && digit < base; digit = digit(peek())) {
            result = result * base + digit;
            digits++;
            at++;
        }
        if (digits == 0) {
            at = start;
            return false;
        }
        value = negative ? -result : result;
        return true;
    }

    /** A number, cut to so many bits. */
    long number(int bits, String field, String expected) throws OdpParseException {
        int start = at;
        if (!number(0)) {
            throw wrong(field, expected);
        }
        return fitting(bits, start, field);
    }

    /** A number with so many bits. */
    long number(int bits, String field) throws OdpParseException {
        return number(bits, field, "a number");
    }

    /** A port by name, up to a comma or parenthesis, or by number; the number need not be a port's. */
    int port(PortNames ports, String field) throws OdpParseException {
        int start = at;
        OptionalInt named = ports.number(until(",)"));
        if (named.isPresent()) {
            return named.getAsInt();
        }
        at = start;
        return (int) number(32, field);
    }

    /** A number in radix 10 or 16, cut to so many bits. */
    long numberOf(int radix, int bits, String field) throws OdpParseException {
        int start = at;
        if (!number(radix)) {
            throw wrong(field, radix == 16 ? "a hexadecimal number" : "a decimal number");
        }
        return fitting(bits, start, field);
    }

    /** A number that stays at the end of 64 bits where it is beyond, as strtoll has it. */
    long saturated(String field) throws OdpParseException {
        skipSpace();
        int start = at;
        if (!number(0)) {
            throw wrong(field, "a number");
        }
        String digits = text.substring(start, at);
        return overflows(digits) || (value < 0 && !digits.startsWith("-"))
                ? (digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE)
                : value;
    }

    private long fitting(int bits, int start, String field) throws OdpParseException {
        if (strict && (value & ~ones(bits)) != 0) {
            throw wrongAt(start, field, "a number of " + bits + " bits");
        }
        return value & ones(bits);
    }

    static long ones(int bits) {
        return bits >= Long.SIZE ? -1L : (1L << bits) - 1;
    }

    /** Six bytes in hexadecimal with colons; false, and nothing taken, where there is no address. */
    boolean mac() {
        return bytes(MAC_BYTES, 16, ':');
    }

    /** Four bytes in decimal with dots; false, and nothing taken, where there is no address. */
    boolean ipv4() {
        return bytes(IPV4_BYTES, 10, '.');
    }

    private boolean bytes(int count, int radix, char separator) {
        int start = at;
        long result = 0;
        for (int i = 0; i < count; i++) {
            if ((i > 0 && !take(separator)) || !number(radix) || (strict && (value & ~0xffL) != 0)) {
                at = start;
                return false;
            }
            result = result << Byte.SIZE | value & 0xff;
        }
        value = result;
        return true;
    }

    /** An IPv6 address, 16 bytes; empty, and nothing taken, where there is none. */
    byte[] ipv6() {
        int start = at;
        byte[] address = AddressText.parseIpv6(those("0123456789abcdefABCDEF:.", IPV6_TEXT));
        if (address.length == 0) {
            at = start;
        }
        return address;
    }

    /**
     * A number of any length, most significant byte first: hexadecimal after {@code 0x}, with white space between the
     * digits if need be, or any number of up to 64 bits.
     */
    byte[] bytes(int size, String field) throws OdpParseException {
        byte[] result = new byte[size];
        int start = at;
        if (take("0x") || take("0X")) {
            hexadecimal(start, field, result);
            return result;
        }
        skipSpace();
        int number = at;
        if (!number(0)) {
            throw wrong(field, "a number");
        }
        if (overflows(text.substring(number, at))) {
            throw wrongAt(start, field, "a number of up to 64 bits, or hexadecimal digits after 0x");
        }
        long rest = value;
        for (int i = size - 1; i >= 0; i--) {
            result[i] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
        if (rest != 0) {
            throw wrongAt(start, field, "a number of up to " + size + " bytes");
        }
        return result;
    }

    private void hexadecimal(int start, String field, byte[] result) throws OdpParseException {
        StringBuilder digits = new StringBuilder();
        while (true) {
            while (!atEnd() && " \t\r\n".indexOf(peek()) >= 0) {
                at++;
            }
            int digit = digit(peek());
            if (digit < 0) {
                break;
            }
            if (digit != 0 || !digits.isEmpty()) {
                digits.append(Character.forDigit(digit, 16));
                if ((digits.length() + 1) / 2 > result.length) {
                    throw wrongAt(start, field, "a number of up to " + result.length + " bytes");
                }
            }
            at++;
        }
        for (int i = 0; i < digits.length(); i++) {
            int fromEnd = digits.length() - 1 - i;
            int index = result.length - 1 - fromEnd / 2;
            int digit = digit(digits.charAt(i));
            result[index] |= (byte) (fromEnd % 2 == 0 ? digit : digit << 4);
        }
    }

    /** True for a number, sign and radix as {@link #number} reads them, that 64 bits cannot hold. */
    private static boolean overflows(String digits) {
        String bare = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        boolean hex = bare.startsWith("0x") || bare.startsWith("0X");
        bare = hex ? bare.substring(2) : bare;
        int radix = hex ? 16 : bare.startsWith("0") ? 8 : 10;
        return bare.length() > 10 && new BigInteger(bare, radix).bitLength() > Long.SIZE;
    }

    private void skipSpace() {
        while (!atEnd() && SPACE.indexOf(peek()) >= 0) {
            at++;
        }
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    OdpParseException wrong(String field, String expected) {
        return wrongAt(at, field, expected);
    }

    OdpParseException wrongAt(int offset, String field, String expected) {
        String rest = text.substring(Math.min(offset, text.length()));
        String found = rest.isEmpty()
                ? "the end of the text"
                : "'" + rest.substring(0, Math.min(rest.length(), EXCERPT)) + "'";
        return new OdpParseException(offset, field, found, expected);
    }
}
