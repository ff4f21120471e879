package io.tandem.conformance.tc;

import io.tandem.conformance.traffic.OffloadedTraffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether an agent that has its flows in TC carries each packet once. */
final class TrafficChecks {
    private static final long BYTES = 8_000_000;

    private TrafficChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("agent-carries-each-packet-once", TrafficChecks::once);
        return checks;
    }

    private static void once() throws Exception {
        for (String interfaces : List.of("all", "default")) {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", interfaces, "disable_ipv6"), "1");
        }
        OffloadedTraffic.Seen seen = OffloadedTraffic.run(Files.createTempDirectory("traffic"), BYTES);
        String summary = seen.summary();
        Expect.equal("packets received, or lost: " + summary, seen.received(), seen.counted() + seen.lost());
        Expect.equal("packets sent: " + summary, seen.counted() - seen.dropped(), seen.sent());
        Expect.that(
                seen.byRules() * 10 > seen.counted() * 9,
                "of " + seen.counted() + " packets rules took " + seen.byRules() + ": " + summary);
        Expect.that(
                !Commands.run("ip -o link show").contains("trx-"),
                "interfaces stay behind: " + Commands.run("ip -o link show"));
    }
}
