package io.tandem.conformance.kernel;

import java.nio.charset.StandardCharsets;

/** Text in netlink attributes: UTF-8 up to a zero byte. */
final class Text {
    private Text() {}

    static String of(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }
}
