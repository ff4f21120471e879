package io.tandem.conformance.tc;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether rules are what was asked for, whoever else is at work. */
final class RuleChecks {
    private static final int MANY = 10_000;
    private static final int LINK_RULES = 3_000;
    private static final String FILTERS = "tc filter show dev in0 ingress";

    private RuleChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("reads-back-a-changed-rule", RuleChecks::changedRule);
        checks.put("leaves-foreign-filters", RuleChecks::foreign);
        checks.put("adopts-after-restart", RuleChecks::adoption);
        checks.put("replaces-after-restart", RuleChecks::replacement);
        checks.put("removes-after-grace", RuleChecks::grace);
        checks.put("chain-needs-parent", RuleChecks::parents);
        checks.put("parent-takes-chain-along", RuleChecks::orphans);
        checks.put("refuses-what-exists", RuleChecks::exists);
        checks.put("refuses-without-hardware", RuleChecks::noHardware);
        checks.put("shows-what-hardware-lacks", RuleChecks::notInHardware);
        checks.put("survives-rule-removed", RuleChecks::ruleRemoved);
        checks.put("survives-device-removed", RuleChecks::deviceRemoved);
        checks.put("holds-many-rules", RuleChecks::many);
        return checks;
    }

    private static void changedRule() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.flow(1, "2");
            String id = bed.install(flow);
            Expect.equal("before", new Readback.Same(), readback(bed, flow));
            String[] words = id.split(" ", -1);
            Commands.run("tc filter replace dev in0 ingress protocol ip pref " + after(words, "pref") + " handle "
                    + after(words, "handle") + " flower skip_hw dst_ip 10.0.0.1 ip_flags nofrag action drop cookie "
                    + flow.ufid().toString().replace("-", ""));
            Readback changed = readback(bed, flow);
            Expect.that(changed instanceof Readback.Different, "a changed rule reads " + changed);
        }
    }

    private static Readback readback(Bed bed, Megaflow flow) throws Exception {
        RuleSnapshot rule = Expect.rule(bed.dump(Set.of(flow.ufid())), flow);
        return rule.readback();
    }

    private static String after(String[] words, String word) {
        return words[List.of(words).indexOf(word) + 1];
    }

    private static void foreign() throws Exception {
        List<String> before = List.of(
                "tc qdisc add dev in0 ingress",
                "tc filter add dev in0 ingress pref 100 protocol arp flower skip_hw action pass",
                "tc filter add dev in0 ingress pref 50000 protocol ip flower skip_hw dst_ip 10.9.9.9 action drop",
                "tc filter add dev in0 ingress pref 16400 protocol ipv6 flower skip_hw dst_ip 2001:db8::1 action drop");
        try (Bed bed = Bed.makeAfter(before)) {
            String filters = Commands.run(FILTERS);
            String qdiscs = Commands.run("tc qdisc show dev in0");
            Megaflow flow = Bed.flow(1, "2");
            bed.install(flow);
            bed.dump(Set.of(flow.ufid()));
            bed.install(Bed.flow(2, "drop"));
            bed.delete(flow);
            bed.device().flush();
            bed.restart("grace-seconds", "0");
            bed.dump(Set.of());
            Expect.equal("filters", filters, Commands.run(FILTERS));
            Expect.equal("qdiscs", qdiscs, Commands.run("tc qdisc show dev in0"));
        }
    }

    private static void adoption() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.flow(1, "2");
            String id = bed.install(flow);
            bed.send(Frames.udp(1, 64), 10);
            String filters = Commands.run(FILTERS);
            bed.restart();
            bed.dump(Set.of());
            Expect.equal("filters before the put", filters, Commands.run(FILTERS));
            Expect.equal("rule", id, bed.install(flow));
            Expect.equal("filters after the put", filters, Commands.run(FILTERS));
            bed.send(Frames.udp(1, 64), 5);
            Expect.counts("counted since", 5, 320, bed.delete(flow).last());
            Expect.equal("filters after the delete", "", Commands.run(FILTERS));
        }
    }

    private static void replacement() throws Exception {
        try (Bed bed = Bed.make()) {
            bed.install(Bed.flow(1, "2"));
            bed.restart();
            bed.send(Frames.udp(1, 64), 4);
            Expect.counts(
                    "counted by the old rule since",
                    4,
                    256,
                    Expect.modified(bed.put(Bed.flow(1, "drop"))).last());
            bed.received();
            bed.send(Frames.udp(1, 64), 4);
            Expect.equal("frames that left", 0, bed.received().size());
            Expect.equal("rules", 1, bed.dump(Set.of()).size());
        }
    }

    private static void grace() throws Exception {
        try (Bed bed = Bed.make()) {
            bed.install(Bed.flow(1, "2"));
            bed.install(Bed.flow(2, "2"));
            bed.restart("grace-seconds", "1");
            bed.install(Bed.flow(1, "2"));
            bed.dump(Set.of());
            Expect.that(Commands.run(FILTERS).contains("10.0.0.2"), "removed before its time");
            Thread.sleep(1100);
            Expect.equal(
                    "rules", Set.of(Bed.flow(1, "2").ufid()), bed.dump(Set.of()).keySet());
            String left = Commands.run(FILTERS);
            Expect.that(!left.contains("10.0.0.2") && left.contains("10.0.0.1"), "left: " + left);
        }
    }

    private static Megaflow child(int destination, String actions) throws Exception {
        return Bed.megaflow(
                "recirc_id(0x7),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0." + destination + ",frag=no)",
                actions);
    }

    private static void parents() throws Exception {
        try (Bed bed = Bed.make()) {
            Expect.equal(
                    "a child alone",
                    Refusal.Code.CHAIN_PARENT,
                    Expect.refused(bed.put(child(1, "2"))).code());
            List<OffloadResult> both = bed.device()
                    .apply(List.of(
                            new OffloadOperation.Put(child(1, "2")),
                            new OffloadOperation.Put(Bed.flow(1, "recirc(0x7)"))));
            Expect.that(both.stream().allMatch(OffloadResult.Installed.class::isInstance), "child and parent: " + both);
            bed.send(Frames.udp(1, 64), 6);
            Expect.equal("frames that left", 6, bed.received().size());
            Map<Ufid, RuleSnapshot> rules = bed.dump(Set.of(child(1, "2").ufid()));
            for (RuleSnapshot rule : rules.values()) {
                Expect.counts(rule.ruleId(), 6, 384, rule.counters());
            }
            Expect.equal("rules", 2, rules.size());
        }
    }

    private static void orphans() throws Exception {
        try (Bed bed = Bed.make()) {
            bed.install(Bed.flow(1, "recirc(0x7)"));
            bed.install(Bed.flow(2, "recirc(0x7)"));
            bed.install(child(1, "2"));
            bed.send(Frames.udp(1, 64), 6);
            bed.delete(Bed.flow(2, "recirc(0x7)"));
            Expect.equal("rules with one parent", 2, bed.dump(Set.of()).size());
            bed.delete(Bed.flow(1, "recirc(0x7)"));
            Expect.equal("rules without a parent", 0, bed.dump(Set.of()).size());
            Expect.equal("filters", "", Commands.run(FILTERS));
            Expect.counts(
                    "the child's last counts", 6, 384, bed.delete(child(1, "2")).last());
            Expect.equal(
                    "again",
                    Refusal.Code.CHAIN_PARENT,
                    Expect.refused(bed.put(child(1, "2"))).code());
        }
    }

    private static void exists() throws Exception {
        try (Bed bed = Bed.make()) {
            Commands.run("tc filter add dev in0 ingress pref 16401 protocol ip flower skip_hw dst_ip 10.0.0.1"
                    + " ip_flags nofrag action pass");
            Refusal refusal = Expect.refused(bed.put(Bed.flow(1, "2")));
            Expect.equal("code", Refusal.Code.DEVICE_ERROR, refusal.code());
            Expect.that(refusal.sentence().contains("not ours"), refusal.sentence());
            bed.install(Bed.flow(2, "2"));
        }
    }

    private static void noHardware() throws Exception {
        try (Bed bed = Bed.make("policy", "skip_sw")) {
            Refusal refusal = Expect.refused(bed.put(Bed.flow(1, "2")));
            Expect.that(
                    refusal.code() == Refusal.Code.UNSUPPORTED_ACTION
                            || refusal.code() == Refusal.Code.UNSUPPORTED_FIELD,
                    refusal.toString());
            Expect.equal("rules", 0, bed.dump(Set.of()).size());
            Expect.that(!bed.device().failed(), "the device failed");
        }
    }

    private static void notInHardware() throws Exception {
        try (Bed bed = Bed.make("policy", "none")) {
            Megaflow flow = Bed.flow(1, "2");
            bed.install(flow);
            Readback readback = readback(bed, flow);
            Expect.that(readback instanceof Readback.Different, "a rule of software reads " + readback);
        }
    }

    private static void ruleRemoved() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.flow(1, "2");
            String[] words = bed.install(flow).split(" ", -1);
            bed.install(Bed.flow(2, "2"));
            bed.send(Frames.udp(1, 64), 9);
            bed.dump(Set.of());
            Commands.run("tc filter del dev in0 ingress protocol ip pref " + after(words, "pref") + " handle "
                    + after(words, "handle") + " flower");
            Expect.equal(
                    "rules", Set.of(Bed.flow(2, "2").ufid()), bed.dump(Set.of()).keySet());
            Expect.counts("last counts known", 9, 576, bed.delete(flow).last());
            bed.install(flow);
            Expect.equal("rules again", 2, bed.dump(Set.of()).size());
        }
    }

    private static void deviceRemoved() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow other =
                    Bed.megaflow("recirc_id(0),in_port(2),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", "drop");
            bed.install(other);
            List<OffloadOperation> puts = new ArrayList<>();
            for (int i = 1; i <= LINK_RULES; i++) {
                puts.add(new OffloadOperation.Put(Bed.flow(i, "2")));
            }
            bed.device().apply(puts.subList(0, 10));
            Process removal = new ProcessBuilder("ip", "link", "del", "in0").start();
            List<OffloadResult> results = new ArrayList<>();
            for (int from = 10; from < puts.size(); from += 50) {
                results.addAll(bed.device().apply(puts.subList(from, Math.min(puts.size(), from + 50))));
            }
            removal.waitFor();
            Refusal refusal = Expect.refused(bed.put(Bed.flow(LINK_RULES + 1, "2")));
            Expect.equal("code", Refusal.Code.PORT_NOT_OFFLOADABLE, refusal.code());
            Expect.equal(
                    "rules left",
                    Set.of(other.ufid()),
                    bed.dump(Set.of(other.ufid())).keySet());
            Expect.equal("generation", 1L, bed.device().generation());
            for (OffloadResult result : results) {
                if (result instanceof OffloadResult.Installed installed) {
                    bed.device().apply(List.of(new OffloadOperation.Delete(installed.ufid())));
                }
            }
            Expect.counts("the other port", 0, 0, bed.delete(other).last());
        }
    }

    private static void many() throws Exception {
        try (Bed bed = Bed.make()) {
            List<OffloadOperation> puts = new ArrayList<>(MANY);
            Set<Ufid> ufids = new HashSet<>();
            for (int i = 0; i < MANY; i++) {
                Megaflow flow = Bed.flow(i, "2");
                puts.add(new OffloadOperation.Put(flow));
                ufids.add(flow.ufid());
            }
            List<OffloadResult> results = bed.device().apply(puts);
            Expect.equal(
                    "installed",
                    (long) MANY,
                    results.stream()
                            .filter(OffloadResult.Installed.class::isInstance)
                            .count());
            bed.send(Frames.udp(77, 64), 3);
            Map<Ufid, RuleSnapshot> rules = bed.dump(ufids);
            Expect.equal("rules", ufids, rules.keySet());
            Expect.equal(
                    "read back",
                    (long) MANY,
                    rules.values().stream()
                            .filter(r -> r.readback() instanceof Readback.Same)
                            .count());
            List<OffloadResult.Deleted> gone = bed.device().flush();
            Expect.equal("flushed", MANY, gone.size());
            Expect.equal(
                    "packets",
                    3L,
                    gone.stream().mapToLong(g -> g.last().packets()).sum());
            Expect.equal("filters", "", Commands.run(FILTERS));
        }
    }
}
