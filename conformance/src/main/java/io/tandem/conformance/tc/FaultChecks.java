package io.tandem.conformance.tc;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What others do to filters, and what the kernel refuses for it: each with its reason, and no count lost. */
final class FaultChecks {
    private static final int MANY = 2_000;
    private static final Path LARGEST_BUFFER = Path.of("/proc/sys/net/core/rmem_max");
    private static final String SMALL_BUFFER = "4096";
    private static final String U32 =
            "tc filter add dev in0 ingress protocol ip pref %d u32 match ip dst 10.9.9.9/32 action drop";

    private FaultChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("moves-from-a-taken-number", FaultChecks::numberTaken);
        checks.put("moves-from-a-taken-priority", FaultChecks::priorityTaken);
        checks.put("says-who-has-its-priority", FaultChecks::noOtherPriority);
        checks.put("brings-the-kernels-words", FaultChecks::words);
        checks.put("refused-modify-keeps-counts", FaultChecks::modifyRefused);
        checks.put("takes-so-many-masks", FaultChecks::maskLimit);
        checks.put("reads-into-a-small-buffer", FaultChecks::smallBuffer);
        checks.put("survives-qdisc-removed", FaultChecks::qdiscRemoved);
        checks.put("survives-all-rules-removed", FaultChecks::allRemoved);
        return checks;
    }

    private static void numberTaken() throws Exception {
        try (Bed bed = Bed.make()) {
            bed.install(Bed.flow(1, "2"));
            Commands.run("tc filter add dev in0 ingress protocol ip pref 16401 handle 2 flower skip_hw dst_ip 10.9.9.9"
                    + " ip_flags nofrag action drop");
            bed.install(Bed.flow(2, "2"));
            bed.send(Frames.udp(2, 64), 5);
            Expect.counts(
                    "the second rule", 5, 320, bed.delete(Bed.flow(2, "2")).last());
            bed.delete(Bed.flow(1, "2"));
            Expect.that(
                    Commands.run("tc filter show dev in0 ingress").contains("10.9.9.9"), "the other filter is gone");
        }
    }

    private static void priorityTaken() throws Exception {
        try (Bed bed = Bed.make()) {
            Commands.run(U32.formatted(16401));
            bed.install(Bed.flow(1, "2"));
            bed.install(Bed.flow(2, "2"));
            bed.send(Frames.udp(1, 64), 5);
            Expect.counts("the rule", 5, 320, bed.delete(Bed.flow(1, "2")).last());
            bed.delete(Bed.flow(2, "2"));
            Expect.that(Commands.run("tc filter show dev in0 ingress").contains("u32"), "the other filter is gone");
        }
    }

    private static void noOtherPriority() throws Exception {
        try (Bed bed = Bed.make("priorities", "16384-16401")) {
            Commands.run(U32.formatted(16401));
            Refusal refusal = Expect.refused(bed.put(Bed.flow(1, "2")));
            Expect.equal("code", Refusal.Code.DEVICE_ERROR, refusal.code());
            Expect.that(refusal.driverWords().contains("kind"), "words: " + refusal);
            Expect.that(refusal.sentence().contains("other priorities"), refusal.sentence());
        }
    }

    private static void words() throws Exception {
        List<String> template = List.of(
                "tc qdisc add dev in0 clsact",
                "tc chain add dev in0 ingress chain 0 protocol ip flower dst_mac 00:00:00:00:00:00");
        try (Bed bed = Bed.makeAfter(template)) {
            Refusal refusal = Expect.refused(bed.put(Bed.flow(1, "2")));
            Expect.equal("code", Refusal.Code.UNSUPPORTED_FIELD, refusal.code());
            Expect.that(refusal.driverWords().contains("template"), "words: " + refusal);
            Expect.that(refusal.sentence().contains("template"), refusal.sentence());
            Commands.run("tc chain del dev in0 ingress chain 0");
            bed.install(Bed.flow(1, "2"));
        }
    }

    private static void modifyRefused() throws Exception {
        try (Bed bed = Bed.make()) {
            Megaflow flow = Bed.flow(1, "2");
            bed.install(flow);
            bed.send(Frames.udp(1, 64), 5);
            Commands.run(U32.formatted(16400));
            OffloadResult result = bed.modify(Bed.flow(1, "drop"));
            Refusal refusal = Expect.refused(result);
            Expect.equal("code", Refusal.Code.DEVICE_ERROR, refusal.code());
            Expect.counts("the old rule's last counts", 5, 320, ((OffloadResult.Refused) result).last());
            Expect.equal("rules", 0, bed.dump(Set.of()).size());
            bed.install(Bed.flow(1, "drop"));
            bed.send(Frames.udp(1, 64), 3);
            Expect.counts("the new rule", 3, 192, bed.delete(flow).last());
        }
    }

    private static void maskLimit() throws Exception {
        try (Bed bed = Bed.make("priorities", "16384-16401")) {
            Megaflow other = Bed.megaflow("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(proto=17,frag=no)", "2");
            bed.install(Bed.flow(1, "2"));
            bed.install(Bed.flow(2, "2"));
            Expect.equal(
                    "code",
                    Refusal.Code.MASK_LIMIT,
                    Expect.refused(bed.put(other)).code());
            bed.delete(Bed.flow(1, "2"));
            bed.delete(Bed.flow(2, "2"));
            bed.install(other);
        }
    }

    /** Answers and dumps of which the socket holds a few at a time. */
    private static void smallBuffer() throws Exception {
        String usual = Commands.run("cat " + LARGEST_BUFFER).strip();
        Files.writeString(LARGEST_BUFFER, SMALL_BUFFER);
        try (Bed bed = Bed.make()) {
            List<OffloadOperation> puts = new ArrayList<>();
            Set<Ufid> ufids = new HashSet<>();
            for (int i = 1; i <= MANY; i++) {
                Megaflow flow = Bed.flow(i, "2");
                puts.add(new OffloadOperation.Put(flow));
                ufids.add(flow.ufid());
            }
            Expect.that(
                    bed.device().apply(puts).stream().allMatch(OffloadResult.Installed.class::isInstance),
                    "not all were installed");
            for (int i = 1; i <= 100; i++) {
                bed.send(Frames.udp(i, 64), 2);
            }
            Expect.equal("rules", ufids, bed.dump(ufids).keySet());
            List<OffloadResult.Deleted> gone = bed.device().flush();
            Expect.equal("flushed", MANY, gone.size());
            Expect.equal(
                    "packets",
                    200L,
                    gone.stream().mapToLong(g -> g.last().packets()).sum());
            Expect.equal("generation", 1L, bed.device().generation());
        } finally {
            Files.writeString(LARGEST_BUFFER, usual);
        }
    }

    private static void qdiscRemoved() throws Exception {
        try (Bed bed = Bed.make()) {
            bed.install(Bed.flow(1, "2"));
            bed.send(Frames.udp(1, 64), 9);
            bed.dump(Set.of());
            Commands.run("tc qdisc del dev in0 clsact");
            Expect.equal(
                    "code",
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    Expect.refused(bed.put(Bed.flow(2, "2"))).code());
            Expect.equal("rules", 0, bed.dump(Set.of()).size());
            Expect.counts(
                    "last counts known", 9, 576, bed.delete(Bed.flow(1, "2")).last());
            bed.install(Bed.flow(2, "2"));
            Expect.equal("generation", 1L, bed.device().generation());
        }
    }

    private static void allRemoved() throws Exception {
        try (Bed bed = Bed.make()) {
            List<Megaflow> flows = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                flows.add(Bed.flow(i, "2"));
                bed.install(flows.getLast());
                bed.send(Frames.udp(i, 64), i);
            }
            bed.dump(Set.of());
            Commands.run("tc filter del dev in0 ingress");
            Map<Ufid, RuleSnapshot> left = bed.dump(Set.of());
            Expect.equal("rules", 0, left.size());
            for (int i = 1; i <= 20; i++) {
                OffloadResult again = bed.put(flows.get(i - 1));
                Expect.counts(
                        "what flow " + i + " had counted",
                        i,
                        64L * i,
                        Expect.modified(again).last());
            }
            Expect.equal("rules again", 20, bed.dump(Set.of()).size());
        }
    }
}
