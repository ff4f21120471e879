package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.driver.SlotTable.Run;
import io.tandem.hwsim.profile.Command;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads rules back from the NIC: their counters in bursts, and what some of them hold. Not thread-safe. */
final class RuleReader {
    /** Free slots that cost no more to read than another command. */
    private static final int GAP = 16;

    /** Slots that are read each time whether the driver has put rules there or not. */
    private static final int AUDITED = 512;

    private final NicCapabilities nic;
    private final SlotTable slots;
    private final RuleCounts counts;
    private final long generation;
    /** The next slot to be looked at whether the driver has put a rule there or not. */
    private int audit;

    RuleReader(NicCapabilities nic, SlotTable slots, RuleCounts counts, long generation) {
        this.nic = nic;
        this.slots = slots;
        this.counts = counts;
        this.generation = generation;
    }

    /**
     * Reads every rule that the driver has put into the NIC, those that are to be verified whole, and the next part of all slots:
     * so a rule that lies where the driver put none is found after {@code slots / AUDITED} times.
     */
    List<RuleSnapshot> dump(Set<Ufid> verify, Bus bus) throws DeviceException {
        NicOperations operations = new NicOperations();
        List<Integer> ranges = new ArrayList<>();
        for (Run run : slots.runs(GAP)) {
            ranges.add(operations.readRange(run.first(), run.count()));
        }
        int audited = Math.min(AUDITED, nic.slots() - audit);
        ranges.add(operations.readRange(audit, audited));
        Map<Ufid, Integer> reads = new HashMap<>();
        for (Ufid ufid : verify) {
            slots.find(ufid).ifPresent(p -> reads.put(ufid, operations.command(Command.READ, p.slot)));
        }
        NicAnswers once = bus.send(operations);
        NicAnswers answers = once.completions() == operations.commands() ? once : bus.send(operations);
        audit = (audit + audited) % nic.slots();
        List<RuleSnapshot> rules = new ArrayList<>();
        Set<Ufid> seen = new HashSet<>();
        BitSet read = new BitSet(nic.slots());
        for (int range : ranges) {
            for (NicCompletion record : records(answers, range)) {
                if (read.get(record.slot())) {
                    continue;
                }
                read.set(record.slot());
                Ufid ufid = record.ufid();
                Optional<Placed> placed = slots.at(record.slot()).filter(p -> p.ufid.equals(ufid));
                seen.add(ufid);
                rules.add(new RuleSnapshot(
                        ufid,
                        ruleId(record.slot()),
                        placed.map(p -> counts.counted(record, p)).orElseGet(() -> counts.counted(record)),
                        placed.map(p -> readback(p, answers, reads)).orElseGet(Readback.Unknown::new)));
            }
        }
        for (Ufid ufid : verify) {
            slots.find(ufid)
                    .filter(p -> !seen.contains(ufid))
                    .ifPresent(p -> rules.add(new RuleSnapshot(
                            ufid, ruleId(p.slot), counts.zero(), new Readback.Different("the slot is empty"))));
        }
        return rules;
    }

    /** The rules that were not hit from a cycle on. */
    List<Ufid> idleSince(long cycle, Bus bus) throws DeviceException {
        NicOperations operations = new NicOperations();
        int scan = operations.scanIdle(0, nic.slots(), cycle);
        return records(bus.send(operations), scan).stream()
                .map(NicCompletion::ufid)
                .toList();
    }

    /** What a rule is called, of its slot. */
    String ruleId(int slot) {
        return generation + "/" + slot;
    }

    private static List<NicCompletion> records(NicAnswers answers, int range) {
        return answers.completion(range).map(NicCompletion::records).orElse(List.of());
    }

    private static Readback readback(Placed placed, NicAnswers answers, Map<Ufid, Integer> reads) {
        Integer read = reads.get(placed.ufid);
        if (read == null) {
            return new Readback.NotRead();
        }
        return answers.completion(read)
                .map(NicCompletion::rule)
                .<Readback>map(found -> found.equals(placed.rule)
                        ? new Readback.Same()
                        : new Readback.Different(
                                "slot " + placed.slot + " holds " + found + " instead of " + placed.rule))
                .orElseGet(Readback.NotRead::new);
    }
}
