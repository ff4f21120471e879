package io.tandem.tc.device;

import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.place.ChainAt;
import io.tandem.tc.place.ChainParents;
import io.tandem.tc.place.Handles;
import io.tandem.tc.place.MaskPriorities;
import io.tandem.tc.place.Priorities;
import io.tandem.tc.place.PriorityRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a device holds, as far as is known here: rules, the places that they take, and rules that went without being
 * asked to, whose last counts nobody has taken yet. One thread at a time.
 */
final class Holdings {
    private final Priorities priorities;
    private final Handles handles = new Handles();
    private final ChainParents parents = new ChainParents();
    private final Map<Ufid, HeldRule> rules = new LinkedHashMap<>();
    private final Map<ChainAt, Set<HeldRule>> inChain = new HashMap<>();
    private final Map<Ufid, RawCounters> departed = new LinkedHashMap<>();
    private final Map<Ufid, Leftover> leftovers = new LinkedHashMap<>();
    private final Map<FilterId, TcFilter> debris = new LinkedHashMap<>();

    Holdings(PriorityRange range) {
        this.priorities = new Priorities(range);
    }

    Priorities priorities() {
        return priorities;
    }

    Handles handles() {
        return handles;
    }

    ChainParents parents() {
        return parents;
    }

    /** The rule of that flow. */
    Optional<HeldRule> rule(Ufid ufid) {
        return Optional.ofNullable(rules.get(ufid));
    }

    Collection<HeldRule> rules() {
        return rules.values();
    }

    List<HeldRule> rulesAt(AttachPoint attach) {
        return rules.values().stream()
                .filter(rule -> rule.id().attach().equals(attach))
                .toList();
    }

    List<HeldRule> rulesIn(ChainAt chain) {
        return new ArrayList<>(inChain.getOrDefault(chain, Set.of()));
    }

    /** The chains that rules are in or lead to, of an earlier life too. */
    Set<Integer> chains() {
        Set<Integer> chains = new HashSet<>();
        Stream.concat(
                        rules.values().stream().map(HeldRule::filter),
                        leftovers.values().stream().map(Leftover::filter))
                .forEach(filter -> {
                    chains.add(filter.id().chain());
                    ChainParents.targets(filter).forEach(target -> chains.add(target.chain()));
                });
        return chains;
    }

    /** A place for a filter; {@code aft} unless its mask's pair is told otherwise. Empty where there is none. */
    Optional<MaskPriorities> take(FilterId id, FlowerMatch match) {
        return priorities.of(id).take(id.protocol(), match);
    }

    /** A place that was taken is not needed. */
    void giveBack(TcFilter filter) {
        priorities.of(filter.id()).free(filter.id().protocol(), filter.match());
        handles.free(filter.id().handle());
    }

    /** Somebody else has a filter at that priority. */
    void avoid(FilterId id) {
        priorities.of(id).avoid(id.priority());
    }

    /** The kernel has the rule now. Its place was taken before. */
    void add(HeldRule rule) {
        rules.put(rule.ufid(), rule);
        inChain.computeIfAbsent(chain(rule), chain -> new LinkedHashSet<>()).add(rule);
        parents.add(rule.filter());
    }

    /**
     * The kernel has the rule no more.
     *
     * @return the chains that nothing leads to any more
     */
    Set<ChainAt> remove(HeldRule rule) {
        rules.remove(rule.ufid(), rule);
        Set<HeldRule> peers = inChain.get(chain(rule));
        if (peers != null && peers.remove(rule) && peers.isEmpty()) {
            inChain.remove(chain(rule));
        }
        giveBack(rule.filter());
        return parents.remove(rule.filter());
    }

    /** The kernel has the rule still, and it should not: it is removed another time. */
    void abandon(HeldRule rule) {
        remove(rule);
        foundDebris(rule.filter());
    }

    /** The last counts of a rule that went unasked, until somebody takes them. */
    void depart(HeldRule rule) {
        departed.put(rule.ufid(), rule.last());
    }

    /** Takes the last counts of a rule that went unasked. */
    Optional<RawCounters> takeDeparted(Ufid ufid) {
        return Optional.ofNullable(departed.remove(ufid));
    }

    /** True where a rule went unasked and its last counts wait. */
    boolean hasDeparted(Ufid ufid) {
        return departed.containsKey(ufid);
    }

    /** Takes those of all. */
    Map<Ufid, RawCounters> takeDeparted() {
        Map<Ufid, RawCounters> all = new LinkedHashMap<>(departed);
        departed.clear();
        return all;
    }

    /** A filter of ours from an earlier life, which keeps its place. */
    void found(Leftover leftover) {
        TcFilter filter = leftover.filter();
        boolean fits = !leftovers.containsKey(leftover.ufid())
                && priorities
                        .of(filter.id())
                        .adopt(
                                filter.id().protocol(),
                                filter.match(),
                                filter.id().priority());
        if (fits) {
            handles.adopt(filter.id().handle());
            leftovers.put(leftover.ufid(), leftover);
        } else {
            foundDebris(filter);
        }
    }

    /** A filter of ours that no flow can claim: it stood before others for a moment, or twice for one flow. */
    void foundDebris(TcFilter filter) {
        priorities.of(filter.id()).avoid(filter.id().priority());
        debris.put(filter.id(), filter);
    }

    /** A filter of the debris is gone. */
    void cleared(FilterId id) {
        debris.remove(id);
        priorities.of(id).allow(id.priority());
    }

    /** The rule that a leftover turns into as a flow claims it. */
    HeldRule claim(Leftover leftover, int leftOut) {
        leftovers.remove(leftover.ufid());
        HeldRule rule = new HeldRule(leftover.ufid(), leftover.filter(), leftOut, leftover.before(), "");
        add(rule);
        return rule;
    }

    /** Forgets what was at a place that is gone with all its filters. */
    void forget(AttachPoint attach) {
        leftovers.values().removeIf(left -> left.filter().id().attach().equals(attach));
        debris.keySet().removeIf(id -> id.attach().equals(attach));
        priorities.forget(attach);
    }

    Map<Ufid, Leftover> leftovers() {
        return leftovers;
    }

    Map<FilterId, TcFilter> debris() {
        return debris;
    }

    private static ChainAt chain(HeldRule rule) {
        return new ChainAt(rule.id().attach(), rule.id().chain());
    }
}
