package io.tandem.conformance.ovs;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code strace -e trace=sendmsg -xx} prints: every byte of a string is {@code \xHH}. */
final class StraceOutput {
    private static final Pattern CALL = Pattern.compile("\\bsendmsg\\(\\d+, (.*)");
    private static final Pattern PIECE = Pattern.compile("iov_base=\"((?:\\\\x[0-9a-f]{2})*)\"(\\.\\.\\.)?");
    private static final int DIGITS_OF_BYTE = "\\xHH".length();

    private StraceOutput() {}

    /** The datagrams that were sent with sendmsg, in order. A string that strace cut short is an error. */
    static List<byte[]> datagrams(String text) throws StraceFormatException {
        List<byte[]> datagrams = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher call = CALL.matcher(line);
            if (!call.find()) {
                continue;
            }
            ByteArrayOutputStream datagram = new ByteArrayOutputStream();
            Matcher piece = PIECE.matcher(call.group(1));
            while (piece.find()) {
                if (piece.group(2) != null) {
                    throw new StraceFormatException(number, "a string was cut short");
                }
                unescape(piece.group(1), datagram);
            }
            datagrams.add(datagram.toByteArray());
        }
        return datagrams;
    }

    private static void unescape(String escaped, ByteArrayOutputStream into) {
        for (int i = 0; i < escaped.length(); i += DIGITS_OF_BYTE) {
            into.write(Integer.parseInt(escaped, i + 2, i + DIGITS_OF_BYTE, 16));
        }
    }
}
