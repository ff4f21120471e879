package io.tandem.rte.device;

import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.device.RuleCreation.Creation;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
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
import java.util.function.LongSupplier;

/** The rules of one life of a device. One thread at a time. */
final class RteSession implements AutoCloseable {
    private static final RawCounters NOTHING = RawCounters.zero(HeldRule.WIDTH);

    private final RteFlows flows;
    private final PortTable ports;
    private final RuleMaker maker;
    private final GroupMisses misses;
    private final RuleCounters counters;
    private final RuleCreation creation;
    private final RuleReads reads;
    private boolean priorities;
    private boolean closed;
    private final HeldRules rules = new HeldRules();
    private final ConnectionRules connections;
    /** What rules had counted that have ended, and whose ends nobody was told of yet. */
    private final Map<Ufid, RawCounters> untold = new LinkedHashMap<>();

    /**
     * A life that begins without rules.
     *
     * @param maker makes rules of flows
     * @param groups where its groups come from
     * @param misses what becomes of packets that find no rule in a group
     * @param counters of rules that do not count by themselves
     * @param priorities the driver has two that rules may use by turns
     * @param clock the datapath's, in nanoseconds
     */
    RteSession(
            RteFlows flows,
            PortTable ports,
            RuleMaker maker,
            GroupNumbers groups,
            HopelessShapes hopeless,
            GroupMisses misses,
            RuleCounters counters,
            boolean priorities,
            LongSupplier clock) {
        this.flows = flows;
        this.ports = ports;
        this.maker = maker;
        reads = new RuleReads(flows, clock);
        this.misses = misses;
        this.counters = counters;
        creation = new RuleCreation(flows, misses, hopeless, counters);
        this.priorities = priorities;
        connections = new ConnectionRules(flows, maker, groups, misses, creation, reads, counters, rules);
    }

