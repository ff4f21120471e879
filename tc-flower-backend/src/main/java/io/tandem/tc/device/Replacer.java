package io.tandem.tc.device;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.TcCounters;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.place.ChainAt;
import io.tandem.tc.place.MaskPriorities;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives rules other actions without a moment in which a packet meets neither: the new rule goes in beside the old one,
 * at the other priority of their mask, and then the old one goes.
 *
 * <p>A new rule at {@code fore} takes all packets at once, so that the old one is at rest when its last counters are
 * read. A new rule at {@code aft} waits behind the old one, which then goes as {@link Remover} takes any rule out: in
 * chain 0 the host has the packets meanwhile. Replacing one filter by NLM_F_REPLACE would lose the old counters. One
 * thread at a time.
 */
final class Replacer {
    private final Holdings holdings;
    private final FilterKernel kernel;
    private final Remover remover;
    private final TcPolicy policy;

    Replacer(Holdings holdings, FilterKernel kernel, Remover remover, TcPolicy policy) {
        this.holdings = holdings;
        this.kernel = kernel;
        this.remover = remover;
        this.policy = policy;
    }

    /** A rule and the filter that takes its place. */
    private record Change(HeldRule old, Plan.Rule plan, TcFilter filter) {}

    /** Replaces rules that are held; a rule that has no successor goes. */
    Map<Ufid, OffloadResult> replace(Map<HeldRule, Plan> plans) throws TransportException {
        Map<HeldRule, Refusal> refused = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        plans.forEach((old, plan) -> {
            switch (plan) {
                case Plan.Rule rule -> place(old, rule, changes, refused);
                case Plan.No(Ufid ufid, Refusal refusal) -> refused.put(old, refusal);
            }
        });
        List<TcAnswer> answers =
                kernel.install(changes.stream().map(Change::filter).toList());
        Map<HeldRule, HeldRule> successors = new LinkedHashMap<>();
        List<HeldRule> behind = new ArrayList<>();
        List<HeldRule> open = new ArrayList<>(refused.keySet());
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            TcAnswer answer = answers.get(i);
            if (!answer.done()) {
                holdings.giveBack(change.filter());
                if (TcErrors.priorityTaken(answer)) {
                    holdings.avoid(change.filter().id());
                }
                refused.put(
                        change.old(),
                        Refusals.of(answer, policy, change.filter().id()));
                open.add(change.old());
                continue;
            }
            HeldRule rule = new HeldRule(
                    change.old().ufid(), change.filter(), change.plan().leftOut(), TcCounters.ZERO, answer.words());
            successors.put(change.old(), rule);
            holdings.add(rule);
            (standsBefore(change.filter(), change.old().filter()) ? behind : open).add(change.old());
        }
        Map<Ufid, OffloadResult> results = new LinkedHashMap<>();
        List<Remover.Ended> ended = new ArrayList<>(remover.remove(behind, Remover.Reach.SUPERSEDED));
        ended.addAll(remover.remove(open, Remover.Reach.OPEN));
        for (Remover.Ended end : ended) {
            Ufid ufid = end.rule().ufid();
            HeldRule successor = successors.get(end.rule());
            if (end.refusal().isPresent()) {
                holdings.abandon(end.rule());
            }
            results.put(
                    ufid,
                    successor == null
                            ? new OffloadResult.Refused(
                                    ufid,
                                    Optional.ofNullable(refused.get(end.rule()))
                                            .or(end::refusal)
                                            .orElseThrow(),
                                    end.last())
                            : new OffloadResult.Modified(ufid, successor.ruleId(), end.last()));
        }
        return results;
    }

    private void place(HeldRule old, Plan.Rule plan, List<Change> changes, Map<HeldRule, Refusal> refused) {
        FilterId id = plan.filter().id();
        if (!holdings.parents().reached(new ChainAt(id.attach(), id.chain()))) {
            refused.put(old, Refusals.noParent(id.chain()));
            return;
        }
        Optional<MaskPriorities> pair = holdings.take(id, plan.filter().match());
        if (pair.isEmpty()) {
            refused.put(old, Refusals.noPriority(holdings.priorities().range().masks()));
            return;
        }
        boolean samePair = plan.fits(old.id())
                && (old.id().priority() == pair.get().fore()
                        || old.id().priority() == pair.get().aft());
        int priority =
                samePair ? pair.get().other(old.id().priority()) : pair.get().aft();
        changes.add(new Change(old, plan, plan.at(priority, holdings.handles().take())));
    }

    /** True where every packet of the one filter meets the other first. */
    private static boolean standsBefore(TcFilter fresh, TcFilter old) {
        FilterId one = fresh.id();
        FilterId other = old.id();
        return one.attach().equals(other.attach())
                && one.chain() == other.chain()
                && one.protocol() == other.protocol()
                && one.priority() < other.priority()
                && fresh.match().equals(old.match());
    }
}
