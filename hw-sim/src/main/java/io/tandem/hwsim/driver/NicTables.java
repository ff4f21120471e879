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
import io.tandem.hwsim.profile.TunnelHeaderKind;
import io.tandem.stats.RawCounters;
import java.util.List;
import java.util.Optional;

/** The rules of one life of the NIC: places them, changes them, reads them back. Not thread-safe. */
final class NicTables {
    private final NicCapabilities nic;
    private final RuleTranslator translator;
    private final SlotTable slots;
    private final SharedEntries shared;
    private final RuleCounts counts;
    private final RuleReader reader;
    private final TableRepair repair;
    private final MissMarks missMarks = new MissMarks();
    /** What brings the device back to what the driver takes it for, after commands that were not answered. */
    private NicOperations amends = new NicOperations();

    NicTables(NicCapabilities nic, NicTunnels tunnels, NicMeters meters, CycleClock clock, long generation) {
        this.nic = nic;
        this.translator = new RuleTranslator(nic, tunnels, meters);
        this.slots = new SlotTable(nic);
        this.shared = new SharedEntries(nic);
        this.counts = new RuleCounts(nic.counterWidth(), clock);
        this.reader = new RuleReader(nic, slots, counts, generation);
        this.repair = new TableRepair(slots, shared, meters);
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
        Optional<Placed> old = slots.find(ufid);
        return old.isEmpty() ? install(ufid, wanted, work.operations()) : replace(old.get(), wanted, work.operations());
    }

    /**
     * Puts a rule of another match in the place of one: the new one is there before the old one leaves, or where it can only
     * lie in the same slot, comes there as the old one leaves, so that each packet that matches both finds one of them. Where
     * there is no room as long as the old one is there, the old one goes first.
     */
    private Finish replace(Placed old, RuleTranslator.Outcome.Rule wanted, NicOperations operations) {
        Optional<Room> room = room(wanted.rule());
        Optional<NicRule> resolved = room.isPresent() ? shared.resolve(old.ufid, wanted, operations) : Optional.empty();
        if (resolved.isPresent()) {
            Finish fresh = install(old.ufid, room.orElseThrow(), resolved.get(), operations);
            int deleted = operations.command(Command.DELETE, old.slot);
            slots.remove(old).ifPresent(operations::clearMask);
            return answers ->
                    moved(new OffloadResult.Deleted(old.ufid, last(old, answers, deleted)), fresh.of(answers));
        }
        if (room.isEmpty() && slots.suits(old.slot, wanted.rule())) {
            resolved = shared.resolve(old.ufid, wanted, operations);
        }
        if (resolved.isPresent()) {
            return overwrite(old, resolved.get(), operations);
        }
        Finish gone = delete(old.ufid, operations);
        Finish fresh = install(old.ufid, wanted, operations);
        return answers -> moved(gone.of(answers), fresh.of(answers));
    }

    private Finish overwrite(Placed old, NicRule rule, NicOperations operations) {
        int index = operations.writeRule(old.slot, old.ufid, rule);
        old.rule = rule;
        return answers -> {
            boolean rejected = rejected(answers, index);
            RawCounters last = rejected ? counts.shown(old) : last(old, answers, index);
            if (!rejected && answered(answers, index)) {
                old.restart();
                return new OffloadResult.Modified(old.ufid, reader.ruleId(old.slot), last);
            }
            slots.remove(old).ifPresent(amends::clearMask);
            shared.release(old.ufid);
            amends.command(Command.DELETE, old.slot);
            return new OffloadResult.Refused(old.ufid, rejected ? NicRefusals.REJECTED : NicRefusals.UNANSWERED, last);
        };
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

    /** A free slot, and whether its tuple gets the rule's mask with it. */
    private record Room(int slot, Optional<Integer> fresh) {}

    private Optional<Room> room(NicRule match) {
        Optional<Integer> slot = slots.tuplesOf(match.mask()).stream()
                .flatMap(t -> slots.freeSlot(t, match).stream())
                .findFirst();
        Optional<Integer> fresh = slot.isEmpty() ? slots.freeTuple() : Optional.empty();
        return slot.or(() -> fresh.flatMap(t -> slots.freeSlot(t, match)))
                .or(slots::freeEntry)
                .map(free -> new Room(free, fresh));
    }

    private Finish install(Ufid ufid, RuleTranslator.Outcome.Rule wanted, NicOperations operations) {
        Optional<Room> room = room(wanted.rule());
        if (room.isEmpty()) {
            return refused(
                    ufid,
                    slots.tuplesOf(wanted.rule().mask()).isEmpty()
                            ? NicRefusals.noMask(nic)
                            : NicRefusals.bucketsFull(nic));
        }
        Optional<NicRule> resolved = shared.resolve(ufid, wanted, operations);
        if (resolved.isEmpty()) {
            shared.release(ufid);
            return refused(ufid, NicRefusals.noEntries(nic));
        }
        return install(ufid, room.get(), resolved.get(), operations);
    }

    private Finish install(Ufid ufid, Room room, NicRule rule, NicOperations operations) {
        room.fresh().ifPresent(t -> operations.mask(t, rule.mask()));
        Placed placed = slots.place(ufid, room.slot(), rule);
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
        slots.remove(placed).ifPresent(operations::clearMask);
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

    /** What stores entries anew that have parity errors. */
    TableRepair repair() {
        return repair;
    }

    private Finish refused(Ufid ufid, Refusal refusal) {
        return answers -> new OffloadResult.Refused(ufid, refusal, counts.zero());
    }

    /** What reads the rules back. */
    RuleReader reader() {
        return reader;
    }

    /** Marks of packets that find no rule in a chain. */
    MissMarks missMarks() {
        return missMarks;
    }

    /** The mark of a port's packet that the rules in these slots sent on, one after the other, and no rule took; 0 for none. */
    int missMark(int port, List<Integer> passed) {
        for (int slot : passed.reversed()) {
            int mark = slots.at(slot)
                    .map(p -> missMarks.of(port, (int) bits(p.rule, ActionBits.GOTO_CHAIN)))
                    .orElse(0);
            if (mark != 0) {
                return mark;
            }
        }
        return 0;
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
        return TunnelHeaderKind.ofCode((int) bits(rule, ActionBits.POP_KIND));
    }

    private static boolean bit(NicRule rule, ActionBits bit) {
        return bits(rule, bit) != 0;
    }

    private static long bits(NicRule rule, ActionBits bits) {
        return rule.action()[bits.lsb() / Long.SIZE] >>> bits.lsb() % Long.SIZE & (1L << bits.width()) - 1;
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
     * The rule in this slot sent a frame to another chain, and at last no rule was found: the host, to which the frame goes
     * without a mark, starts with it from the beginning and counts it.
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
