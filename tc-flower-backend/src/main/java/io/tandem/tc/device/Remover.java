package io.tandem.tc.device;

import io.tandem.backend.Refusal;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.place.ChainAt;
import io.tandem.tc.place.ChainParents;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes rules out, so that their last counts are all that they ever counted.
 *
 * <p>RTM_DELTFILTER with NLM_F_ECHO answers the filter as it was just before the kernel unlinks it. A packet that comes
 * between is handled and not counted, and so is one that another processor is still carrying through the rule. Both are
 * shut out here: before the rules are asked for, no packet may reach them any more, and those on the way are waited for
 * ({@link GracePeriod}).
 *
 * <ul>
 *   <li>In chain 0 a <em>cover</em> is put before each rule: the same match at a priority before all of ours, which gives
 *       packets to the host, where the software datapath carries and counts them. It goes after the rule.
 *   <li>A rule in another chain has no cover, as the host could not go on in the middle. Where the rules that lead to its
 *       chain have gone before, nothing reaches it and its counts are whole. Where they stay, packets within the removal
 *       itself (microseconds) are handled and not counted.
 *   <li>A rule that a newer one of the same flow stands before needs no cover.
 * </ul>
 *
 * <p>Counts of rules in hardware are what the driver reads as the filter is dumped; a driver that reads now and then is
 * behind by so much. One thread at a time.
 */
final class Remover {
    private final Holdings holdings;
    private final FilterKernel kernel;
    private final TcPolicy policy;
    private final Receivers receivers;
    private final GracePeriod grace;

    Remover(Holdings holdings, FilterKernel kernel, TcPolicy policy, Receivers receivers, GracePeriod grace) {
        this.holdings = holdings;
        this.kernel = kernel;
        this.policy = policy;
        this.receivers = receivers;
        this.grace = grace;
    }

    /**
     * What became of a rule that was to go.
     *
     * @param last all that it counted
     * @param refusal why it is still there; empty where it is gone
     */
    record Ended(HeldRule rule, RawCounters last, Optional<Refusal> refusal) {}

    /** Whether packets can come to rules that go. */
    enum Reach {
        /** They can. */
        OPEN,
        /** A newer rule of each flow stands before it. */
        SUPERSEDED,
        /** They can, and all rules of ours go: one cover for each protocol is enough. */
        ALL_GO
    }

    /**
     * Takes rules out, and every rule that nothing leads to any more afterwards: the last counts of those wait in the
     * holdings.
     *
     * @return what became of each, in their order
     */
    List<Ended> remove(List<HeldRule> rules, Reach reach) throws TransportException {
        Map<HeldRule, Ended> ended = new LinkedHashMap<>();
        Set<HeldRule> left = new LinkedHashSet<>(rules);
        List<HeldRule> heads = rules.stream().filter(r -> r.id().chain() == 0).toList();
        heads.forEach(left::remove);
        Set<ChainAt> orphans = new LinkedHashSet<>();
        if (!heads.isEmpty()) {
            List<TcFilter> covers = reach == Reach.SUPERSEDED ? List.of() : cover(heads, reach);
            grace.await();
            end(heads, ended, orphans);
            uncover(covers);
        }
        removeBehind(left, orphans, ended);
        return rules.stream()
                .map(rule -> ended.getOrDefault(rule, new Ended(rule, rule.last(), Optional.empty())))
                .toList();
    }

    /**
     * Rules turned out to be gone that nobody removed here. Their last known counts wait in the holdings, and so do those
     * of the rules that only they led to, which go now.
     */
    void lost(List<HeldRule> rules) throws TransportException {
        Set<ChainAt> orphans = new LinkedHashSet<>();
        for (HeldRule rule : rules) {
            orphans.addAll(holdings.remove(rule));
            holdings.depart(rule);
        }
        removeBehind(new LinkedHashSet<>(), orphans, new LinkedHashMap<>());
    }