    List<OffloadResult> apply(List<OffloadOperation> batch) throws RteTransportException {
        OffloadResult[] results = new OffloadResult[batch.size()];
        boolean batches = false;
        for (int port : ports.ethdevs()) {
            batches |= flows.together(port) > 1;
        }
        List<Fresh> together = new ArrayList<>();
        List<Going> going = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            alive();
            OffloadOperation operation = batch.get(i);
            Ufid ufid = operation.ufid();
            if (together.stream().anyMatch(other -> other.ufid().equals(ufid))) {
                install(together, results);
            }
            if (going.stream().anyMatch(other -> other.rule().ufid().equals(ufid))) {
                delete(going, results);
            }
            Optional<HeldRule> held = rules.find(ufid);
            if (batches && operation instanceof OffloadOperation.Put(Megaflow flow) && held.isEmpty()) {
                delete(going, results);
                results[i] = later(i, ufid, maker.whole(flow), together, results);
            } else if (batches && operation instanceof OffloadOperation.Delete && held.isPresent()) {
                install(together, results);
                results[i] = later(i, held.get(), going, results);
            } else {
                install(together, results);
                delete(going, results);
                results[i] = apply(operation);
            }
        }
        install(together, results);
        delete(going, results);
        untold.clear();
        return List.of(results);
    }

    /** A rule that is to end, and the place of its result. */
    private record Going(int index, HeldRule rule) {}

    /** A rule ends with those that wait, or waits itself; what is answered is for now then. */
    private OffloadResult later(int index, HeldRule rule, List<Going> going, OffloadResult[] results)
            throws RteTransportException {
        if (going.size() >= flows.together(rule.port())
                || going.stream().anyMatch(other -> other.rule().port() != rule.port())) {
            delete(going, results);
        }
        going.add(new Going(index, rule));
        return new OffloadResult.NotFound(rule.ufid());
    }

    private void delete(List<Going> going, OffloadResult[] results) throws RteTransportException {
        if (going.isEmpty()) {
            return;
        }
        List<HeldRule> gone = going.stream().map(Going::rule).toList();
        int port = gone.getFirst().port();
        reads.read(port, gone);
        List<RteAnswer<RteAnswer.Ok>> answers =
                flows.destroy(port, gone.stream().map(HeldRule::handle).toList());
        for (int i = 0; i < gone.size(); i++) {
            results[going.get(i).index()] = deleted(gone.get(i), answers.get(i));
        }
        going.clear();
    }

    /** A rule of a flow that has none, and the place of its result. */
    private record Fresh(int index, Ufid ufid, RteTranslation made) {}

    /**
     * A rule of a flow that has none is made with those that wait, or waits itself; what is answered is for now then.
     */
    private OffloadResult later(int index, Ufid ufid, RteOutcome outcome, List<Fresh> together, OffloadResult[] results)
            throws RteTransportException {
        if (!(outcome instanceof RteTranslation made)) {
            return put(ufid, outcome, Optional.empty());
        }
        int most = flows.together(made.ethdev());
        if (together.size() >= most
                || together.stream().anyMatch(other -> other.made().ethdev() != made.ethdev())) {
            install(together, results);
        }
        together.add(new Fresh(index, ufid, made));
        return new OffloadResult.NotFound(ufid);
    }

    private void install(List<Fresh> together, OffloadResult[] results) throws RteTransportException {
        if (together.isEmpty()) {
            return;
        }
        List<RteTranslation> made = together.stream().map(Fresh::made).toList();
        List<Creation> creations = creation.create(made.getFirst().ethdev(), made);
        for (int i = 0; i < made.size(); i++) {
            Fresh fresh = together.get(i);
            results[fresh.index()] = installed(fresh.ufid(), fresh.made(), creations.get(i));
        }
        for (Fresh fresh : together) {
            if (results[fresh.index()] instanceof OffloadResult.Refused) {
                release(fresh.made());
            }
        }
        together.clear();
    }

    /** What is not there any more is not asked for: the whole device is taken for lost with one port's rules. */
    private void alive() throws RteTransportException {
        Optional<String> lost = ports.lost(flows);
        if (lost.isPresent()) {
            throw new RteTransportException("port " + lost.get()
                    + " was reset or taken away, and its rules are gone; they are made anew when it is there");
        }
    }

    private OffloadResult apply(OffloadOperation operation) throws RteTransportException {
        Ufid ufid = operation.ufid();
        Optional<HeldRule> held = rules.find(ufid);
        return switch (operation) {
            case OffloadOperation.Put(Megaflow flow) -> put(ufid, maker.whole(flow), held);
            case OffloadOperation.Mark(Megaflow flow, int mark) -> put(ufid, maker.marking(flow, mark), held);
            case OffloadOperation.Track(TrackedConnection connection) -> connections.track(connection);
            case OffloadOperation.Modify(Megaflow flow) ->
                held.isPresent() ? put(ufid, maker.whole(flow), held) : new OffloadResult.NotFound(ufid);
            case OffloadOperation.Delete _ ->
                held.isPresent()
                        ? delete(held.get())
                        : connections.delete(ufid).orElse(new OffloadResult.NotFound(ufid));
        };
    }

    private OffloadResult put(Ufid ufid, RteOutcome outcome, Optional<HeldRule> held) throws RteTransportException {
        return switch (outcome) {
            case RteOutcome.Refused(Refusal refusal) -> refused(ufid, refusal, held);
            case RteTranslation made -> {
                OffloadResult result =
                        held.isPresent() ? replace(made, held.get()) : installed(ufid, made, creation.create(made));
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

    private OffloadResult installed(Ufid ufid, RteTranslation made, Creation came) throws RteTransportException {
        return switch (came) {
            case Creation.No no -> new OffloadResult.Refused(ufid, no.refusal(), NOTHING);
            case Creation.Made(FlowHandle handle, OptionalInt counter) ->
                new OffloadResult.Installed(
                        ufid, hold(new HeldRule(ufid, made, handle, counter)).ruleId());
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
        Creation came = creation.create(other);
        if (came instanceof Creation.No no && no.about() == RteErrorType.ATTR_PRIORITY) {
            priorities = false;
            return inTurn(made, old);
        }
        RawCounters last = end(old);
        return modified(old, other, came, last);
    }

    private OffloadResult inTurn(RteTranslation made, HeldRule old) throws RteTransportException {
        RawCounters last = end(old);
        return modified(old, made, creation.create(made), last);
    }

    private OffloadResult modified(HeldRule old, RteTranslation made, Creation came, RawCounters last)
            throws RteTransportException {
        OffloadResult result =
                switch (came) {
                    case Creation.No no -> new OffloadResult.Refused(old.ufid(), no.refusal(), last);
                    case Creation.Made(FlowHandle handle, OptionalInt counter) ->
                        new OffloadResult.Modified(
                                old.ufid(),
                                hold(new HeldRule(old.ufid(), made, handle, counter))
                                        .ruleId(),
                                last);
                };
        release(old.made());
        return result;
    }

    private HeldRule hold(HeldRule rule) throws RteTransportException {
        rules.add(rule);
        connections.opened(rule.made());
        return rule;
    }

    private OffloadResult delete(HeldRule rule) throws RteTransportException {
        reads.read(rule);
        return deleted(rule, flows.destroy(rule.port(), rule.handle()));
    }

    private OffloadResult deleted(HeldRule rule, RteAnswer<RteAnswer.Ok> answer) throws RteTransportException {
        if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.gone()) {
            if (error.handleIsLost()) {
                throw new RteTransportException("port " + rule.port() + " may keep rule " + rule.ruleId()
                        + ", whose handle is gone, so that its rules are not known: " + error.message());
            }
            return new OffloadResult.Refused(
                    rule.ufid(), Refusals.of(rule.made().rule(), error), rule.last());
        }
        RawCounters last = ended(rule);
        rules.remove(rule.ufid());
        release(rule.made());
        return new OffloadResult.Deleted(rule.ufid(), last);
    }

    /** Ends a rule that another takes the place of, or that must not stay; what it counted last. */
    private RawCounters end(HeldRule rule) throws RteTransportException {
        reads.read(rule);
        RteAnswer<RteAnswer.Ok> answer = flows.destroy(rule.port(), rule.handle());
        if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.gone()) {
            throw new RteTransportException(
                    "rule " + rule.ruleId() + " can't be ended, so two would stand for one flow: " + error.message());
        }
        RawCounters last = ended(rule);
        rules.remove(rule.ufid());
        return last;
    }

    /** All that a rule had counted which is there no more; its counter is not needed any longer. */
    private RawCounters ended(HeldRule rule) throws RteTransportException {
        RawCounters last = reads.afterEnd(rule);
        if (rule.counter().isPresent()) {
            counters.remove(rule.port(), rule.counter().getAsInt());
        }
        untold.merge(rule.ufid(), last, HeldRule::sum);
        return last;
    }

    /** Frees groups that no rule stands in or jumps to any more. */
    private void release(RteTranslation gone) throws RteTransportException {
        connections.closed(gone);
        misses.release(rules.unused(gone));
    }

    void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws RteTransportException {
        alive();
        reads.dump(rules.all(), verify, consumer);
        connections.dump(verify, consumer);
    }

    /** What meters have counted. */
    Map<Integer, MeterCounts> counts(DeviceMeters meters) throws RteTransportException {
        return meters.counts(flows, ports.ethdevs());
    }

    List<OffloadResult.Deleted> flush() throws RteTransportException {
        List<RteTranslation> unneeded = connections.forget();
        List<OffloadResult.Deleted> gone = new ArrayList<>();
        List<HeldRule> all = rules.all();
        for (HeldRule rule : all) {
            RawCounters last = reads.read(rule);
            if (rule.counter().isPresent()
                    && flows.destroy(rule.port(), rule.handle()) instanceof RteAnswer.Done<RteAnswer.Ok>) {
                last = ended(rule);
                rules.remove(rule.ufid());
            }
            gone.add(new OffloadResult.Deleted(rule.ufid(), last));
        }
        for (int port : ports.ethdevs()) {
            if (flows.flush(port) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.noSuchCall()) {
                throw new RteTransportException("port " + port + " keeps its rules: " + error.message());
            }
        }
        rules.clear();
        misses.forget();
        for (HeldRule rule : all) {
            unneeded.add(rule.made());
        }
        for (RteTranslation made : unneeded) {
            misses.release(rules.unused(made));
        }
        untold.clear();
        return gone;
    }

    /**
     * The counters that were read last of each flow's rule, and of one before it that ended in a batch which was not answered, as
     * the device failed.
     */
    List<OffloadResult.Deleted> lastCounts() {
        Map<Ufid, RawCounters> all = new LinkedHashMap<>(untold);
        rules.all().forEach(rule -> all.merge(rule.ufid(), rule.last(), HeldRule::sum));
        return all.entrySet().stream()
                .map(flow -> new OffloadResult.Deleted(flow.getKey(), flow.getValue()))
                .toList();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            flows.close();
        }
    }
}
