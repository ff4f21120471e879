package io.tandem.odp;

import java.util.Arrays;

/**
 * Geneve options: {@code {class=,type=,len=,0xDATA[/0xMASK]}}, one after the other. Source: RFC 8926 section 3.5 for the
 * layout; Open vSwitch, scan_geneve and format_geneve_opts in lib/odp-util.c.
 */
final class GeneveText {
    private static final int HEADER = 4;
    private static final int MOST = 63 * 4;
    private static final int MOST_DATA = 124;
    private static final int LENGTH_BITS = 0x1f;

    /**
     * Options as bytes.
     *
     * @param key class, type, length in words, and data of each option
     * @param mask matched bits, of the same length
     */
    record Options(byte[] key, byte[] mask) {}

    /** Reads options up to and with the closing parenthesis. */
    static Options read(OdpScanner in) throws OdpParseException {
        return read(in, true);
    }

    /** The same where no masks may stand. */
    static byte[] readExact(OdpScanner in) throws OdpParseException {
        return read(in, false).key();
    }

    private static Options read(OdpScanner in, boolean masks) throws OdpParseException {
        byte[] key = new byte[MOST];
        byte[] mask = new byte[MOST];
        Arrays.fill(mask, (byte) -1);
        int at = 0;
        while (in.looksAt('{') && MOST - at >= HEADER) {
            at = option(in, key, mask, at, masks);
        }
        in.expect(')', "geneve");
        return new Options(Arrays.copyOf(key, at), Arrays.copyOf(mask, at));
    }

    private static int option(OdpScanner in, byte[] key, byte[] mask, int at, boolean masks) throws OdpParseException {
        in.next();
        int remaining = MOST - at - HEADER;
        int type = in.take("class=") ? number(in, 16, "geneve.class", 0xffff, masks) : 0;
        put16(key, at, type & 0xffff);
        put16(mask, at, type >>> 16);
        in.take(',');
        int kind = in.take("type=") ? number(in, 8, "geneve.type", 0xff, masks) : 0;
        key[at + 2] = (byte) kind;
        mask[at + 2] = (byte) (kind >>> 16);
        in.take(',');
        int size = 0;
        if (in.take("len=")) {
            int start = in.offset();
            int length = number(in, 8, "geneve.len", 0xff, masks);
            size = length & 0xff;
            if (size > MOST_DATA || size % 4 != 0 || size > remaining) {
                throw in.wrongAt(start, "geneve.len", "a multiple of 4 up to " + Math.min(MOST_DATA, remaining));
            }
            key[at + 3] = (byte) (size / 4);
            mask[at + 3] = (byte) (length >>> 16 & LENGTH_BITS);
        } else {
            mask[at + 2] = 0;
            mask[at + 3] = LENGTH_BITS;
        }
        int data = at + HEADER;
        if (in.take(',')) {
            System.arraycopy(in.bytes(size, "geneve data"), 0, key, data, size);
        }
        if (masks && in.take('/')) {
            System.arraycopy(in.bytes(size, "geneve data mask"), 0, mask, data, size);
        }
        in.expect('}', "geneve");
        return data + size;
    }

    /** A number, and above its 16 bits its mask. */
    private static int number(OdpScanner in, int bits, String field, int whole, boolean masks)
            throws OdpParseException {
        int value = (int) in.number(bits, field);
        int start = in.offset();
        int mask = whole;
        if (masks && in.take('/')) {
            if (in.number(0)) {
                mask = (int) (in.value() & OdpScanner.ones(bits));
            } else {
                in.back(start);
            }
        }
        return value | mask << 16;
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    /**
     * Prints options.
     *
     * @param mask matched bits; empty where all of them are
     */
    static void print(StringBuilder out, byte[] key, byte[] mask, boolean verbose) {
        int at = 0;
        while (at < key.length) {
            if (key.length - at < HEADER) {
                out.append("opt len ")
                        .append(key.length - at)
                        .append(" less than minimum ")
                        .append(HEADER);
                return;
            }
            int size = (key[at + 3] & LENGTH_BITS) * 4;
            if (HEADER + size > key.length - at) {
                out.append("opt len ")
                        .append(HEADER + size)
                        .append(" greater than remaining ")
                        .append(key.length - at);
                return;
            }
            option(out, key, mask, at, size, verbose);
            at += HEADER + size;
        }
    }

    private static void option(StringBuilder out, byte[] key, byte[] mask, int at, int size, boolean verbose) {
        boolean masked = mask.length > 0;
        out.append('{');
        NumberText.hex(out, "class", u16(key, at), masked ? u16(mask, at) : 0xffff, 0xffff, verbose);
        NumberText.hex(out, "type", key[at + 2] & 0xff, masked ? mask[at + 2] & 0xff : 0xff, 0xff, verbose);
        int lengthMask = masked ? mask[at + 3] & LENGTH_BITS : LENGTH_BITS;
        NumberText.decimal(out, "len", size, lengthMask == LENGTH_BITS ? 0xff : lengthMask, 0xff, verbose);
        byte[] data = Arrays.copyOfRange(key, at + HEADER, at + HEADER + size);
        byte[] bits = masked ? Arrays.copyOfRange(mask, at + HEADER, at + HEADER + size) : new byte[0];
        if (size > 0 && (verbose || !masked || !all(bits, 0))) {
            out.append(NumberText.hex(data));
            if (masked && !all(bits, -1)) {
                out.append('/').append(NumberText.hex(bits));
            }
        } else {
            NumberText.chomp(out);
        }
        out.append('}');
    }

    private static boolean all(byte[] bytes, int value) {
        for (byte b : bytes) {
            if (b != value) {
                return false;
            }
        }
        return true;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private GeneveText() {}
}
