package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.CuckooPath.Move;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.driver.OperationBatch.Finish;
import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.TunnelHeaderKind;
import io.tandem.stats.RawCounters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of one life of the NIC: places them, changes them, reads them back. Not thread-safe. */
final class NicTables {
    private final NicCapabilities nic;
    private final RuleTranslator translator;
    private final SlotTable slots;
    private final SharedEntries shared;
    private final RuleCounts counts;
    private final RuleReader reader;
    /** Slots whose action was found with a parity error. */
    private final Set<Integer> corrupt = new LinkedHashSet<>();
    /** What brings the device back to what the driver takes it for, after commands that were not answered. */
    private NicOperations amends = new NicOperations();

    NicTables(NicCapabilities nic, NicTunnels tunnels, NicMeters meters, CycleClock clock, long generation) {
        this.nic = nic;
        this.translator = new RuleTranslator(nic, tunnels, meters);
        this.slots = new SlotTable(nic);
        this.shared = new SharedEntries(nic);
        this.counts = new RuleCounts(nic.counterWidth(), clock);
        this.reader = new RuleReader(nic, slots, counts, generation);
    }

    /** Carries out a batch, in one exchange unless rules have to be moved or a command was not answered. */
    List<OffloadResult> apply(List<OffloadOperation> batch, Bus bus) throws DeviceException {
        OperationBatch work = new OperationBatch(bus);
        for (OffloadOperation operation : batch) {
            switch (operation) {
                case OffloadOperation.Put(Megaflow flow) ->
                    work.add(put(flow.ufid(), translator.translate(flow), work));
                case OffloadOperation.Mark(Megaflow flow, int mark) ->
                    work.add(put(flow.ufid(), translator.mark(flow, mark), work));
                case OffloadOperation.Track(TrackedConnection connection) ->
                    work.add(put(connection.ufid(), translator.track(connection), work));
                case OffloadOperation.Modify(Megaflow flow) ->
                    work.add(
                            slots.find(flow.ufid()).isPresent()
                                    ? put(flow.ufid(), translator.translate(flow), work)
                                    : answers -> new OffloadResult.NotFound(flow.ufid()));
                case OffloadOperation.Delete(Ufid ufid) -> work.add(delete(ufid, work.operations()));
            }
        }
        work.flush();
        if (!amends.isEmpty()) {
            bus.send(amends);
            amends = new NicOperations();
        }
        return work.results();
    }

    /** Deletes of every rule. */
    List<OffloadOperation> deleteAll() {
        return slots.rules().stream()
                .<OffloadOperation>map(p -> new OffloadOperation.Delete(p.ufid))
                .toList();
    }

    private Finish put(Ufid ufid, RuleTranslator.Outcome outcome, OperationBatch work) throws DeviceException {
        return switch (outcome) {
            case RuleTranslator.Outcome.No(Refusal refusal) ->
                slots.find(ufid)
                        .map(p -> replaced(p, refusal, work.operations()))
                        .orElse(answers -> new OffloadResult.Refused(ufid, refusal, counts.zero()));
            case RuleTranslator.Outcome.Rule wanted -> put(ufid, wanted, work);
        };
    }

    private Finish put(Ufid ufid, RuleTranslator.Outcome.Rule wanted, OperationBatch work) throws DeviceException {
        NicRule rule = wanted.rule();
        Optional<Placed> same = slots.find(ufid).filter(old -> old.rule.sameMatch(rule));
        if (same.isPresent()) {
            return modify(same.get(), wanted, work.operations());
        }
        makeRoom(rule, work);
        if (slots.find(ufid).isEmpty()) {
            return install(ufid, wanted, work.operations());
        }
        Finish gone = delete(ufid, work.operations());
        Finish fresh = install(ufid, wanted, work.operations());
        return answers -> moved(gone.of(answers), fresh.of(answers));
    }

    /** Moves rules where the tuples of the rule's mask have room, but not in the buckets that the rule hashes to. */
    private void makeRoom(NicRule rule, OperationBatch work) throws DeviceException {
        List<Integer> tuples = slots.tuplesOf(rule.mask());
        if (tuples.isEmpty()
                || tuples.stream().anyMatch(t -> slots.freeSlot(t, rule).isPresent())) {
            return;
        }
        work.flush();
        for (int tuple : List.copyOf(slots.tuplesOf(rule.mask()))) {
            Optional<List<Move>> moves = CuckooPath.find(slots, tuple, rule);
            if (moves.isPresent() && move(moves.get(), work)) {
                return;
            }
        }
    }

