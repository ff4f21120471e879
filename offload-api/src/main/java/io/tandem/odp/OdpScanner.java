package io.tandem.odp;

/** A position in ODP text. Knows words, numbers and delimiters, and says where it stands when something is wrong. */
final class OdpScanner {
    private static final String DELIMITERS = ", \t\r\n";
    private static final int EXCERPT = 24;

    private final String text;
    private int at;

    OdpScanner(String text) {
        this.text = text;
    }

    int offset() {
        return at;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    boolean looksAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /** Takes the character where it comes next. */
    boolean take(char c) {
        if (looksAt(c)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c, String field) throws OdpParseException {
        if (!take(c)) {
            throw wrong(field, "'" + c + "'");
        }
    }

    void skipDelimiters() {
        while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The longest run of letters, digits, {@code _}, {@code .}, {@code -} and {@code :}; may be empty. */
    String word() {
        return run("_.-:");
    }

    /** The longest run of letters, digits and {@code _}; may be empty. */
    String name() {
        return run("_");
    }

    private String run(String extra) {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || extra.indexOf(c) >= 0);
            if (!plain) {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    /** Goes back to an offset taken earlier. */
    void back(int offset) {
        at = offset;
    }

    /** An unsigned number of at most {@code width} bits: decimal, or hexadecimal after {@code 0x}. */
    long number(int width, String field) throws OdpParseException {
        int start = at;
        String digits = name();
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        try {
            long value = hex ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseUnsignedLong(digits);
            if (width < 64 && value >>> width != 0) {
                throw wrongAt(start, field, "a number of " + width + " bits, at most " + ((1L << width) - 1));
            }
            return value;
        } catch (NumberFormatException e) {
            throw wrongAt(start, field, "a number of " + width + " bits");
        }
    }

    OdpParseException wrong(String field, String expected) {
        return wrongAt(at, field, expected);
    }

    OdpParseException wrongAt(int offset, String field, String expected) {
        String found = offset >= text.length()
                ? "the end of the text"
                : "'" + text.substring(offset, Math.min(text.length(), offset + EXCERPT)) + "'";
        return new OdpParseException(offset, field, found, expected);
    }
}
