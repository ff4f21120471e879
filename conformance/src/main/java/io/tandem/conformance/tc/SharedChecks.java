package io.tandem.conformance.tc;

import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Ports that share a block: filters that each sees, rules that are for one of them. */
final class SharedChecks {
    private static final String[] ON_ONE_BLOCK = {"blocks", "1=7,2=7"};
    private static final String FILTERS = "tc filter show block 7";

    private SharedChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("block-keeps-ports-apart", SharedChecks::apart);
        checks.put("block-adopts-after-restart", SharedChecks::adopted);
        checks.put("block-serves-foreign-filters", SharedChecks::foreign);
        checks.put("block-needs-the-port", SharedChecks::needsPort);
        return checks;
    }

    private static Megaflow flow(int port, String actions) throws Exception {
        return Bed.megaflow(
                "recirc_id(0),in_port(" + port + "),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", actions);
    }

    /** Two flows that differ in their port alone are two rules of one block, and each counts its own packets. */
    private static void apart() throws Exception {
        try (Bed bed = Bed.make(ON_ONE_BLOCK)) {
            Megaflow here = flow(1, "2");
            Megaflow there = flow(2, "drop");
            bed.install(here);
            bed.install(there);
            bed.send(Frames.udp(1, 100), 5);
            bed.sendBack(Frames.udp(1, 64), 3);
            Expect.equal("frames that left", 5, bed.received().size());
            Map<Ufid, RuleSnapshot> rules = bed.dump(Set.of(here.ufid(), there.ufid()));
            Expect.counts("of port 1", 5, 500, Expect.rule(rules, here).counters());
            Expect.counts("of port 2", 3, 192, Expect.rule(rules, there).counters());
            for (RuleSnapshot rule : rules.values()) {
                Expect.that(rule.readback() instanceof RuleSnapshot.Readback.Same, "read back " + rule.readback());
            }
            String shown = Commands.run(FILTERS);
            Expect.that(shown.contains("indev in0") && shown.contains("indev out0"), "without its port: " + shown);
            Expect.counts("last of port 2", 3, 192, bed.delete(there).last());
            bed.send(Frames.udp(1, 100), 1);
            Expect.counts("last of port 1", 6, 600, bed.delete(here).last());
            Expect.equal("filters", "", Commands.run(FILTERS));
        }
    }

    private static void adopted() throws Exception {
        try (Bed bed = Bed.make(ON_ONE_BLOCK)) {
            Megaflow here = flow(1, "2");
            String id = bed.install(here);
            bed.send(Frames.udp(1, 100), 5);
            String filters = Commands.run(FILTERS);
            bed.restart();
            bed.dump(Set.of());
            Expect.equal("rule", id, bed.install(here));
            Expect.equal("filters after the put", filters, Commands.run(FILTERS));
            bed.send(Frames.udp(1, 100), 2);
            Expect.counts("counted since", 2, 200, bed.delete(here).last());
        }
    }

    /** A filter that somebody else has on the block serves packets of both ports. */
    private static void foreign() throws Exception {
        try (Bed bed = Bed.make(ON_ONE_BLOCK)) {
            Commands.run("tc filter add block 7 pref 9 protocol ip flower skip_hw dst_ip 10.0.0.9 action drop");
            bed.install(flow(1, "2"));
            bed.send(Frames.udp(9, 64), 2);
            bed.sendBack(Frames.udp(9, 64), 3);
            bed.send(Frames.udp(1, 64), 1);
            Expect.equal("frames that left", 1, bed.received().size());
            bed.device().flush();
            String left = Commands.run("tc -s filter show block 7");
            Expect.that(left.contains("10.0.0.9") && left.contains("Sent 250 bytes 5 pkt"), "left: " + left);
        }
    }

    /** A flow for any port is no rule: which device's packets it is for must be known. */
    private static void needsPort() throws Exception {
        try (Bed bed = Bed.make(ON_ONE_BLOCK)) {
            Refusal refusal = Expect.refused(bed.put(
                    Bed.megaflow("recirc_id(0),in_port(1/0),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", "2")));
            Expect.equal("code", Refusal.Code.UNSUPPORTED_MASK, refusal.code());
            Expect.equal("filters", "", Commands.run(FILTERS));
        }
    }
}
