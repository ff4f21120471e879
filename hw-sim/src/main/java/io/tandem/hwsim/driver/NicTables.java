package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Answer;
import io.tandem.hwsim.v1.CommandResult;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.Response;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one life of the NIC: places them, changes them, reads them back. Not thread-safe. */
final class NicTables {
    /** Carries out register accesses. */
    interface Bus {
        Response send(List<Operation> operations) throws DeviceException;
    }

    /** Turns the results of one exchange into the answer to one operation. */
    private interface Finish {
        OffloadResult of(Response response);
    }

    private final NicCapabilities nic;
    private final long generation;
    private final RuleTranslator translator;
    private final SlotTable slots;

    NicTables(NicCapabilities nic, long generation) {
        this.nic = nic;
        this.generation = generation;
        this.translator = new RuleTranslator(nic.ports());
        this.slots = new SlotTable(nic.tuples(), nic.buckets(), nic.ways());
    }

    /** Carries out a batch in one exchange. */
    List<OffloadResult> apply(List<OffloadOperation> batch, Bus bus, CycleClock clock) throws DeviceException {
        NicOperations operations = new NicOperations();
        List<Finish> finishes = new ArrayList<>(batch.size());
        for (OffloadOperation operation : batch) {
            finishes.add(
                    switch (operation) {
                        case OffloadOperation.Put(Megaflow flow) -> put(flow, operations, clock);
                        case OffloadOperation.Modify(Megaflow flow) ->
                            slots.find(flow.ufid()).isPresent()
                                    ? put(flow, operations, clock)
                                    : r -> new OffloadResult.NotFound(flow.ufid());
                        case OffloadOperation.Delete(Ufid ufid) -> delete(ufid, operations, clock);
                    });
        }
        Response response = operations.isEmpty() ? Response.getDefaultInstance() : bus.send(operations.list());
        return finishes.stream().map(f -> f.of(response)).toList();
    }

    /** Deletes of every rule. */
    List<OffloadOperation> deleteAll() {
        return slots.rules().stream()
                .<OffloadOperation>map(p -> new OffloadOperation.Delete(p.ufid))
                .toList();
    }