    /**
     * Makes moves. Each rule is in its new slot before it leaves the old one, so that a packet always finds it, and takes
     * its counts along.
     *
     * @return false where the NIC rejected one; that rule and those whose turn did not come lie where they were
     */
    private boolean move(List<Move> moves, OperationBatch work) throws DeviceException {
        for (Move move : moves) {
            Placed placed = move.rule();
            NicOperations write = new NicOperations();
            int written = write.writeRule(move.to(), placed.ufid, placed.rule);
            if (rejected(work.send(write), written)) {
                return false;
            }
            NicOperations delete = new NicOperations();
            int deleted = delete.command(Command.DELETE, placed.slot);
            RawCounters counted = last(placed, work.send(delete), deleted);
            placed.leftPackets = counted.packets();
            placed.leftBytes = counted.bytes();
            placed.leftUsedNanos = counted.usedNanos();
            slots.move(placed, move.to());
        }
        return true;
    }

    private static OffloadResult moved(OffloadResult gone, OffloadResult fresh) {
        return switch (fresh) {
            case OffloadResult.Installed(Ufid ufid, String id)
            when gone instanceof OffloadResult.Deleted deleted -> new OffloadResult.Modified(ufid, id, deleted.last());
            case OffloadResult.Refused(Ufid ufid, Refusal refusal, RawCounters last)
            when gone instanceof OffloadResult.Deleted deleted ->
                new OffloadResult.Refused(ufid, refusal, deleted.last());
            default -> fresh;
        };
    }

    /** A modify that cannot be done: the old rule would be wrong, so it goes. */
    private Finish replaced(Placed old, Refusal refusal, NicOperations operations) {
        Finish gone = delete(old.ufid, operations);
        return answers -> gone.of(answers) instanceof OffloadResult.Deleted deleted
                ? new OffloadResult.Refused(old.ufid, refusal, deleted.last())
                : new OffloadResult.Refused(old.ufid, refusal, counts.zero());
    }

    private Finish install(Ufid ufid, RuleTranslator.Outcome.Rule wanted, NicOperations operations) {
        NicRule match = wanted.rule();
        List<Integer> tuples = slots.tuplesOf(match.mask());
        Optional<Integer> slot =
                tuples.stream().flatMap(t -> slots.freeSlot(t, match).stream()).findFirst();
        Optional<Integer> fresh = slot.isEmpty() ? slots.freeTuple() : Optional.empty();
        slot = slot.or(() -> fresh.flatMap(t -> slots.freeSlot(t, match))).or(slots::freeEntry);
        if (slot.isEmpty()) {
            return refused(ufid, tuples.isEmpty() ? NicRefusals.noMask(nic) : NicRefusals.bucketsFull(nic));
        }
        Optional<NicRule> resolved = shared.resolve(ufid, wanted, operations);
        if (resolved.isEmpty()) {
            shared.release(ufid);
            return refused(ufid, NicRefusals.noEntries(nic));
        }
        fresh.ifPresent(t -> operations.mask(t, match.mask()));
        NicRule rule = resolved.get();
        Placed placed = slots.place(ufid, slot.get(), rule);
        int index = operations.writeRule(placed.slot, ufid, rule);
        return answers -> {
            boolean rejected = rejected(answers, index);
            if (!rejected && answered(answers, index)) {
                return new OffloadResult.Installed(ufid, reader.ruleId(placed.slot));
            }
            slots.remove(placed);
            shared.release(ufid);
            if (!rejected) {
                amends.command(Command.DELETE, placed.slot);
            }
            return new OffloadResult.Refused(
                    ufid, rejected ? NicRefusals.REJECTED : NicRefusals.UNANSWERED, counts.zero());
        };
    }

