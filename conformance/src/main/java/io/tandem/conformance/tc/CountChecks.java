package io.tandem.conformance.tc;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether counts are what was sent. */
final class CountChecks {
    private static final int ROUNDS = 30;
    private static final long BETWEEN_MILLIS = 5;
    private static final String CATCH_ALL =
            "tc filter add dev " + Bed.IN + " ingress pref 60000 protocol ip flower skip_hw action drop";

    private CountChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put(
                "counts-whole-frames",
                () -> counts("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", 64, 1400));
        checks.put(
                "counts-first-tag",
                () -> counts(
                        "recirc_id(0),in_port(1),eth(),eth_type(0x8100),vlan(vid=5,pcp=0),encap(eth_type(0x0800),"
                                + "ipv4(dst=10.0.0.1,frag=no))",
                        64,
                        1400,
                        5));
        checks.put(
                "counts-second-tag",
                () -> counts(
                        "recirc_id(0),in_port(1),eth(),eth_type(0x8100),vlan(vid=5,pcp=0),encap(eth_type(0x8100),"
                                + "vlan(vid=6,pcp=0),encap(eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)))",
                        68,
                        1400,
                        5,
                        6));
        checks.put("delete-loses-no-count", CountChecks::deleteUnderTraffic);
        checks.put("modify-loses-no-count", CountChecks::modifyUnderTraffic);
        checks.put("flush-loses-no-count", CountChecks::flushUnderTraffic);
        checks.put("chain-loses-no-count", CountChecks::chainUnderTraffic);
        checks.put("knows-last-use", CountChecks::lastUse);
        return checks;
    }

    private static void counts(String match, int small, int large, int... tags) throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.megaflow(match, "2");
            bed.install(flow);
            bed.send(Frames.udp(1, small, tags), 30);
            bed.send(Frames.udp(1, large, tags), 20);
            bed.send(Frames.udp(2, small, tags), 7);
            Expect.equal("frames that left", 50, bed.received().size());
            RuleSnapshot rule = Expect.rule(bed.dump(Set.of(flow.ufid())), flow);
            Expect.equal("read back", new Readback.Same(), rule.readback());
            Expect.counts("dump", 50, 30L * small + 20L * large, rule.counters());
            RuleSnapshot terse = Expect.rule(bed.dump(Set.of()), flow);
            Expect.counts("short dump", 50, 30L * small + 20L * large, terse.counters());
            bed.send(Frames.udp(1, small, tags), 3);
            Expect.counts(
                    "delete", 53, 33L * small + 20L * large, bed.delete(flow).last());
        }
    }

    private static void deleteUnderTraffic() throws Exception {
        try (Bed bed = Bed.make("ports", "1=flood0,2=out0");
                Stream stream = Stream.make("flood0", Frames.udp(1, 64))) {
            bed.restart();
            Megaflow flow = Bed.flow(1, "2");
            long host = Commands.hostReceived();
            stream.start();
            long packets = 0;
            long bytes = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bed.install(flow);
                Thread.sleep(BETWEEN_MILLIS);
                OffloadResult.Deleted gone = bed.delete(flow);
                packets += gone.last().packets();
                bytes += gone.last().bytes();
            }
            long sent = stream.stop();
            long toHost = Commands.hostReceived() - host;
            Expect.that(
                    packets > 0 && toHost > 0, "nothing was tried: " + packets + " by rule, " + toHost + " by host");
            Expect.equal("by rule and by host", sent, packets + toHost);
            Expect.equal("bytes by rule", packets * 64, bytes);
        }
    }

    private static void modifyUnderTraffic() throws Exception {
        try (Bed bed = Bed.make("ports", "1=flood0,2=out0");
                Stream stream = Stream.make("flood0", Frames.udp(1, 64))) {
            bed.restart();
            Commands.run(CATCH_ALL.replace(Bed.IN, "flood0"));
            long host = Commands.hostReceived();
            bed.install(Bed.flow(1, "2"));
            stream.start();
            long packets = 0;
            for (int i = 0; i < ROUNDS; i++) {
                Thread.sleep(BETWEEN_MILLIS);
                packets += Expect.modified(bed.modify(Bed.flow(1, i % 2 == 0 ? "drop" : "2")))
                        .last()
                        .packets();
            }
            long sent = stream.stop();
            packets += bed.delete(Bed.flow(1, "2")).last().packets();
            long toHost = Commands.hostReceived() - host;
            String missed = Commands.run("tc -s filter show dev flood0 ingress pref 60000");
            Expect.that(missed.contains(" 0 pkt"), "packets met no rule: " + missed);
            Expect.that(packets > toHost, "more went to the host than by rules: " + toHost + " to " + packets);
            Expect.equal("by rule and by host", sent, packets + toHost);
        }
    }

    private static void flushUnderTraffic() throws Exception {
        try (Bed bed = Bed.make("ports", "1=flood0,2=out0");
                Stream stream = Stream.make("flood0", Frames.udp(1, 64))) {
            bed.restart();
            long host = Commands.hostReceived();
            stream.start();
            long packets = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bed.install(Bed.flow(1, "2"));
                bed.install(Bed.flow(2, "2"));
                Thread.sleep(BETWEEN_MILLIS);
                for (OffloadResult.Deleted gone : bed.device().flush()) {
                    packets += gone.last().packets();
                }
            }
            long sent = stream.stop();
            Expect.equal("by rule and by host", sent, packets + Commands.hostReceived() - host);
        }
    }

    private static void chainUnderTraffic() throws Exception {
        try (Bed bed = Bed.make("ports", "1=flood0,2=out0");
                Stream stream = Stream.make("flood0", Frames.udp(1, 64))) {
            bed.restart();
            Megaflow head = Bed.flow(1, "recirc(0x7)");
            Megaflow tail =
                    Bed.megaflow("recirc_id(0x7),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", "2");
            long host = Commands.hostReceived();
            stream.start();
            long heads = 0;
            long tails = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bed.device().apply(List.of(new OffloadOperation.Put(head), new OffloadOperation.Put(tail)));
                Thread.sleep(BETWEEN_MILLIS);
                if (i % 2 == 0) {
                    heads += bed.delete(head).last().packets();
                    tails += bed.delete(tail).last().packets();
                } else {
                    for (OffloadResult.Deleted gone : bed.device().flush()) {
                        boolean first = gone.ufid().equals(head.ufid());
                        heads += first ? gone.last().packets() : 0;
                        tails += first ? 0 : gone.last().packets();
                    }
                }
            }
            long sent = stream.stop();
            Expect.that(heads > 0, "nothing was tried");
            Expect.equal("by the tail and by the head", heads, tails);
            Expect.equal("by rule and by host", sent, heads + Commands.hostReceived() - host);
        }
    }

    private static void lastUse() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.flow(1, "2");
            bed.install(flow);
            RuleSnapshot unused = bed.dump(Set.of()).get(flow.ufid());
            Expect.that(
                    unused != null && unused.counters().usedNanos() == FlowStats.NEVER,
                    "a rule without packets was used: " + unused);
            Thread.sleep(300);
            long before = System.nanoTime();
            bed.send(Frames.udp(1, 64), 1);
            Thread.sleep(300);
            RuleSnapshot used = bed.dump(Set.of(flow.ufid())).get(flow.ufid());
            long age = used == null ? -1 : used.counters().usedNanos() - before;
            Expect.that(Math.abs(age) < 100_000_000, "last use is off by " + age + " ns");
        }
    }
}
