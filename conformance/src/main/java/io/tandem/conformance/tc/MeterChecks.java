package io.tandem.conformance.tc;

import io.tandem.backend.MeterCounts;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Whether meters limit what they should, count it, outlive a restart, and go when nobody uses them. */
final class MeterChecks {
    private static final String METERS = "1=pps:5:10,2=kbps:8:16,3=pps:5:5+9:9";
    private static final String POLICE = "tc -s actions ls action police";

    /** Of the police action that meter 1 is under policy skip_hw. */
    private static final int INDEX_OF_1 = 0x544c_0001;

    /** The kernel's bucket of packets is empty at first: ten of them at five a second. */
    private static final long FILLS_MILLIS = 2_100;

    private MeterChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("meter-drops-beyond-its-rate", MeterChecks::packets);
        checks.put("meter-counts-whole-frames", MeterChecks::bytes);
        checks.put("meter-is-taken-over", MeterChecks::takenOver);
        checks.put("meter-in-use-stays", MeterChecks::inUse);
        checks.put("meter-refuses-several-bands", MeterChecks::refused);
        return checks;
    }

    private static void packets() throws Exception {
        try (Bed bed = Bed.make("meters", METERS)) {
            Megaflow flow = Bed.flow(1, "meter(1),2");
            bed.install(flow);
            Thread.sleep(FILLS_MILLIS);
            bed.send(Frames.udp(1, 64), 500);
            int passed = bed.received().size();
            Expect.that(passed >= 10 && passed < 100, "of 500 packets at once passed " + passed);
            Expect.equal("meter", new MeterCounts(500, 500L * 64, 500 - passed), counts(bed, 1));
            RuleSnapshot rule = Expect.rule(bed.dump(Set.of(flow.ufid())), flow);
            Expect.equal("read back", new RuleSnapshot.Readback.Same(), rule.readback());
            Expect.counts("the rule", 500, 500L * 64, bed.delete(flow).last());
        }
    }

    /** A bucket of 16 kilobits is 2,000 bytes: one frame of 1,400 bytes, and another only after some time. */
    private static void bytes() throws Exception {
        try (Bed bed = Bed.make("meters", METERS)) {
            bed.install(Bed.flow(1, "meter(2),2"));
            bed.send(Frames.udp(1, 1400), 3);
            Expect.equal("frames that left", 1, bed.received().size());
            Expect.equal("dropped", OptionalLong.of(2), counts(bed, 2).droppedPackets());
        }
    }

    private static void takenOver() throws Exception {
        try (Bed bed = Bed.make("meters", METERS)) {
            Commands.run("tc actions add action police rate 1mbit burst 10k conform-exceed drop index 7");
            bed.install(Bed.flow(1, "meter(1),2"));
            bed.send(Frames.udp(1, 64), 20);
            bed.restart();
            Expect.equal(
                    "packets of the meter after a restart", 20L, counts(bed, 1).packets());
            bed.install(Bed.flow(1, "meter(1),2"));
            bed.send(Frames.udp(1, 64), 5);
            Expect.equal("packets of the meter", 25L, counts(bed, 1).packets());
            bed.restart("meters", "1=pps:7:7");
            bed.dump(Set.of());
            Expect.that(Commands.run(POLICE).contains("7"), "the meter has no other rate");
            bed.put(Bed.flow(1, "meter(1),2"));
            bed.device().flush();
            bed.device().close();
            String left = Commands.run("tc actions ls action police");
            Expect.that(left.contains("police 0x7 "), "a foreign police action is gone: " + left);
            Expect.that(!left.contains("0x544c0001"), "a meter stays: " + left);
        }
    }

    /** Somebody else removes the police action of a rule's meter. */
    private static void inUse() throws Exception {
        try (Bed bed = Bed.make("meters", METERS)) {
            bed.install(Bed.flow(1, "meter(1),2"));
            String answer;
            try {
                answer = Commands.run("tc actions del action police index " + INDEX_OF_1);
            } catch (IOException e) {
                answer = String.valueOf(e.getMessage());
            }
            Expect.that(answer.contains("Failed to delete TC action"), "the kernel says: " + answer);
            bed.send(Frames.udp(1, 64), 20);
            Expect.equal("packets of the meter", 20L, counts(bed, 1).packets());
        }
    }

    private static void refused() throws Exception {
        try (Bed bed = Bed.make("meters", METERS)) {
            for (int meter : List.of(3, 4)) {
                Refusal refusal = Expect.refused(bed.put(Bed.flow(1, "meter(" + meter + "),2")));
                Expect.equal("code", Refusal.Code.UNSUPPORTED_ACTION, refusal.code());
                String word = meter == 3 ? "bands" : "configuration";
                Expect.that(refusal.sentence().contains(word), refusal.sentence());
            }
        }
    }

    private static MeterCounts counts(Bed bed, int meter) throws Exception {
        MeterCounts counts = bed.device().meters().get(meter);
        if (counts == null) {
            throw new CheckFailedException("there is no police action of meter " + meter);
        }
        return counts;
    }
}