    private Finish put(Megaflow flow, NicOperations operations, CycleClock clock) {
        Optional<Placed> old = slots.find(flow.ufid());
        return switch (translator.translate(flow)) {
            case RuleTranslator.Outcome.No(Refusal refusal) ->
                old.map(p -> replaced(p, refusal, operations, clock))
                        .orElse(r -> new OffloadResult.Refused(flow.ufid(), refusal, zero()));
            case RuleTranslator.Outcome.Rule(NicRule rule) when old.isEmpty() -> install(flow.ufid(), rule, operations);
            case RuleTranslator.Outcome.Rule(NicRule rule)
            when old.get().rule.sameMatch(rule) -> modify(old.get(), rule, operations, clock);
            case RuleTranslator.Outcome.Rule(NicRule rule) -> {
                Finish gone = delete(flow.ufid(), operations, clock);
                Finish fresh = install(flow.ufid(), rule, operations);
                yield response -> moved(gone.of(response), fresh.of(response));
            }
        };
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
            if (tuple.isEmpty()) {
                return tuples.isEmpty() ? noMask(ufid) : bucketsFull(ufid);
            }
            operations.mask(tuple.get(), rule.mask());
            slot = slots.freeSlot(tuple.get(), rule);
        }
        Placed placed = slots.place(ufid, slot.get(), rule);
        int index = operations.writeRule(slot.get(), ufid, rule);
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
                "the NIC holds " + nic.tuples() + " masks and all are taken; a flow with one of them would fit");
    }

    private Finish bucketsFull(Ufid ufid) {
        return refused(
                ufid,
                Refusal.Code.TABLE_FULL,
                "every bucket of " + nic.ways()
                        + " slots that the rule hashes to is full; it is tried again when a rule" + " leaves");
    }

    private Finish modify(Placed old, NicRule rule, NicOperations operations, CycleClock clock) {
        int index = operations.modifyRule(old.slot, rule.action());
        old.rule = rule;
        return response -> {
            RawCounters last = counters(answer(response, index), clock);
            old.packets = 0;
            old.bytes = 0;
            old.usedNanos = FlowStats.NEVER;
            return new OffloadResult.Modified(old.ufid, ruleId(old.slot), last);
        };
    }

    private Finish delete(Ufid ufid, NicOperations operations, CycleClock clock) {
        Optional<Placed> placed = slots.find(ufid);
        if (placed.isEmpty()) {
            return r -> new OffloadResult.NotFound(ufid);
        }
        int index = operations.command(Command.DELETE, placed.get().slot);
        slots.remove(placed.get()).ifPresent(tuple -> operations.write(Register.TUPLE_ENABLE, tuple, 0));
        return response -> new OffloadResult.Deleted(ufid, counters(answer(response, index), clock));
    }

    private Finish refused(Ufid ufid, Refusal.Code code, String sentence) {
        return r ->
                new OffloadResult.Refused(ufid, new Refusal(code, Refusal.Layer.CAPACITY, "", "", sentence), zero());
    }

    /** Reads every rule, one range for each tuple in use, and the masks of those that are to be verified. */
    List<RuleSnapshot> dump(Set<Ufid> verify, Bus bus, CycleClock clock) throws DeviceException {
        NicOperations operations = new NicOperations();
        Set<Integer> masksToRead = new HashSet<>();
        verify.forEach(ufid -> slots.find(ufid).ifPresent(p -> masksToRead.add(p.slot / slots.slotsPerTuple())));
        List<Integer> used = slots.usedTuples();
        operations.write(Register.COMMAND_COUNT, slots.slotsPerTuple());
        List<Integer> ranges = new ArrayList<>();
        Map<Integer, Integer> maskResults = new HashMap<>();
        for (int tuple : used) {
            ranges.add(operations.command(Command.READ_RANGE, tuple * slots.slotsPerTuple()));
            if (masksToRead.contains(tuple)) {
                maskResults.put(tuple, operations.next());
                for (int word = 0; word < slots.mask(tuple).length; word++) {
                    operations.read(Register.TUPLE_MASK, tuple * Register.MASK_STRIDE + word);
                }
            }
        }
        Response response = bus.send(operations.list());
        List<RuleSnapshot> rules = new ArrayList<>();
        Set<Ufid> seen = new HashSet<>();
        for (int range : ranges) {
            for (Answer answer : command(response, range).getAnswersList()) {
                Ufid ufid = new Ufid(answer.getUfidHigh(), answer.getUfidLow());
                seen.add(ufid);
                rules.add(new RuleSnapshot(
                        ufid,
                        ruleId(answer.getSlot()),
                        counters(answer, clock),
                        readback(ufid, answer, verify, response, maskResults)));
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

    private Readback readback(
            Ufid ufid, Answer answer, Set<Ufid> verify, Response response, Map<Integer, Integer> maskResults) {
        Optional<Placed> placed = slots.at(answer.getSlot()).filter(p -> p.ufid.equals(ufid));
        if (placed.isEmpty()) {
            return new Readback.Unknown();
        }
        if (!verify.contains(ufid)) {
            return new Readback.NotRead();
        }
        long[] mask = new long[placed.get().rule.mask().length];
        int first = maskResults.getOrDefault(answer.getSlot() / slots.slotsPerTuple(), 0);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = response.getResults(first + i).getValue();
        }
        NicRule found = new NicRule(words(answer.getKeyList()), mask, words(answer.getActionList()));
        return found.equals(placed.get().rule)
                ? new Readback.Same()
                : new Readback.Different(
                        "slot " + answer.getSlot() + " holds " + found + " instead of " + placed.get().rule);
    }

    /** A frame's completion named the rule in this slot. */
    void completed(int slot, int bytes, long now) {
        slots.at(slot).ifPresent(p -> {
            p.packets++;
            p.bytes += bytes;
            p.usedNanos = now;
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
