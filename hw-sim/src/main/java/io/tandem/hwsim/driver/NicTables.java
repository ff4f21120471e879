package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.CuckooPath.Move;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.driver.OperationBatch.Finish;
import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Answer;
import io.tandem.hwsim.v1.CommandResult;
import io.tandem.hwsim.v1.Response;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of one life of the NIC: places them, changes them, reads them back. Not thread-safe. */
final class NicTables {
    private final NicCapabilities nic;
    private final long generation;
    private final RuleTranslator translator;
    private final SlotTable slots;

    NicTables(NicCapabilities nic, long generation) {
        this.nic = nic;
        this.generation = generation;
        this.translator = new RuleTranslator(nic.ports());
        this.slots = new SlotTable(nic);
    }

    /** Carries out a batch, in one exchange unless rules have to be moved. */
    List<OffloadResult> apply(List<OffloadOperation> batch, Bus bus, CycleClock clock) throws DeviceException {
        OperationBatch work = new OperationBatch(bus);
        for (OffloadOperation operation : batch) {
            switch (operation) {
                case OffloadOperation.Put(Megaflow flow) -> work.add(put(flow, work, clock));
                case OffloadOperation.Modify(Megaflow flow) ->
                    work.add(
                            slots.find(flow.ufid()).isPresent()
                                    ? put(flow, work, clock)
                                    : r -> new OffloadResult.NotFound(flow.ufid()));
                case OffloadOperation.Delete(Ufid ufid) -> work.add(delete(ufid, work.operations(), clock));
            }
        }
        work.flush();
        return work.results();
    }

    /** Deletes of every rule. */
    List<OffloadOperation> deleteAll() {
        return slots.rules().stream()
                .<OffloadOperation>map(p -> new OffloadOperation.Delete(p.ufid))
                .toList();
    }

    private Finish put(Megaflow flow, OperationBatch work, CycleClock clock) throws DeviceException {
        return switch (translator.translate(flow)) {
            case RuleTranslator.Outcome.No(Refusal refusal) ->
                slots.find(flow.ufid())
                        .map(p -> replaced(p, refusal, work.operations(), clock))
                        .orElse(r -> new OffloadResult.Refused(flow.ufid(), refusal, zero()));
            case RuleTranslator.Outcome.Rule(NicRule rule) -> put(flow.ufid(), rule, work, clock);
        };
    }

    private Finish put(Ufid ufid, NicRule rule, OperationBatch work, CycleClock clock) throws DeviceException {
        Optional<Placed> same = slots.find(ufid).filter(old -> old.rule.sameMatch(rule));
        if (same.isPresent()) {
            return modify(same.get(), rule, work.operations(), clock);
        }
        makeRoom(rule, work, clock);
        if (slots.find(ufid).isEmpty()) {
            return install(ufid, rule, work.operations());
        }
        Finish gone = delete(ufid, work.operations(), clock);
        Finish fresh = install(ufid, rule, work.operations());
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
            RawCounters counted = counters(answer(work.send(delete), deleted), placed, clock);
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

    private Finish install(Ufid ufid, NicRule rule, NicOperations operations) {
        List<Integer> tuples = slots.tuplesOf(rule.mask());
        Optional<Integer> slot =
                tuples.stream().flatMap(t -> slots.freeSlot(t, rule).stream()).findFirst();
        if (slot.isEmpty()) {
            Optional<Integer> tuple = slots.freeTuple();
            tuple.ifPresent(t -> operations.mask(t, rule.mask()));
            slot = tuple.flatMap(t -> slots.freeSlot(t, rule)).or(slots::freeEntry);
        }
        if (slot.isEmpty()) {
            return tuples.isEmpty() ? noMask(ufid) : bucketsFull(ufid);
        }
        Placed placed = slots.place(ufid, slot.get(), rule);
        int index = placed.slot < nic.tupleSlots()
                ? operations.writeRule(placed.slot, ufid, rule)
                : operations.writeEntry(placed.slot, ufid, rule);
        return response -> {
            if (command(response, index).getRejected()) {
                slots.remove(placed);
                return new OffloadResult.Refused(
                        ufid,
                        new Refusal(
                                Refusal.Code.DEVICE_ERROR,
                                Refusal.Layer.DRIVER,
                                "",
                                "command rejected",
                                "the NIC rejected the rule; it is tried again later"),
                        zero());
            }
            return new OffloadResult.Installed(ufid, ruleId(placed.slot));
        };
    }

    private Finish noMask(Ufid ufid) {
        return refused(
                ufid,
                Refusal.Code.MASK_LIMIT,
                "the NIC holds " + nic.tuples() + " masks and " + nic.tcam()
                        + " rules of any other, and all are taken; a flow with one of those masks would fit");
    }

    private Finish bucketsFull(Ufid ufid) {
        return refused(
                ufid,
                Refusal.Code.TABLE_FULL,
                "the table of the rule's mask is full where the rule hashes to, and so are the NIC's " + nic.tcam()
                        + " entries for any mask; it is tried again when a rule leaves");
    }

    private Finish modify(Placed old, NicRule rule, NicOperations operations, CycleClock clock) {
        int index = operations.modifyRule(old.slot, rule.action());
        old.rule = rule;
        return response -> {
            RawCounters last = counters(answer(response, index), old, clock);
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
        return response -> new OffloadResult.Deleted(ufid, counters(answer(response, index), placed, clock));
    }

    private Finish refused(Ufid ufid, Refusal.Code code, String sentence) {
        return r ->
                new OffloadResult.Refused(ufid, new Refusal(code, Refusal.Layer.CAPACITY, "", "", sentence), zero());
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
        Response response = bus.send(operations.list());
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
                .map(p -> new OffloadResult.Deleted(
                        p.ufid, new RawCounters(p.packets, p.bytes, nic.counterWidth(), p.usedNanos, 0)))
                .toList();
    }

    private RawCounters zero() {
        return RawCounters.zero(nic.counterWidth());
    }

    private RawCounters counters(Answer answer, CycleClock clock) {
        return new RawCounters(
                answer.getPackets(), answer.getBytes(), nic.counterWidth(), clock.timeOf(answer.getLastUsedCycle()), 0);
    }

    /** What a rule has counted in its slot and in those that it has left. */
    private RawCounters counters(Answer answer, Placed placed, CycleClock clock) {
        RawCounters here = counters(answer, clock);
        long ones = -1L >>> Long.SIZE - nic.counterWidth();
        return new RawCounters(
                here.packets() + placed.leftPackets & ones,
                here.bytes() + placed.leftBytes & ones,
                nic.counterWidth(),
                Math.max(here.usedNanos(), placed.leftUsedNanos),
                0);
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
