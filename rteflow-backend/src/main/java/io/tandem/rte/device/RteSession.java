package io.tandem.rte.device;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The rules of one life of a device. One thread at a time. */
final class RteSession implements AutoCloseable {
    private static final RawCounters NOTHING = RawCounters.zero(HeldRule.WIDTH);

    /** Of a rule that counts nothing: however old, none of its packets are in them. */
    private static final RawCounters UNKNOWN = new RawCounters(0, 0, HeldRule.WIDTH, FlowStats.NEVER, Long.MAX_VALUE);

    private final RteFlows flows;
    private final PortTable ports;
    private final RuleMaker maker;
    private final GroupNumbers groups;
    private final GroupMisses misses;
    private final HopelessShapes hopeless;
    private final LongSupplier clock;
    private boolean priorities;
    private final Map<Ufid, HeldRule> rules = new LinkedHashMap<>();

    /**
     * A life that begins without rules.
     *
     * @param maker makes rules of flows
     * @param groups where its groups come from
     * @param lowestPriority 0 where the driver has one priority
     * @param clock the datapath's, in nanoseconds
     */
    RteSession(
            RteFlows flows,
            PortTable ports,
            RuleMaker maker,
            GroupNumbers groups,
            HopelessShapes hopeless,
            int lowestPriority,
            LongSupplier clock) {
        this.flows = flows;
        this.ports = ports;
        this.maker = maker;
        this.groups = groups;
        this.hopeless = hopeless;
        this.clock = clock;
        misses = new GroupMisses(flows, lowestPriority);
        priorities = lowestPriority > 1;
    }

    List<OffloadResult> apply(List<OffloadOperation> batch) throws RteTransportException {
        List<OffloadResult> results = new ArrayList<>(batch.size());
        for (OffloadOperation operation : batch) {
            alive();
            results.add(apply(operation));
        }
        return results;
    }

    /** What is not there any more is not asked for: the whole device is taken for lost with one port's rules. */
    private void alive() throws RteTransportException {
        Optional<String> lost = ports.lost(flows);
        if (lost.isPresent()) {
            throw new RteTransportException("port " + lost.get() + " was reset or taken away, and its rules are gone");
        }
    }

    private OffloadResult apply(OffloadOperation operation) throws RteTransportException {
        Ufid ufid = operation.ufid();
        Optional<HeldRule> held = Optional.ofNullable(rules.get(ufid));
        return switch (operation) {
            case OffloadOperation.Put(Megaflow flow) -> put(ufid, maker.whole(flow), held);
            case OffloadOperation.Mark(Megaflow flow, int mark) -> put(ufid, maker.marking(flow, mark), held);
            case OffloadOperation.Track track ->
                throw new IllegalArgumentException("rte_flow rules know no connections: " + track.connection());
            case OffloadOperation.Modify(Megaflow flow) ->
                held.isPresent() ? put(ufid, maker.whole(flow), held) : new OffloadResult.NotFound(ufid);
            case OffloadOperation.Delete _ -> held.isPresent() ? delete(held.get()) : new OffloadResult.NotFound(ufid);
        };
    }

    private OffloadResult put(Ufid ufid, RteOutcome outcome, Optional<HeldRule> held) throws RteTransportException {
        return switch (outcome) {
            case RteOutcome.Refused(Refusal refusal) -> refused(ufid, refusal, held);
            case RteTranslation made -> {
                OffloadResult result = held.isPresent() ? replace(made, held.get()) : install(ufid, made);
                if (result instanceof OffloadResult.Refused) {
                    release(made);
                }
                yield result;
            }
        };
    }

    private OffloadResult refused(Ufid ufid, Refusal refusal, Optional<HeldRule> held) throws RteTransportException {
        if (held.isEmpty()) {
            return new OffloadResult.Refused(ufid, refusal, NOTHING);
        }
        RawCounters last = end(held.get());
        release(held.get().made());
        return new OffloadResult.Refused(ufid, refusal, last);
    }

