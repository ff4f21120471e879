package io.tandem.tc.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rates and sizes with units: a decimal number, which may have a point, and a unit in letters of any case.
 * Source: iproute2, lib/utils_math.c. Rates are bytes a second here and bits where no unit says otherwise there; the k of
 * a rate is 1,000, that of a size 1,024.
 */
final class RateText {
    private record Unit(String word, double scale) {}

    /** The units of rates, in bits. */
    private static final List<Unit> RATES = List.of(
            new Unit("", 1),
            new Unit("bit", 1),
            new Unit("kibit", 0x1p10),
            new Unit("kbit", 1e3),
            new Unit("mibit", 0x1p20),
            new Unit("mbit", 1e6),
            new Unit("gibit", 0x1p30),
            new Unit("gbit", 1e9),
            new Unit("tibit", 0x1p40),
            new Unit("tbit", 1e12),
            new Unit("bps", 8),
            new Unit("kibps", 0x1p13),
            new Unit("kbps", 8e3),
            new Unit("mibps", 0x1p23),
            new Unit("mbps", 8e6),
            new Unit("gibps", 0x1p33),
            new Unit("gbps", 8e9),
            new Unit("tibps", 0x1p43),
            new Unit("tbps", 8e12));

    /** The units of sizes, in bytes. */
    private static final List<Unit> SIZES = List.of(
            new Unit("", 1),
            new Unit("b", 1),
            new Unit("k", 0x1p10),
            new Unit("kb", 0x1p10),
            new Unit("kbit", 0x1p7),
            new Unit("m", 0x1p20),
            new Unit("mb", 0x1p20),
            new Unit("mbit", 0x1p17),
            new Unit("g", 0x1p30),
            new Unit("gb", 0x1p30),
            new Unit("gbit", 0x1p27));

    private static final List<Unit> PRINTED_RATES =
            List.of(new Unit("gbit", 1e9), new Unit("mbit", 1e6), new Unit("kbit", 1e3), new Unit("bit", 1));

    /** Bytes a second. */
    static long readRate(CommandWord word) throws TcParseException {
        double bytes = scaled(word, RATES, "a rate, as in 10mbit") / 8;
        if (bytes >= 0x1p63) {
            throw word.malformed("a rate below 2^63 bytes a second");
        }
        return (long) bytes;
    }

    /** Bytes. */
    static long readSize(CommandWord word) throws TcParseException {
        double bytes = scaled(word, SIZES, "a size, as in 100k");
        if (bytes >= 0x1p32) {
            throw word.malformed("a size below 2^32 bytes");
        }
        return (long) bytes;
    }

    private static double scaled(CommandWord word, List<Unit> units, String expected) throws TcParseException {
        String text = word.text().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < text.length() && (isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        String number = text.substring(0, digits);
        String name = text.substring(digits);
        boolean good =
                number.chars().anyMatch(c -> isDigit((char) c)) && number.indexOf('.') == number.lastIndexOf('.');
        for (Unit unit : units) {
            if (good && unit.word.equals(name)) {
                return Double.parseDouble(number) * unit.scale;
            }
        }
        throw word.malformed(expected);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The largest unit that gives a whole number; empty where tc would read another rate. */
    static Optional<String> printRate(long bytes) {
        if (bytes < 0 || bytes >= 1L << 50) {
            return readsAs(bytes + "bps", bytes);
        }
        long bits = bytes * Byte.SIZE;
        for (Unit unit : PRINTED_RATES) {
            long scale = (long) unit.scale;
            if (bits % scale == 0) {
                return readsAs(bits / scale + unit.word, bytes);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> readsAs(String text, long bytes) {
        try {
            return readRate(new CommandWord(0, text)) == bytes ? Optional.of(text) : Optional.empty();
        } catch (TcParseException unreadable) {
            return Optional.empty();
        }
    }

    static Optional<String> printSize(long bytes) {
        return bytes >= 0 && bytes <= NumberText.U32 ? Optional.of(bytes + "b") : Optional.empty();
    }

    private RateText() {}
}
