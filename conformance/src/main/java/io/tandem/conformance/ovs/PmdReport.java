package io.tandem.conformance.ovs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Open vSwitch says of its packet threads, since they began. Source: Open vSwitch lib/dpif-netdev-perf.c
 * pmd_perf_format_overall_stats.
 *
 * @param received packets, of all packet threads
 * @param sent packets
 * @param emcHits lookups that the exact match cache answered
 */
record PmdReport(long received, long sent, long emcHits) {
    /** The command whose answer this is. */
    static final String COMMAND = "dpif-netdev/pmd-perf-show";

    private static final Pattern PORT = Pattern.compile("^ *port (\\d+): (\\S+)", Pattern.MULTILINE);

    /** An answer that is not such a report is an {@link IllegalArgumentException}. */
    static PmdReport parse(String text) {
        return new PmdReport(sum(text, "Rx packets"), sum(text, "Tx packets"), sum(text, "EMC hits"));
    }

    /** The numbers of ports by their name, in the answer to {@code dpctl/show}. */
    static int port(String shown, String name) {
        return PORT.matcher(shown)
                .results()
                .filter(port -> port.group(2).equals(name))
                .mapToInt(port -> Integer.parseInt(port.group(1)))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no port " + name + " in: " + shown.strip()));
    }

    private static long sum(String text, String what) {
        Matcher counts = Pattern.compile("^ *(?:- )?" + what + ": +(\\d+)", Pattern.MULTILINE)
                .matcher(text);
        List<Long> found =
                counts.results().map(count -> Long.valueOf(count.group(1))).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no '" + what + "' in what " + COMMAND + " says: " + text.strip());
        }
        return found.stream().mapToLong(Long::longValue).sum();
    }
}