    private OffloadResult install(Ufid ufid, RteTranslation made) throws RteTransportException {
        return switch (create(made)) {
            case Creation.No no -> new OffloadResult.Refused(ufid, no.refusal(), NOTHING);
            case Creation.Made(FlowHandle handle) ->
                new OffloadResult.Installed(
                        ufid, hold(new HeldRule(ufid, made, handle)).ruleId());
        };
    }

    /** What came of a creation. */
    private sealed interface Creation {
        record Made(FlowHandle handle) implements Creation {}

        record No(Refusal refusal, RteErrorType about) implements Creation {}
    }

    private Creation create(RteTranslation made) throws RteTransportException {
        int port = made.ethdev();
        RteRule rule = made.rule();
        Optional<Refusal> known = hopeless.find(port, rule);
        if (known.isPresent()) {
            return new Creation.No(known.get(), RteErrorType.NONE);
        }
        Set<Integer> places = new HashSet<>(made.jumpsTo());
        places.add(rule.group());
        for (int group : places) {
            Optional<RteError> error = misses.ensure(port, group, rule.traffic());
            if (error.isPresent()) {
                return new Creation.No(
                        Refusal.translate(
                                Refusal.Code.CHAIN_PARENT,
                                "group " + group,
                                "packets that find no rule in the group would be lost, as the driver takes no rule that"
                                        + " brings them to the host: "
                                        + error.get().message()),
                        RteErrorType.ATTR_GROUP);
            }
        }
        return switch (flows.create(port, rule)) {
            case RteAnswer.Done<FlowHandle>(FlowHandle handle) -> new Creation.Made(handle);
            case RteAnswer.Refused<FlowHandle>(RteError error) -> {
                Refusal refusal = Refusals.of(rule, error);
                if (error.lasting()) {
                    hopeless.add(port, rule, refusal);
                }
                yield new Creation.No(refusal, error.type());
            }
        };
    }

    /**
     * The new rule is made beside the old one, at the other of two priorities, and the old one ends: each packet meets one
     * of them. A driver with one priority lets nothing stand beside; there the old one ends first.
     */
    private OffloadResult replace(RteTranslation made, HeldRule old) throws RteTransportException {
        if (!priorities || old.port() != made.ethdev()) {
            return inTurn(made, old);
        }
        int priority = old.made().rule().priority() == 0 ? 1 : 0;
        RteTranslation other = new RteTranslation(
                made.ethdev(), made.rule().withPriority(priority), made.fit(), made.narrowedIn(), made.jumpsTo());
        Creation creation = create(other);
        if (creation instanceof Creation.No no && no.about() == RteErrorType.ATTR_PRIORITY) {
            priorities = false;
            return inTurn(made, old);
        }
        RawCounters last = end(old);
        return modified(old, other, creation, last);
    }

    private OffloadResult inTurn(RteTranslation made, HeldRule old) throws RteTransportException {
        RawCounters last = end(old);
        return modified(old, made, create(made), last);
    }

    private OffloadResult modified(HeldRule old, RteTranslation made, Creation creation, RawCounters last)
            throws RteTransportException {
        OffloadResult result =
                switch (creation) {
                    case Creation.No no -> new OffloadResult.Refused(old.ufid(), no.refusal(), last);
                    case Creation.Made(FlowHandle handle) ->
                        new OffloadResult.Modified(
                                old.ufid(),
                                hold(new HeldRule(old.ufid(), made, handle)).ruleId(),
                                last);
                };
        release(old.made());
        return result;
    }

    private HeldRule hold(HeldRule rule) {
        rules.put(rule.ufid(), rule);
        return rule;
    }