    private Finish modify(Placed old, RuleTranslator.Outcome.Rule wanted, NicOperations operations) {
        Optional<NicRule> resolved = shared.resolve(old.ufid, wanted, operations);
        if (resolved.isEmpty()) {
            return replaced(old, NicRefusals.noEntries(nic), operations);
        }
        NicRule rule = resolved.get();
        int index = operations.modifyRule(old.slot, rule.action());
        old.rule = rule;
        return answers -> {
            if (!answered(answers, index)) {
                amends.repairRule(old.slot, old.ufid, rule);
            }
            RawCounters last = last(old, answers, index);
            old.restart();
            return new OffloadResult.Modified(old.ufid, reader.ruleId(old.slot), last);
        };
    }

    private Finish delete(Ufid ufid, NicOperations operations) {
        Optional<Placed> found = slots.find(ufid);
        if (found.isEmpty()) {
            return answers -> new OffloadResult.NotFound(ufid);
        }
        Placed placed = found.get();
        int index = operations.command(Command.DELETE, placed.slot);
        slots.remove(placed).ifPresent(tuple -> operations.write(Register.TUPLE_ENABLE, tuple, 0));
        shared.release(ufid);
        return answers -> new OffloadResult.Deleted(ufid, last(placed, answers, index));
    }

    /** What a command that ends counting has answered; where it was not answered, what completions have shown. */
    private RawCounters last(Placed placed, NicAnswers answers, int index) {
        return answers.completion(index).map(c -> counts.counted(c, placed)).orElseGet(() -> counts.shown(placed));
    }

    private static boolean answered(NicAnswers answers, int index) {
        return answers.completion(index).isPresent();
    }

    private static boolean rejected(NicAnswers answers, int index) {
        return answers.completion(index)
                .filter(c -> c.status() == CommandStatus.REJECTED)
                .isPresent();
    }

    /** A packet found the rule in this slot, and its action with a parity error. */
    void corrupt(int slot) {
        corrupt.add(slot);
    }

    /** Stores the actions once more that were found with parity errors. Answers how many. */
    int repair(NicOperations operations) {
        int count = 0;
        for (int slot : corrupt) {
            Optional<Placed> placed = slots.at(slot);
            placed.ifPresent(p -> operations.repairRule(slot, p.ufid, p.rule));
            count += placed.isPresent() ? 1 : 0;
        }
        corrupt.clear();
        return count;
    }

    private Finish refused(Ufid ufid, Refusal refusal) {
        return answers -> new OffloadResult.Refused(ufid, refusal, counts.zero());
    }

    /** What reads the rules back. */
    RuleReader reader() {
        return reader;
    }

    /**
     * Bytes that the rule in this slot takes off the front of a frame.
     *
     * @param at what others have taken off already
     */
    int takesOff(int slot, byte[] frame, int at) {
        return slots.at(slot)
                .filter(p -> bit(p.rule, ActionBits.POP))
                .map(p -> InnerFrame.offset(frame, at, kind(p.rule)))
                .orElse(0);
    }

    private static TunnelHeaderKind kind(NicRule rule) {
        ActionBits bits = ActionBits.POP_KIND;
        long code = rule.action()[bits.lsb() / Long.SIZE] >>> bits.lsb() % Long.SIZE & (1L << bits.width()) - 1;
        return TunnelHeaderKind.ofCode((int) code);
    }

    private static boolean bit(NicRule rule, ActionBits bit) {
        return (rule.action()[bit.lsb() / Long.SIZE] >>> bit.lsb() % Long.SIZE & 1) != 0;
    }

    /** A frame's completion named the rule in this slot. */
    void completed(int slot, int bytes, long now) {
        slots.at(slot).ifPresent(p -> {
            p.packets++;
            p.bytes += bytes;
            p.usedNanos = now;
        });
    }

    /**
     * The rule in this slot sent a frame to another chain, and at last no rule was found: the host, to which the frame goes,
     * starts with it from the beginning and counts it.
     */
    void takeBack(int slot, int bytes) {
        slots.at(slot).ifPresent(p -> {
            p.leftPackets--;
            p.leftBytes -= bytes;
        });
    }

    /** Every rule with what its completions have shown. */
    List<OffloadResult.Deleted> lost() {
        return slots.rules().stream()
                .map(p -> new OffloadResult.Deleted(p.ufid, counts.shown(p)))
                .toList();
    }
}
