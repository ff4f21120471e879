package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.CuckooPath.Move;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.driver.OperationBatch.Finish;
import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Answer;
import io.tandem.hwsim.v1.CommandResult;
import io.tandem.hwsim.v1.Response;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of one life of the NIC: places them, changes them, reads them back. Not thread-safe. */
final class NicTables {
    private final NicCapabilities nic;
    private final long generation;
    private final RuleTranslator translator;
    private final SlotTable slots;
    private final SharedEntries shared;
    /** Slots whose action was found with a parity error. */
    private final Set<Integer> corrupt = new LinkedHashSet<>();
    /** What brings the device back to what the driver takes it for, after commands that were not answered. */
    private final NicOperations amends = new NicOperations();

    NicTables(NicCapabilities nic, NicTunnels tunnels, NicMeters meters, long generation) {
        this.nic = nic;
        this.generation = generation;
        this.translator = new RuleTranslator(nic, tunnels, meters);
        this.slots = new SlotTable(nic);
        this.shared = new SharedEntries(nic);
    }

    /** Carries out a batch, in one exchange unless rules have to be moved or a command was not answered. */
    List<OffloadResult> apply(List<OffloadOperation> batch, Bus bus, CycleClock clock) throws DeviceException {
        OperationBatch work = new OperationBatch(bus);
        for (OffloadOperation operation : batch) {
            switch (operation) {
                case OffloadOperation.Put(Megaflow flow) ->
                    work.add(put(flow.ufid(), translator.translate(flow), work, clock));
                case OffloadOperation.Mark(Megaflow flow, int mark) ->
                    work.add(put(flow.ufid(), translator.mark(flow, mark), work, clock));
                case OffloadOperation.Track(TrackedConnection connection) ->
                    work.add(put(connection.ufid(), translator.track(connection), work, clock));
                case OffloadOperation.Modify(Megaflow flow) ->
                    work.add(
                            slots.find(flow.ufid()).isPresent()
                                    ? put(flow.ufid(), translator.translate(flow), work, clock)
                                    : r -> new OffloadResult.NotFound(flow.ufid()));
                case OffloadOperation.Delete(Ufid ufid) -> work.add(delete(ufid, work.operations(), clock));
            }
        }
        work.flush();
        if (!amends.isEmpty()) {
            bus.send(List.copyOf(amends.list()));
            amends.clear();
        }
        return work.results();
    }

    /** Deletes of every rule. */
    List<OffloadOperation> deleteAll() {
        return slots.rules().stream()
                .<OffloadOperation>map(p -> new OffloadOperation.Delete(p.ufid))
                .toList();
    }

    private Finish put(Ufid ufid, RuleTranslator.Outcome outcome, OperationBatch work, CycleClock clock)
            throws DeviceException {
        return switch (outcome) {
            case RuleTranslator.Outcome.No(Refusal refusal) ->
                slots.find(ufid)
                        .map(p -> replaced(p, refusal, work.operations(), clock))
                        .orElse(r -> new OffloadResult.Refused(ufid, refusal, zero()));
            case RuleTranslator.Outcome.Rule wanted -> put(ufid, wanted, work, clock);
        };
    }

    private Finish put(Ufid ufid, RuleTranslator.Outcome.Rule wanted, OperationBatch work, CycleClock clock)
            throws DeviceException {
        NicRule rule = wanted.rule();
        Optional<Placed> same = slots.find(ufid).filter(old -> old.rule.sameMatch(rule));
        if (same.isPresent()) {
            return modify(same.get(), wanted, work.operations(), clock);
        }
        makeRoom(rule, work, clock);
        if (slots.find(ufid).isEmpty()) {
            return install(ufid, wanted, work.operations());
        }
        Finish gone = delete(ufid, work.operations(), clock);
        Finish fresh = install(ufid, wanted, work.operations());
        return response -> moved(gone.of(response), fresh.of(response));
    }

