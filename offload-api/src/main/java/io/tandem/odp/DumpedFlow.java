package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.flow.Ufid;
import io.tandem.netlink.MatchAttributes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A whole line of {@code dpctl/dump-flows}: {@code [ufid:U, ]KEY, packets:N, bytes:N, used:1.234s|never[, flags:SFPR.]
 * [, offloaded:yes|partial][, dp:tc], actions:LIST[, dp-extra-info:...]}. Source: Open vSwitch, dpif_flow_stats_format
 * and dpctl_dump_flows.
 *
 * @param ufid the flow's identity, where the line has it
 * @param match key and mask
 * @param statistics what is said of the traffic, where anything is
 * @param offloaded {@code yes} or {@code partial}; empty where nothing is said
 * @param datapath the layer that holds the flow: {@code ovs}, {@code tc}, {@code dpdk}; empty where it is not said
 * @param actions what is done
 * @param extra what the datapath adds; empty for nothing
 */
public record DumpedFlow(
        Optional<Ufid> ufid,
        MatchAttributes match,
        Optional<Statistics> statistics,
        String offloaded,
        String datapath,
        List<OdpAction> actions,
        String extra) {
    public DumpedFlow {
        actions = List.copyOf(actions);
    }

    /**
     * What a line says of a flow's traffic.
     *
     * @param packets matched
     * @param bytes in them
     * @param usedMillis milliseconds since the last one; empty where there was none
     * @param tcpFlags flags seen in them
     */
    public record Statistics(long packets, long bytes, OptionalLong usedMillis, int tcpFlags) {}

    private static final String ACTIONS = "actions:";
    private static final String EXTRA = ", dp-extra-info:";
    private static final String UFID = "ufid:";
    private static final int UFID_END = UFID.length() + 36;
    private static final int MILLIS = 3;
    private static final List<String> KNOWN = List.of("packets", "bytes", "used", "flags", "offloaded", "dp");

    /**
     * Reads a line. Words between key and actions may stand in any order; actions come last.
     *
     * @throws OdpParseException where the line is not a flow
     */
    public static DumpedFlow parse(String line, PortNames ports) throws OdpParseException {
        int actionsAt = outside(line, ACTIONS);
        if (actionsAt < 0) {
            throw new OdpParseException(line.length(), "actions", "the end of the text", "actions: and a list of them");
        }
        int keyEnd = keyEnd(line, actionsAt);
        int keyAt = 0;
        Optional<Ufid> ufid = Optional.empty();
        if (line.startsWith(UFID) && keyEnd >= UFID_END) {
            ufid = Ufid.parse(line.substring(UFID.length(), UFID_END));
            keyAt = ufid.isPresent() ? UFID_END : 0;
            while (keyAt < keyEnd && (line.charAt(keyAt) == ',' || line.charAt(keyAt) == ' ')) {
                keyAt++;
            }
        }
        MatchAttributes match;
        try {
            match = OdpKeyText.parse(line.substring(keyAt, keyEnd), ports);
        } catch (OdpParseException e) {
            throw new OdpParseException(keyAt + e.offset(), e.field(), e.found(), e.expected());
        }
        Map<String, String> words = words(line, keyEnd, actionsAt);
        int extraAt = line.indexOf(EXTRA, actionsAt);
        int actionsEnd = extraAt < 0 ? line.length() : extraAt;
        List<OdpAction> actions;
        int listAt = actionsAt + ACTIONS.length();
        try {
            actions = OdpActionText.parse(line.substring(listAt, actionsEnd), ports);
        } catch (OdpParseException e) {
            throw new OdpParseException(listAt + e.offset(), e.field(), e.found(), e.expected());
        }
        return new DumpedFlow(
                ufid,
                match,
                statistics(words, keyEnd),
                words.getOrDefault("offloaded", ""),
                words.getOrDefault("dp", ""),
                actions,
                extraAt < 0 ? "" : line.substring(extraAt + EXTRA.length()));
    }

    /** Where the word starts that no parenthesis encloses; negative where it does not. */
    private static int outside(String line, String word) {
        int depth = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            boolean starts = i == 0 || line.charAt(i - 1) == ' ' || line.charAt(i - 1) == ',';
            if (depth == 0 && starts && line.startsWith(word, i)) {
                return i;
            }
        }
        return -1;
    }

    /** The key ends with its last closing parenthesis before the first word of the kind {@code name:value}. */
    private static int keyEnd(String line, int actionsAt) {
        return line.lastIndexOf(')', actionsAt) + 1;
    }

    private static Map<String, String> words(String line, int from, int to) throws OdpParseException {
        Map<String, String> words = new LinkedHashMap<>();
        int at = from;
        for (String part : line.substring(from, to).split(",", -1)) {
            String word = part.strip();
            int colon = word.indexOf(':');
            if (!word.isEmpty()) {
                if (colon <= 0 || !KNOWN.contains(word.substring(0, colon))) {
                    throw new OdpParseException(
                            at + part.indexOf(word),
                            "flow",
                            "'" + word + "'",
                            "one of " + String.join(":, ", KNOWN) + ":");
                }
                words.put(word.substring(0, colon), word.substring(colon + 1));
            }
            at += part.length() + 1;
        }
        return words;
    }

    private static Optional<Statistics> statistics(Map<String, String> words, int at) throws OdpParseException {
        if (!words.containsKey("packets")) {
            return Optional.empty();
        }
        return Optional.of(new Statistics(
                number("packets", words.get("packets"), at),
                number("bytes", words.getOrDefault("bytes", "0"), at),
                used(words.getOrDefault("used", "never"), at),
                SeenFlagsText.parse(words.getOrDefault("flags", "none"), at)));
    }

    private static long number(String name, String text, int at) throws OdpParseException {
        if (!text.isEmpty() && text.length() <= 20 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                return Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw new OdpParseException(at, name, "'" + text + "'", "a number of 64 bits");
            }
        }
        throw new OdpParseException(at, name, "'" + text + "'", "a number of 64 bits");
    }

    private static OptionalLong used(String text, int at) throws OdpParseException {
        if (text.equals("never")) {
            return OptionalLong.empty();
        }
        String seconds = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        boolean number = seconds.length() <= 24 && seconds.matches("[0-9]+(\\.[0-9]{1,3})?");
        if (!number) {
            throw new OdpParseException(at, "used", "'" + text + "'", "never, or seconds as 1.234s");
        }
        BigDecimal millis = new BigDecimal(seconds).movePointRight(MILLIS);
        if (millis.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new OdpParseException(at, "used", "'" + text + "'", "never, or seconds as 1.234s");
        }
        return OptionalLong.of(millis.longValue());
    }

    /** The line in canonical form, without what is wild. */
    public String print(PortNames ports) {
        return print(OdpKeyText.print(match, ports), ports);
    }

    /** The line as {@code dump-flows -m} has it, with every field. */
    public String printVerbose(PortNames ports) {
        return print(OdpKeyText.printVerbose(match, ports), ports);
    }

    private String print(String key, PortNames ports) {
        List<String> parts = new ArrayList<>();
        ufid.ifPresent(u -> parts.add("ufid:" + u));
        parts.add(key);
        statistics.ifPresent(s -> {
            parts.add("packets:" + Long.toUnsignedString(s.packets()));
            parts.add("bytes:" + Long.toUnsignedString(s.bytes()));
            parts.add("used:"
                    + (s.usedMillis().isPresent() ? seconds(s.usedMillis().getAsLong()) : "never"));
            if (s.tcpFlags() != 0) {
                parts.add("flags:" + SeenFlagsText.print(s.tcpFlags()));
            }
        });
        if (!offloaded.isEmpty()) {
            parts.add("offloaded:" + offloaded);
        }
        if (!datapath.isEmpty()) {
            parts.add("dp:" + datapath);
        }
        parts.add(ACTIONS + OdpActionText.print(actions, ports));
        return String.join(", ", parts) + (extra.isEmpty() ? "" : EXTRA + extra);
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + "%03d".formatted(millis % 1000) + "s";
    }
}
