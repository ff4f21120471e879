package io.tandem.odp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Ethernet, IPv4 and IPv6 addresses as text, both ways. Addresses are numbers, first byte most significant. */
public final class AddressText {
    private static final int GROUPS = 8;

    /** Six bytes in hexadecimal with colons between them. */
    public static String mac(long value) {
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {
            (byte) (value >>> 40),
            (byte) (value >>> 32),
            (byte) (value >>> 24),
            (byte) (value >>> 16),
            (byte) (value >>> 8),
            (byte) value
        });
    }

    /** The same of 16 bytes. */
    public static String ipv6(byte[] address) {
        ByteBuffer words = ByteBuffer.wrap(address);
        return ipv6(words.getLong(), words.getLong());
    }

    /** Four bytes in decimal with dots between them. */
    public static String ipv4(long value) {
        return (value >>> 24 & 255) + "." + (value >>> 16 & 255) + "." + (value >>> 8 & 255) + "." + (value & 255);
    }

    /** RFC 5952, with the last four bytes dotted for mapped and compatible addresses as inet_ntop does. */
    public static String ipv6(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> 48 - 16 * (i % 4)) & 0xffff;
        }
        int bestAt = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestAt = i;
                bestLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestAt) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            boolean dotted = i == 6
                    && bestAt == 0
                    && (bestLength == 6
                            || (bestLength == 7 && groups[7] != 1)
                            || (bestLength == 5 && groups[5] == 0xffff));
            if (dotted) {
                return text.append(ipv4(low & 0xffffffffL)).toString();
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** The 16 bytes of an IPv6 address; none where the text is not one. */
    public static byte[] parseIpv6(String text) {
        long[] words = groups(text);
        return words.length == 0
                ? new byte[0]
                : ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(words[0])
                        .putLong(words[1])
                        .array();
    }

    private static int prefix(String word, int most) {
        if (word.isEmpty() || word.length() > 3 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int length = Integer.parseInt(word);
        return length <= most ? length : -1;
    }

    private static long dotted(String word) {
        String[] bytes = word.split("\\.", -1);
        if (bytes.length != 4) {
            return -1;
        }
        long value = 0;
        for (String digits : bytes) {
            int part = prefix(digits, 255);
            if (part < 0 || (digits.length() > 1 && digits.startsWith("0"))) {
                return -1;
            }
            value = value << 8 | part;
        }
        return value;
    }

    /** Two words, or none where the text is not an IPv6 address. */
    private static long[] groups(String word) {
        int gap = word.indexOf("::");
        if (gap >= 0 && word.indexOf("::", gap + 1) >= 0) {
            return new long[0];
        }
        String first = gap < 0 ? word : word.substring(0, gap);
        if (gap >= 0 && first.indexOf('.') >= 0) {
            return new long[0];
        }
        int[] head = parts(first);
        int[] tail = gap < 0 ? new int[0] : parts(word.substring(gap + 2));
        int count = head.length + tail.length;
        boolean bad = (head.length > 0 && head[0] < 0) || (tail.length > 0 && tail[0] < 0);
        if (bad || (gap < 0 ? count != GROUPS : count >= GROUPS)) {
            return new long[0];
        }
        long[] value = new long[2];
        for (int i = 0; i < GROUPS; i++) {
            int fromEnd = GROUPS - i;
            long part = i < head.length ? head[i] : fromEnd <= tail.length ? tail[tail.length - fromEnd] : 0;
            value[i / 4] = value[i / 4] << 16 | part;
        }
        return value;
    }

    /** 16-bit groups, a dotted end giving two; a first element of -1 marks text that is not an address. */
    private static int[] parts(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] words = text.split(":", -1);
        String last = words[words.length - 1];
        boolean dotted = last.indexOf('.') >= 0;
        int[] parts = new int[words.length + (dotted ? 1 : 0)];
        for (int i = 0; i < words.length - (dotted ? 1 : 0); i++) {
            if (words[i].isEmpty() || words[i].length() > 4 || !isHex(words[i])) {
                return new int[] {-1};
            }
            parts[i] = HexFormat.fromHexDigits(words[i]);
        }
        if (dotted) {
            long value = dotted(last);
            if (value < 0) {
                return new int[] {-1};
            }
            parts[parts.length - 2] = (int) (value >>> 16);
            parts[parts.length - 1] = (int) value & 0xffff;
        }
        return parts;
    }

    private static boolean isHex(String digits) {
        return digits.chars().allMatch(HexFormat::isHexDigit);
    }

    private AddressText() {}
}
