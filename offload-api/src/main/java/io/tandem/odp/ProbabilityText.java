package io.tandem.odp;

import java.math.BigDecimal;

/**
 * The percentage of {@code sample(sample=...)}, as a share of 2^32-1. Source: Open vSwitch, parse_odp_action__ in
 * lib/odp-util.c.
 */
final class ProbabilityText {
    private static final double PERCENT = 100.0;
    private static final double CERTAIN = 4294967295.0;

    /** Reads a percentage as strtod does; none at all is zero. */
    static int read(OdpScanner in) throws OdpParseException {
        int start = in.offset();
        while (!in.atEnd() && Character.isWhitespace(in.peek())) {
            in.next();
        }
        int first = in.offset();
        String sign = in.take('-') ? "-" : in.take('+') ? "+" : "";
        String whole = digits(in);
        String fraction = in.take('.') ? "." + digits(in) : "";
        String exponent = "";
        if (in.looksAt('e') || in.looksAt('E')) {
            in.next();
            exponent = "e" + (in.take('-') ? "-" : in.take('+') ? "+" : "") + digits(in);
        }
        String number = sign + whole + fraction + exponent;
        double percentage;
        if (in.offset() == first) {
            percentage = 0;
        } else if (whole.length() + fraction.length() - (fraction.isEmpty() ? 0 : 1) == 0
                || (!exponent.isEmpty() && !Character.isDigit(exponent.charAt(exponent.length() - 1)))
                || exponent.length() > 6) {
            throw in.wrongAt(start, "sample", "a percentage from 0 to 100");
        } else {
            percentage = new BigDecimal(number.endsWith(".") ? number + "0" : number).doubleValue();
        }
        if (percentage < 0 || percentage > PERCENT) {
            throw in.wrongAt(start, "sample", "a percentage from 0 to 100");
        }
        return (int) (long) Math.floor(CERTAIN * (percentage / PERCENT) + 0.5);
    }

    private static String digits(OdpScanner in) {
        return in.those("0123456789", Integer.MAX_VALUE);
    }

    private ProbabilityText() {}
}