    /** Moves rules where the tuples of the rule's mask have room, but not in the buckets that the rule hashes to. */
    private void makeRoom(NicRule rule, OperationBatch work, CycleClock clock) throws DeviceException {
        List<Integer> tuples = slots.tuplesOf(rule.mask());
        if (tuples.isEmpty()
                || tuples.stream().anyMatch(t -> slots.freeSlot(t, rule).isPresent())) {
            return;
        }
        work.flush();
        for (int tuple : List.copyOf(slots.tuplesOf(rule.mask()))) {
            Optional<List<Move>> moves = CuckooPath.find(slots, tuple, rule);
            if (moves.isPresent() && move(moves.get(), work, clock)) {
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
    private boolean move(List<Move> moves, OperationBatch work, CycleClock clock) throws DeviceException {
        for (Move move : moves) {
            Placed placed = move.rule();
            NicOperations write = new NicOperations();
            int written = write.writeRule(move.to(), placed.ufid, placed.rule);
            if (command(work.send(write), written).getRejected()) {
                return false;
            }
            NicOperations delete = new NicOperations();
            int deleted = delete.command(Command.DELETE, placed.slot);
            RawCounters counted = last(placed, work.send(delete), deleted, clock);
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
    private Finish replaced(Placed old, Refusal refusal, NicOperations operations, CycleClock clock) {
        Finish gone = delete(old.ufid, operations, clock);
        return response -> gone.of(response) instanceof OffloadResult.Deleted deleted
                ? new OffloadResult.Refused(old.ufid, refusal, deleted.last())
                : new OffloadResult.Refused(old.ufid, refusal, zero());
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
        int index = placed.slot < nic.tupleSlots()
                ? operations.writeRule(placed.slot, ufid, rule)
                : operations.writeEntry(placed.slot, ufid, rule);
        return response -> {
            boolean rejected = command(response, index).getRejected();
            if (!rejected && answered(response, index)) {
                return new OffloadResult.Installed(ufid, ruleId(placed.slot));
            }
            slots.remove(placed);
            shared.release(ufid);
            if (!rejected) {
                amends.command(Command.DELETE, placed.slot);
            }
            return new OffloadResult.Refused(ufid, rejected ? NicRefusals.REJECTED : NicRefusals.UNANSWERED, zero());
        };
    }

    private Finish modify(Placed old, RuleTranslator.Outcome.Rule wanted, NicOperations operations, CycleClock clock) {
        Optional<NicRule> resolved = shared.resolve(old.ufid, wanted, operations);
        if (resolved.isEmpty()) {
            return replaced(old, NicRefusals.noEntries(nic), operations, clock);
        }
        NicRule rule = resolved.get();
        int index = operations.modifyRule(old.slot, rule.action());
        old.rule = rule;
        return response -> {
            if (!answered(response, index)) {
                amends.repairRule(old.slot, rule.action());
            }
            RawCounters last = last(old, response, index, clock);
            old.restart();
            return new OffloadResult.Modified(old.ufid, ruleId(old.slot), last);
        };
    }

    private Finish delete(Ufid ufid, NicOperations operations, CycleClock clock) {
        Optional<Placed> found = slots.find(ufid);
        if (found.isEmpty()) {
            return r -> new OffloadResult.NotFound(ufid);
        }
        Placed placed = found.get();
        int index = operations.command(Command.DELETE, placed.slot);
        slots.remove(placed).ifPresent(tuple -> operations.write(Register.TUPLE_ENABLE, tuple, 0));
        shared.release(ufid);
        return response -> new OffloadResult.Deleted(ufid, last(placed, response, index, clock));
    }

    /** What a command that ends counting has answered; where it was not answered, what completions have shown. */
    private RawCounters last(Placed placed, Response response, int index, CycleClock clock) {
        return answered(response, index) ? counters(answer(response, index), placed, clock) : shown(placed);
    }

    private static boolean answered(Response response, int index) {
        return command(response, index).getAnswersCount() > 0;
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
            placed.ifPresent(p -> operations.repairRule(slot, p.rule.action()));
            count += placed.isPresent() ? 1 : 0;
        }
        corrupt.clear();
        return count;
    }

    private Finish refused(Ufid ufid, Refusal refusal) {
        return r -> new OffloadResult.Refused(ufid, refusal, zero());
    }

    /** Reads every rule: a range for each tuple in use, and one for the TCAM. */
    List<RuleSnapshot> dump(Set<Ufid> verify, Bus bus, CycleClock clock) throws DeviceException {
        NicOperations operations = new NicOperations();
        List<Integer> ranges = new ArrayList<>();
        operations.write(Register.COMMAND_COUNT, nic.slotsPerTuple());
        for (int tuple : slots.usedTuples()) {
            ranges.add(operations.command(Command.READ_RANGE, tuple * nic.slotsPerTuple()));
        }
        operations.write(Register.COMMAND_COUNT, nic.tcam());
        ranges.add(operations.command(Command.READ_RANGE, nic.tupleSlots()));
        Response once = bus.send(operations.list());
        // a tuple in use holds a rule, so an answer without any was lost
        boolean whole = ranges.subList(0, ranges.size() - 1).stream().allMatch(range -> answered(once, range));
        Response response = whole ? once : bus.send(operations.list());
        List<RuleSnapshot> rules = new ArrayList<>();
        Set<Ufid> seen = new HashSet<>();
        for (int range : ranges) {
            for (Answer answer : command(response, range).getAnswersList()) {
                Ufid ufid = new Ufid(answer.getUfidHigh(), answer.getUfidLow());
                Optional<Placed> placed = slots.at(answer.getSlot()).filter(p -> p.ufid.equals(ufid));
                seen.add(ufid);
                rules.add(new RuleSnapshot(
                        ufid,
                        ruleId(answer.getSlot()),
                        placed.map(p -> counters(answer, p, clock)).orElseGet(() -> counters(answer, clock)),
                        placed.map(p -> readback(p, answer, verify)).orElseGet(Readback.Unknown::new)));
            }
        }
        for (Ufid ufid : verify) {
            slots.find(ufid)
                    .filter(p -> !seen.contains(ufid))
                    .ifPresent(p -> rules.add(new RuleSnapshot(
                            ufid, ruleId(p.slot), zero(), new Readback.Different("the slot is empty"))));
        }
        return rules;
    }

    /** The rules that were not hit from a cycle on. */
    List<Ufid> idleSince(long cycle, Bus bus) throws DeviceException {
        NicOperations operations =
                new NicOperations().write(Register.COMMAND_SINCE, cycle).write(Register.COMMAND_COUNT, nic.slots());
        int scan = operations.command(Command.SCAN_IDLE, 0);
        return command(bus.send(operations.list()), scan).getAnswersList().stream()
                .map(answer -> new Ufid(answer.getUfidHigh(), answer.getUfidLow()))
                .toList();
    }

    private static Readback readback(Placed placed, Answer answer, Set<Ufid> verify) {
        if (!verify.contains(placed.ufid)) {
            return new Readback.NotRead();
        }
        NicRule found =
                new NicRule(words(answer.getKeyList()), words(answer.getMaskList()), words(answer.getActionList()));
        return found.equals(placed.rule)
                ? new Readback.Same()
                : new Readback.Different("slot " + answer.getSlot() + " holds " + found + " instead of " + placed.rule);
    }

    /**
     * Bytes that the rule in this slot takes off the front of a frame.
     *
     * @param at what others have taken off already
     */
    int takesOff(int slot, byte[] frame, int at) {
        return slots.at(slot)
                .filter(p -> bit(p.rule, ActionBits.POP))
                .map(p -> InnerFrame.offset(frame, at, bit(p.rule, ActionBits.POP_GENEVE)))
                .orElse(0);
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
                .map(p -> new OffloadResult.Deleted(p.ufid, shown(p)))
                .toList();
    }

    private RawCounters shown(Placed placed) {
        return new RawCounters(wrapped(placed.packets), wrapped(placed.bytes), nic.counterWidth(), placed.usedNanos, 0);
    }

    private long wrapped(long count) {
        return count & -1L >>> Long.SIZE - nic.counterWidth();
    }

    private RawCounters zero() {
        return RawCounters.zero(nic.counterWidth());
    }

    private RawCounters counters(Answer answer, CycleClock clock) {
        return new RawCounters(
                answer.getPackets(), answer.getBytes(), nic.counterWidth(), clock.timeOf(answer.getLastUsedCycle()), 0);
    }

    /**
     * What a rule has counted in its slot and in those that it has left. Counters that are behind what completions have
     * shown stand still; then the completions count.
     */
    private RawCounters counters(Answer answer, Placed placed, CycleClock clock) {
        RawCounters here = counters(answer, clock);
        long packets = wrapped(here.packets() + placed.leftPackets);
        long bytes = wrapped(here.bytes() + placed.leftBytes);
        if (behind(packets, placed.packets) || behind(bytes, placed.bytes)) {
            return shown(placed);
        }
        return new RawCounters(packets, bytes, nic.counterWidth(), Math.max(here.usedNanos(), placed.leftUsedNanos), 0);
    }

    private boolean behind(long counted, long shown) {
        return shown - counted << Long.SIZE - nic.counterWidth() > 0;
    }

    private String ruleId(int slot) {
        return generation + "/" + slot;
    }

    private static CommandResult command(Response response, int index) {
        return response.getResults(index).getCommand();
    }

    private static Answer answer(Response response, int index) {
        CommandResult result = command(response, index);
        return result.getAnswersCount() == 0 ? Answer.getDefaultInstance() : result.getAnswers(0);
    }

    private static long[] words(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }
}
