package io.tandem.rte.device;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Ufid;
import io.tandem.rte.device.RuleCreation.Creation;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rules of connections that the device was told of: one in each group, at each port, in which flows have their packets
 * looked up among those of its zone. What such a rule counts says that the connection is alive; it is no flow's. One thread at
 * a time.
 */
final class ConnectionRules {
    private static final RawCounters NOTHING = RawCounters.zero(HeldRule.WIDTH);

    private final RteFlows flows;
    private final RuleMaker maker;
    private final GroupNumbers groups;
    private final GroupMisses misses;
    private final RuleCreation creation;
    private final RuleReads reads;
    private final RuleCounters counters;
    private final HeldRules held;
    private final Map<Ufid, TrackedConnection> known = new LinkedHashMap<>();
    private final Map<Lookup, Map<Ufid, HeldRule>> rules = new LinkedHashMap<>();

    /** Where packets that come in by a DPDK port are looked up. */
    private record Lookup(int port, int group, GroupPlace.BeforeLookup place) {}

    /** @param held the flows' rules, which count who needs a group */
    ConnectionRules(
            RteFlows flows,
            RuleMaker maker,
            GroupNumbers groups,
            GroupMisses misses,
            RuleCreation creation,
            RuleReads reads,
            RuleCounters counters,
            HeldRules held) {
        this.flows = flows;
        this.maker = maker;
        this.groups = groups;
        this.misses = misses;
        this.creation = creation;
        this.reads = reads;
        this.counters = counters;
        this.held = held;
    }

    /**
     * The device holds the rule of a flow: where it is the first at its port to jump to a group of connections, theirs are made
     * there. One that can't be made leaves its packets to the host.
     */
    void opened(RteTranslation flow) throws RteTransportException {
        for (Lookup lookup : lookups(flow)) {
            if (rules.putIfAbsent(lookup, new LinkedHashMap<>()) == null) {
                for (TrackedConnection connection : List.copyOf(known.values())) {
                    if (connection.zone() == lookup.place().zone()) {
                        make(connection, lookup);
                    }
                }
            }
        }
    }

    /**
     * The device does not hold the rule of a flow any more: where it was the last at its port to jump to a group of connections,
     * theirs end there.
     */
    void closed(RteTranslation flow) throws RteTransportException {
        for (Lookup lookup : lookups(flow)) {
            if (!held.jumps(lookup.port(), lookup.group()) && rules.containsKey(lookup)) {
                for (HeldRule rule : rules.remove(lookup).values()) {
                    end(rule);
                }
            }
        }
    }

    private List<Lookup> lookups(RteTranslation flow) {
        List<Lookup> lookups = new ArrayList<>();
        for (int group : flow.jumpsTo()) {
            if (groups.placeOf(group) instanceof GroupPlace.BeforeLookup place) {
                lookups.add(new Lookup(flow.ethdev(), group, place));
            }
        }
        return lookups;
    }

    /** Makes the rules of a connection, in the place of those that it had; all of them, or none. */
    OffloadResult track(TrackedConnection connection) throws RteTransportException {
        Ufid ufid = connection.ufid();
        boolean before = known.remove(ufid) != null;
        RawCounters last = endAll(ufid);
        for (Lookup lookup : List.copyOf(rules.keySet())) {
            if (connection.zone() == lookup.place().zone()) {
                Optional<Refusal> refusal = make(connection, lookup);
                if (refusal.isPresent()) {
                    endAll(ufid);
                    return new OffloadResult.Refused(ufid, refusal.get(), last);
                }
            }
        }
        known.put(ufid, connection);
        String name = "connection " + ufid;
        return before ? new OffloadResult.Modified(ufid, name, last) : new OffloadResult.Installed(ufid, name);
    }

    /** Ends the rules of a connection; empty where there is none of that name. */
    Optional<OffloadResult> delete(Ufid ufid) throws RteTransportException {
        return known.remove(ufid) == null
                ? Optional.empty()
                : Optional.of(new OffloadResult.Deleted(ufid, endAll(ufid)));
    }

    private Optional<Refusal> make(TrackedConnection connection, Lookup lookup) throws RteTransportException {
        return switch (maker.ofConnection(connection, lookup.port(), lookup.group(), lookup.place())) {
            case RteOutcome.Refused(Refusal refusal) -> Optional.of(refusal);
            case RteTranslation made ->
                switch (creation.create(made)) {
                    case Creation.No no -> {
                        misses.release(held.unused(made));
                        yield Optional.of(no.refusal());
                    }
                    case Creation.Made(FlowHandle handle, OptionalInt counter) -> {
                        held.use(made);
                        rules.computeIfAbsent(lookup, _ -> new LinkedHashMap<>())
                                .put(connection.ufid(), new HeldRule(connection.ufid(), made, handle, counter));
                        yield Optional.empty();
                    }
                };
        };
    }

    private RawCounters endAll(Ufid ufid) throws RteTransportException {
        RawCounters last = NOTHING;
        for (Map<Ufid, HeldRule> there : rules.values()) {
            HeldRule rule = there.remove(ufid);
            if (rule != null) {
                last = HeldRule.sum(last, end(rule));
            }
        }
        return last;
    }

    private RawCounters end(HeldRule rule) throws RteTransportException {
        reads.read(rule);
        RteAnswer<RteAnswer.Ok> answer = flows.destroy(rule.port(), rule.handle());
        if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.gone()) {
            throw new RteTransportException("rule " + rule.ruleId()
                    + " can't be ended, so packets of a connection that is gone would go on: " + error.message());
        }
        RawCounters last = reads.afterEnd(rule);
        if (rule.counter().isPresent()) {
            counters.remove(rule.port(), rule.counter().getAsInt());
        }
        held.leave(rule.made());
        misses.release(held.unused(rule.made()));
        return last;
    }

    /** Tells of each connection, by what all of its rules have counted. */
    void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws RteTransportException {
        Map<Ufid, RuleSnapshot> all = new LinkedHashMap<>();
        known.keySet()
                .forEach(ufid ->
                        all.put(ufid, new RuleSnapshot(ufid, "connection " + ufid, NOTHING, new Readback.NotRead())));
        reads.dump(
                rules.values().stream()
                        .flatMap(there -> there.values().stream())
                        .toList(),
                verify,
                rule -> all.merge(rule.ufid(), rule, ConnectionRules::together));
        all.values().forEach(consumer);
    }

    private static RuleSnapshot together(RuleSnapshot before, RuleSnapshot rule) {
        return new RuleSnapshot(
                rule.ufid(),
                before.ruleId(),
                HeldRule.sum(before.counters(), rule.counters()),
                before.readback() instanceof Readback.Different ? before.readback() : rule.readback());
    }

    /**
     * The device holds no connection any more; rules that have no counters of their own are left to a flush of their ports.
     *
     * @return the rules that are not needed
     */
    List<RteTranslation> forget() throws RteTransportException {
        List<RteTranslation> gone = new ArrayList<>();
        for (Map<Ufid, HeldRule> there : rules.values()) {
            for (HeldRule rule : there.values()) {
                if (rule.counter().isPresent()) {
                    end(rule);
                }
                gone.add(rule.made());
            }
        }
        rules.clear();
        known.clear();
        return gone;
    }
}
