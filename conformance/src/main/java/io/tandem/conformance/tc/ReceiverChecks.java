package io.tandem.conformance.tc;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Megaflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a datapath beside rules of the kernel's software gets each packet that no rule takes, and no other. */
final class ReceiverChecks {
    private static final int ROUNDS = 20;
    private static final long BETWEEN_MILLIS = 5;
    private static final String RECEIVER = "trx-flood0";
    private static final Pattern COUNT = Pattern.compile("Sent \\d+ bytes (\\d+) pkt");

    private ReceiverChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("datapath-gets-what-no-rule-takes", ReceiverChecks::underTraffic);
        checks.put("datapath-keeps-what-cannot-come-back", ReceiverChecks::refused);
        checks.put("last-filter-is-put-back", ReceiverChecks::removedByOthers);
        checks.put("last-filter-goes-with-its-device", ReceiverChecks::goes);
        return checks;
    }

    /** What came to the datapath is counted there, by a filter that lets nothing through. */
    private static void count() throws Exception {
        Commands.run("tc qdisc add dev " + RECEIVER + " clsact");
        Commands.run("tc filter add dev " + RECEIVER + " ingress pref 1 protocol ip flower skip_hw action drop");
    }

    private static long counted() throws Exception {
        Matcher matcher = COUNT.matcher(Commands.run("tc -s filter show dev " + RECEIVER + " ingress pref 1"));
        if (!matcher.find()) {
            throw new CheckFailedException("no count at " + RECEIVER);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static void underTraffic() throws Exception {
        try (Bed bed = Bed.make();
                Stream stream = Stream.make("flood0", Frames.udp(1, 64))) {
            bed.restart("ports", "1=flood0,2=out0", "receivers", "1=" + RECEIVER);
            count();
            Megaflow flow = Bed.flow(1, "2");
            long host = Commands.hostReceived();
            stream.start();
            long packets = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bed.install(flow);
                Thread.sleep(BETWEEN_MILLIS);
                if (i % 4 == 0) {
                    packets += Expect.modified(bed.modify(Bed.flow(1, "drop")))
                            .last()
                            .packets();
                }
                if (i % 2 == 0) {
                    packets += bed.delete(flow).last().packets();
                } else {
                    for (OffloadResult.Deleted gone : bed.device().flush()) {
                        packets += gone.last().packets();
                    }
                }
            }
            long sent = stream.stop();
            long toDatapath = counted();
            Expect.that(
                    packets > 0 && toDatapath > 0,
                    "nothing was tried: " + packets + " by rule, " + toDatapath + " by the datapath");
            Expect.equal("by rule and by the datapath", sent, packets + toDatapath);
            Expect.equal("by the host", host, Commands.hostReceived());
        }
    }

    private static void refused() throws Exception {
        try (Bed bed = Bed.make("receivers", "1=trx-in0")) {
            for (String actions : List.of("recirc(0x7)", "ct(zone=1),2")) {
                Refusal refusal = Expect.refused(bed.put(Bed.flow(1, actions)));
                Expect.equal(actions, Refusal.Code.UNSUPPORTED_ACTION, refusal.code());
                Expect.that(refusal.sentence().contains("software"), refusal.sentence());
            }
        }
    }

    private static void removedByOthers() throws Exception {
        try (Bed bed = Bed.make("receivers", "1=trx-in0")) {
            bed.install(Bed.flow(1, "2"));
            Commands.run("tc filter del dev in0 ingress");
            bed.dump(Set.of());
            bed.dump(Set.of());
            String filters = Commands.run("tc filter show dev in0 ingress");
            Expect.that(filters.contains("Redirect to device trx-in0"), "filters: " + filters);
        }
    }

    private static void goes() throws Exception {
        try (Bed bed = Bed.make("receivers", "1=trx-in0")) {
            bed.device().close();
            String links = Commands.run("ip -o link show");
            Expect.that(!links.contains("trx-in0"), "links: " + links);
            Expect.equal("filters", "", Commands.run("tc filter show dev in0 ingress"));
        }
    }
}