    private void removeBehind(Set<HeldRule> left, Set<ChainAt> orphans, Map<HeldRule, Ended> ended)
            throws TransportException {
        while (!left.isEmpty() || !orphans.isEmpty()) {
            List<HeldRule> next = new ArrayList<>(nextInChains(left, orphans));
            Set<HeldRule> unasked = next.stream().filter(r -> !left.contains(r)).collect(Collectors.toSet());
            next.forEach(left::remove);
            grace.await();
            Map<HeldRule, Ended> gone = new LinkedHashMap<>();
            orphans.clear();
            end(next, gone, orphans);
            gone.forEach((rule, how) -> {
                if (unasked.contains(rule)) {
                    holdings.depart(rule);
                } else {
                    ended.put(rule, how);
                }
            });
        }
    }

    /** First what nothing leads to any more; the rules that were asked for come when those before them are gone. */
    private Set<HeldRule> nextInChains(Set<HeldRule> left, Set<ChainAt> orphans) {
        Set<HeldRule> next = new LinkedHashSet<>();
        orphans.forEach(chain -> next.addAll(holdings.rulesIn(chain)));
        if (!next.isEmpty()) {
            return next;
        }
        Set<ChainAt> behind = left.stream()
                .flatMap(rule -> ChainParents.targets(rule.filter()).stream())
                .collect(Collectors.toSet());
        left.stream().filter(rule -> !behind.contains(at(rule))).forEach(next::add);
        return next.isEmpty() ? new LinkedHashSet<>(left) : next;
    }

    private void end(List<HeldRule> rules, Map<HeldRule, Ended> ended, Set<ChainAt> orphans) throws TransportException {
        List<FilterKernel.Removed> answers =
                kernel.remove(rules.stream().map(HeldRule::id).toList());
        for (int i = 0; i < rules.size(); i++) {
            HeldRule rule = rules.get(i);
            FilterKernel.Removed answer = answers.get(i);
            answer.counters().ifPresent(counters -> rule.read(counters, kernel));
            if (answer.gone()) {
                orphans.addAll(holdings.remove(rule));
                ended.put(rule, new Ended(rule, rule.last(), Optional.empty()));
            } else {
                ended.put(
                        rule,
                        new Ended(
                                rule,
                                RawCounters.zero(HeldRule.WIDTH),
                                Optional.of(Refusals.notRemoved(answer.answer(), rule.id()))));
            }
        }
    }

    private List<TcFilter> cover(List<HeldRule> heads, Reach reach) throws TransportException {
        List<TcFilter> covers = new ArrayList<>();
        Set<FilterId> covered = new HashSet<>();
        for (HeldRule rule : heads) {
            FilterId id = rule.id();
            OptionalInt priority = holdings.priorities().of(id).cover(id.protocol());
            if (priority.isEmpty()) {
                continue;
            }
            FilterId at = new FilterId(id.attach(), 0, priority.getAsInt(), id.protocol(), 0);
            if (reach == Reach.ALL_GO) {
                if (covered.add(at)) {
                    covers.add(cover(at, FlowerMatch.ALL));
                }
            } else {
                covers.add(cover(at, rule.filter().match()));
            }
        }
        List<TcAnswer> answers = kernel.install(covers);
        List<TcFilter> standing = new ArrayList<>();
        for (int i = 0; i < covers.size(); i++) {
            if (answers.get(i).done()) {
                standing.add(covers.get(i));
            } else {
                holdings.handles().free(covers.get(i).id().handle());
            }
        }
        return standing;
    }

    private TcFilter cover(FilterId at, FlowerMatch match) {
        return TcFilter.of(
                new FilterId(
                        at.attach(),
                        at.chain(),
                        at.priority(),
                        at.protocol(),
                        holdings.handles().take()),
                match,
                policy.flags(),
                List.of(receivers
                        .toDatapath(at.attach())
                        .orElseGet(() -> TcAction.of(new ActionBody.Gact(), policy.toHost()))));
    }

    private void uncover(List<TcFilter> covers) throws TransportException {
        List<FilterKernel.Removed> answers =
                kernel.remove(covers.stream().map(TcFilter::id).toList());
        for (int i = 0; i < covers.size(); i++) {
            if (answers.get(i).gone()) {
                holdings.handles().free(covers.get(i).id().handle());
            } else {
                holdings.foundDebris(covers.get(i));
            }
        }
    }

    private static ChainAt at(HeldRule rule) {
        return new ChainAt(rule.id().attach(), rule.id().chain());
    }
}