    private OffloadResult delete(HeldRule rule) throws RteTransportException {
        RawCounters last = read(rule);
        RteAnswer<RteAnswer.Ok> answer = flows.destroy(rule.port(), rule.handle());
        if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && error.type() != RteErrorType.HANDLE) {
            return new OffloadResult.Refused(
                    rule.ufid(), Refusals.of(rule.made().rule(), error), last);
        }
        rules.remove(rule.ufid());
        release(rule.made());
        return new OffloadResult.Deleted(rule.ufid(), last);
    }

    /** Ends a rule that another takes the place of, or that must not stay; what it counted last. */
    private RawCounters end(HeldRule rule) throws RteTransportException {
        RawCounters last = read(rule);
        RteAnswer<RteAnswer.Ok> answer = flows.destroy(rule.port(), rule.handle());
        if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && error.type() != RteErrorType.HANDLE) {
            throw new RteTransportException(
                    "rule " + rule.ruleId() + " can't be ended, so two would stand for one flow: " + error.message());
        }
        rules.remove(rule.ufid());
        return last;
    }

    private RawCounters read(HeldRule rule) throws RteTransportException {
        if (!counts(rule)) {
            return rule.last();
        }
        return switch (flows.query(rule.port(), rule.handle())) {
            case RteAnswer.Done<RteCount>(RteCount count) -> rule.read(count, clock.getAsLong());
            case RteAnswer.Refused<RteCount> _ -> rule.last();
        };
    }

    private static boolean counts(HeldRule rule) {
        return rule.made().rule().actions().stream().anyMatch(action -> action.type() == RteActionType.COUNT);
    }

    /** Frees groups that no rule stands in or jumps to any more. */
    private void release(RteTranslation gone) throws RteTransportException {
        Set<Integer> candidates = new HashSet<>(gone.jumpsTo());
        candidates.add(gone.rule().group());
        candidates.remove(0);
        if (candidates.isEmpty()) {
            return;
        }
        for (HeldRule rule : rules.values()) {
            candidates.remove(rule.made().rule().group());
            candidates.removeAll(rule.made().jumpsTo());
        }
        for (int group : candidates) {
            misses.end(group);
            groups.release(group);
        }
    }

    void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws RteTransportException {
        alive();
        for (HeldRule rule : List.copyOf(rules.values())) {
            RawCounters counters = rule.last();
            RteAnswer<RteCount> answer = counts(rule)
                    ? flows.query(rule.port(), rule.handle())
                    : new RteAnswer.Done<>(new RteCount(counters.packets(), counters.bytes()));
            Readback readback = verify.contains(rule.ufid()) ? new Readback.Same() : new Readback.NotRead();
            switch (answer) {
                case RteAnswer.Done<RteCount>(RteCount count) -> counters = rule.read(count, clock.getAsLong());
                case RteAnswer.Refused<RteCount>(RteError error) -> {
                    if (error.type() == RteErrorType.HANDLE) {
                        readback = new Readback.Different("the rule is not there: " + error.message());
                    }
                }
            }
            consumer.accept(new RuleSnapshot(rule.ufid(), rule.ruleId(), counts(rule) ? counters : UNKNOWN, readback));
        }
    }

    List<OffloadResult.Deleted> flush() throws RteTransportException {
        List<OffloadResult.Deleted> gone = new ArrayList<>();
        for (HeldRule rule : List.copyOf(rules.values())) {
            gone.add(new OffloadResult.Deleted(rule.ufid(), read(rule)));
        }
        for (int port : ports.ethdevs()) {
            if (flows.flush(port) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.noSuchCall()) {
                throw new RteTransportException("port " + port + " keeps its rules: " + error.message());
            }
        }
        List<HeldRule> ended = List.copyOf(rules.values());
        rules.clear();
        misses.forget();
        for (HeldRule rule : ended) {
            release(rule.made());
        }
        return gone;
    }

    /** Each rule with the counters that were read last. */
    List<OffloadResult.Deleted> lastCounts() {
        return rules.values().stream()
                .map(rule -> new OffloadResult.Deleted(rule.ufid(), rule.last()))
                .toList();
    }

    @Override
    public void close() {
        flows.close();
    }
}
