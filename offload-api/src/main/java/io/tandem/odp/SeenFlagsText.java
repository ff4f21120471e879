package io.tandem.odp;

import java.util.List;

/**
 * TCP flags seen in a flow's packets, as letters: {@code SFPR.}. Source: Open vSwitch, packet_format_tcp_flags in
 * lib/packets.c.
 */
final class SeenFlagsText {
    private record Letter(String text, int bit) {}

    /** In the order in which they print. */
    private static final List<Letter> LETTERS = List.of(
            new Letter("S", 0x002),
            new Letter("F", 0x001),
            new Letter("P", 0x008),
            new Letter("R", 0x004),
            new Letter("U", 0x020),
            new Letter(".", 0x010),
            new Letter("E", 0x040),
            new Letter("C", 0x080),
            new Letter("N", 0x100),
            new Letter("[200]", 0x200),
            new Letter("[400]", 0x400),
            new Letter("[800]", 0x800));

    static String print(int flags) {
        StringBuilder out = new StringBuilder();
        LETTERS.stream().filter(l -> (flags & l.bit) != 0).forEach(l -> out.append(l.text));
        return out.isEmpty() ? "none" : out.toString();
    }

    static int parse(String text, int at) throws OdpParseException {
        if (text.equals("none")) {
            return 0;
        }
        int flags = 0;
        int here = 0;
        while (here < text.length()) {
            int start = here;
            Letter letter = LETTERS.stream()
                    .filter(l -> text.startsWith(l.text, start))
                    .findFirst()
                    .orElseThrow(() ->
                            new OdpParseException(at, "flags", "'" + text + "'", "letters of SFPRU.ECN, or none"));
            flags |= letter.bit;
            here += letter.text.length();
        }
        return flags;
    }

    private SeenFlagsText() {}
}
