package io.tandem.rte.device;

import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Ufid;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What rules have counted, and which have aged. One thread at a time. */
final class RuleReads {
    /** Of a rule that counts nothing: however old, none of its packets are in them. */
    private static final RawCounters UNKNOWN = new RawCounters(0, 0, HeldRule.WIDTH, FlowStats.NEVER, Long.MAX_VALUE);

    private final RteFlows flows;
    private final LongSupplier clock;

    /** @param clock the datapath's, in nanoseconds */
    RuleReads(RteFlows flows, LongSupplier clock) {
        this.flows = flows;
        this.clock = clock;
    }

    /** What one rule has counted; as it was read last where it can't be read. */
    RawCounters read(HeldRule rule) throws RteTransportException {
        if (!rule.has(RteActionType.COUNT)) {
            return rule.last();
        }
        return noted(
                rule,
                rule.counter().isPresent()
                        ? flows.counter(rule.port(), rule.counter().getAsInt())
                        : flows.query(rule.port(), rule.handle()));
    }

    private RawCounters noted(HeldRule rule, RteAnswer<RteCount> answer) {
        return answer instanceof RteAnswer.Done<RteCount>(RteCount count)
                ? rule.read(count, false, clock.getAsLong())
                : rule.last();
    }

    /** What a rule that has ended had counted in all, where its counter is still there; else as it was read last. */
    RawCounters afterEnd(HeldRule rule) throws RteTransportException {
        return rule.counter().isEmpty()
                ? rule.last()
                : noted(rule, flows.counter(rule.port(), rule.counter().getAsInt()));
    }

    /** Reads rules of a port, all of which count: each by its counter, or by one question where the device has that. */
    private List<RteAnswer<RteCount>> query(int port, List<HeldRule> rules) throws RteTransportException {
        List<FlowHandle> own = rules.stream()
                .filter(rule -> rule.counter().isEmpty())
                .map(HeldRule::handle)
                .toList();
        Iterator<RteAnswer<RteCount>> answers = flows.query(port, own).iterator();
        List<RteAnswer<RteCount>> all = new ArrayList<>(rules.size());
        for (HeldRule rule : rules) {
            all.add(
                    rule.counter().isEmpty()
                            ? answers.next()
                            : flows.counter(port, rule.counter().getAsInt()));
        }
        return all;
    }

    /** What rules of a port have counted, by one question where the device has that; otherwise as {@link #read}. */
    List<RawCounters> read(int port, List<HeldRule> rules) throws RteTransportException {
        List<HeldRule> counting =
                rules.stream().filter(rule -> rule.has(RteActionType.COUNT)).toList();
        List<RteAnswer<RteCount>> answers = query(port, counting);
        for (int i = 0; i < answers.size(); i++) {
            noted(counting.get(i), answers.get(i));
        }
        return rules.stream().map(HeldRule::last).toList();
    }

    /** Tells of all rules, by one question for the counters of a port where the device has that. */
    void dump(List<HeldRule> rules, Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws RteTransportException {
        Map<Integer, List<HeldRule>> counting = new HashMap<>();
        Set<Integer> ageing = new HashSet<>();
        for (HeldRule rule : rules) {
            if (rule.has(RteActionType.COUNT)) {
                counting.computeIfAbsent(rule.port(), _ -> new ArrayList<>()).add(rule);
            }
            if (rule.has(RteActionType.AGE)) {
                ageing.add(rule.port());
            }
        }
        Map<HeldRule, RteAnswer<RteCount>> counts = new HashMap<>();
        for (Map.Entry<Integer, List<HeldRule>> port : counting.entrySet()) {
            List<RteAnswer<RteCount>> answers = query(port.getKey(), port.getValue());
            for (int i = 0; i < answers.size(); i++) {
                counts.put(port.getValue().get(i), answers.get(i));
            }
        }
        Map<Integer, Optional<Set<FlowHandle>>> aged = new HashMap<>();
        for (int port : ageing) {
            aged.put(port, aged(port));
        }
        for (HeldRule rule : rules) {
            consumer.accept(snapshot(
                    rule,
                    Optional.ofNullable(counts.get(rule)),
                    aged.getOrDefault(rule.port(), Optional.empty()),
                    verify.contains(rule.ufid()) ? new Readback.Same() : new Readback.NotRead()));
        }
    }

    /** The rules of a port whose time without a packet is over; empty where the port does not tell. */
    private Optional<Set<FlowHandle>> aged(int port) throws RteTransportException {
        return flows.aged(port) instanceof RteAnswer.Done<List<FlowHandle>>(List<FlowHandle> handles)
                ? Optional.of(Set.copyOf(handles))
                : Optional.empty();
    }

    private RuleSnapshot snapshot(
            HeldRule rule, Optional<RteAnswer<RteCount>> count, Optional<Set<FlowHandle>> aged, Readback usual) {
        boolean old = aged.isPresent() && aged.get().contains(rule.handle());
        RawCounters counters = UNKNOWN;
        Readback readback = usual;
        if (count.isPresent()) {
            counters = rule.last();
            switch (count.get()) {
                case RteAnswer.Done<RteCount>(RteCount read) -> counters = rule.read(read, old, clock.getAsLong());
                case RteAnswer.Refused<RteCount>(RteError error) -> {
                    if (error.type() == RteErrorType.HANDLE) {
                        readback = new Readback.Different("the rule is not there: " + error.message());
                    }
                }
            }
        } else if (rule.has(RteActionType.AGE) && aged.isPresent()) {
            counters = rule.lived(old, clock.getAsLong());
        }
        return new RuleSnapshot(rule.ufid(), rule.ruleId(), counters, readback);
    }
}
