package io.tandem.tc.wire;

import io.tandem.netlink.AttributeCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** A traffic control request as text, an attribute a line and nested ones sorted, for comparing two. */
final class AttributeTree {
    private static final String ACTION = "/2/3/\\d+";

    /** Options of flower, actions and their options, options of tunnels, entries of MPLS, headers of pedit. */
    private static final Pattern NESTED = Pattern.compile("/2|/2/3|" + ACTION + "|" + ACTION + "/[a-z]\\w+|" + ACTION
            + "/(pedit/5(/6)?|tunnel_key/11(/\\d+)?)|/2/(84|85|99)(/\\d+)?");

    private static final Pattern IN_ORDER = Pattern.compile("/2/(84|85|99)|" + ACTION + "/(pedit/5|tunnel_key/11)");

    private AttributeTree() {}

    /** The tree of a body that begins with struct tcmsg. */
    static String of(byte[] body) {
        return "tcmsg " + hex(body, 0, FilterEncoder.HEADER) + "\n"
                + String.join("\n", lines(body, FilterEncoder.HEADER, body.length, ""));
    }

    private static List<String> lines(byte[] bytes, int from, int to, String path) {
        AttributeCursor cursor = new AttributeCursor(bytes, from, to);
        List<String> lines = new ArrayList<>();
        String kind = "";
        while (cursor.next()) {
            int end = cursor.payload() + cursor.length();
            String name = path + "/" + cursor.type();
            if (path.matches(ACTION)) {
                if (cursor.type() == TcNumbers.TCA_ACT_KIND) {
                    kind = new String(bytes, cursor.payload(), cursor.length() - 1, StandardCharsets.US_ASCII);
                } else if (cursor.type() == TcNumbers.TCA_ACT_OPTIONS) {
                    name = path + "/" + kind;
                }
            }
            lines.add(
                    NESTED.matcher(name).matches()
                            ? name + "\n" + String.join("\n", lines(bytes, cursor.payload(), end, name))
                            : name + " " + hex(bytes, cursor.payload(), end));
        }
        if (!IN_ORDER.matcher(path).matches()) {
            lines.sort(String::compareTo);
        }
        return lines;
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }
}
