package io.tandem.tc.device;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterComparison;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.Reading;
import io.tandem.tc.held.TcCounters;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.place.ChainAt;
import io.tandem.tc.place.ChainParents;
import io.tandem.tc.place.MaskPriorities;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Brings in rules of flows that have none yet.
 *
 * <p>A rule of a chain is taken only where a rule that leads there is installed, or comes in the same batch; of a batch
 * the ends of chains are sent first, so that no packet comes to a chain before its rules. A rule that an earlier life
 * left is claimed without a message where it is just what the flow needs.
 *
 * <p>New rules go to the {@code aft} priority of their mask: the place before it is for their successors. A rule whose
 * place somebody else has taken gets another one. One thread at a time.
 */
final class Installer {
    private static final int ATTEMPTS = 4;

    private final Holdings holdings;
    private final FilterKernel kernel;
    private final Remover remover;
    private final TcPolicy policy;

    Installer(Holdings holdings, FilterKernel kernel, Remover remover, TcPolicy policy) {
        this.holdings = holdings;
        this.kernel = kernel;
        this.remover = remover;
        this.policy = policy;
    }

    /** A rule on its way in. */
    private record Arrival(Plan.Rule plan, TcFilter filter, TcCounters before, boolean claimed, int depth) {}

    /** Brings the rules in; the answers have the order of the plans. */
    List<OffloadResult> install(List<Plan> plans) throws TransportException {
        Map<Ufid, OffloadResult> results = LinkedHashMap.newLinkedHashMap(plans.size());
        List<Plan.Rule> wanted = new ArrayList<>(plans.size());
        for (Plan plan : plans) {
            switch (plan) {
                case Plan.Rule rule -> wanted.add(rule);
                case Plan.No(Ufid ufid, Refusal refusal) -> results.put(ufid, refused(ufid, refusal));
            }
        }
        Map<ChainAt, Integer> depths = depths(wanted);
        Map<Plan.Rule, Refusal> displaced = Map.of();
        for (int attempt = 1; attempt <= ATTEMPTS && !wanted.isEmpty(); attempt++) {
            List<Arrival> arrivals = arrive(wanted, depths, displaced, results);
            displaced = settle(arrivals, send(arrivals), results);
            wanted = List.copyOf(displaced.keySet());
        }
        displaced.forEach((plan, refusal) -> results.put(plan.ufid(), refused(plan.ufid(), refusal)));
        List<OffloadResult> ordered = new ArrayList<>(plans.size());
        for (Plan plan : plans) {
            OffloadResult result = results.get(
                    switch (plan) {
                        case Plan.Rule rule -> rule.ufid();
                        case Plan.No no -> no.ufid();
                    });
            ordered.add(result == null ? new OffloadResult.NotFound(ufid(plan)) : result);
        }
        return ordered;
    }

    private static Ufid ufid(Plan plan) {
        return switch (plan) {
            case Plan.Rule rule -> rule.ufid();
            case Plan.No no -> no.ufid();
        };
    }

    private List<Arrival> arrive(
            List<Plan.Rule> wanted,
            Map<ChainAt, Integer> depths,
            Map<Plan.Rule, Refusal> displaced,
            Map<Ufid, OffloadResult> results) {
        List<Arrival> arrivals = new ArrayList<>(wanted.size());
        for (Plan.Rule plan : wanted) {
            Integer depth = depths.get(chain(plan));
            if (depth == null) {
                Refusal refusal = Refusals.noParent(plan.filter().id().chain());
                results.put(plan.ufid(), refused(plan.ufid(), refusal));
                continue;
            }
            Optional<Arrival> arrival = arrive(plan, depth);
            if (arrival.isPresent()) {
                arrivals.add(arrival.get());
            } else {
                Refusal none = Refusals.noPriority(holdings.priorities().range().masks());
                results.put(plan.ufid(), refused(plan.ufid(), displaced.getOrDefault(plan, none)));
            }
        }
        return arrivals;
    }

    private Optional<Arrival> arrive(Plan.Rule plan, int depth) {
        Leftover left = holdings.leftovers().get(plan.ufid());
        if (left != null) {
            TcFilter same = plan.at(left.filter().id());
            holdings.leftovers().remove(plan.ufid());
            return Optional.of(new Arrival(plan, same, left.before(), true, depth));
        }
        Optional<MaskPriorities> pair =
                holdings.take(plan.filter().id(), plan.filter().match());
        return pair.map(
                p -> new Arrival(plan, plan.at(p.aft(), holdings.handles().take()), TcCounters.ZERO, false, depth));
    }

    private List<TcAnswer> send(List<Arrival> arrivals) throws TransportException {
        List<Integer> fresh = IntStream.range(0, arrivals.size())
                .boxed()
                .filter(i -> !arrivals.get(i).claimed())
                .sorted(Comparator.comparing(i -> arrivals.get(i).depth(), Comparator.reverseOrder()))
                .toList();
        List<TcAnswer> sent =
                kernel.install(fresh.stream().map(i -> arrivals.get(i).filter()).toList());
        List<TcAnswer> answers = new ArrayList<>(Collections.nCopies(arrivals.size(), TcAnswer.DONE));
        for (int i = 0; i < fresh.size(); i++) {
            answers.set(fresh.get(i), sent.get(i));
        }
        return answers;
    }

    /**
     * Notes what is there now, heads first, and takes out what turns out to have no head.
     *
     * @return the rules whose places somebody else has
     */
    private Map<Plan.Rule, Refusal> settle(
            List<Arrival> arrivals, List<TcAnswer> answers, Map<Ufid, OffloadResult> results)
            throws TransportException {
        Map<Plan.Rule, Refusal> displaced = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>(arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> arrivals.get(i).depth()));
        List<HeldRule> headless = new ArrayList<>();
        for (int i : order) {
            Arrival arrival = arrivals.get(i);
            Ufid ufid = arrival.plan().ufid();
            TcAnswer answer = answers.get(i);
            if (!answer.done()) {
                holdings.giveBack(arrival.filter());
                Refusal refusal = Refusals.of(answer, policy, arrival.filter().id());
                Optional<OffloadResult> kept =
                        answer.errno() == TcErrors.EEXIST ? kept(ufid, arrival) : Optional.empty();
                if (kept.isPresent()) {
                    results.put(ufid, kept.get());
                } else if (displaced(arrival, answer)) {
                    displaced.put(arrival.plan(), refusal);
                } else {
                    results.put(ufid, refused(ufid, refusal));
                }
                continue;
            }
            HeldRule rule =
                    new HeldRule(ufid, arrival.filter(), arrival.plan().leftOut(), arrival.before(), answer.words());
            boolean reached = holdings.parents().reached(chain(arrival.plan()));
            holdings.add(rule);
            if (reached) {
                results.put(ufid, installed(rule));
            } else {
                headless.add(rule);
                Refusal refusal = Refusals.noParent(rule.id().chain());
                results.put(ufid, refused(ufid, refusal));
            }
        }
        if (!headless.isEmpty()) {
            remover.remove(headless, Remover.Reach.SUPERSEDED);
        }
        return displaced;
    }

    /** A filter that is there already is taken over where it is just what is wanted. */
    private Optional<OffloadResult> kept(Ufid ufid, Arrival arrival) throws TransportException {
        for (Reading reading : kernel.readAll(arrival.filter().id().attach(), true)) {
            FilterId at = reading.id();
            if (ours(ufid, arrival, reading)) {
                holdings.handles().adopt(at.handle());
                HeldRule rule =
                        new HeldRule(ufid, arrival.plan().at(at), arrival.plan().leftOut(), reading.counters(), "");
                holdings.add(rule);
                return Optional.of(installed(rule));
            }
        }
        return Optional.empty();
    }

    /** True where another place would do: somebody has a filter of that number, or of another kind at that priority. */
    private boolean displaced(Arrival arrival, TcAnswer answer) throws TransportException {
        FilterId id = arrival.filter().id();
        if (TcErrors.priorityTaken(answer)) {
            holdings.avoid(id);
            return true;
        }
        if (answer.errno() != TcErrors.EEXIST) {
            return false;
        }
        boolean numberTaken = false;
        for (Reading reading : kernel.readAll(id.attach(), true)) {
            if (reading.id().equals(id)) {
                holdings.handles().adopt(id.handle());
                numberTaken = true;
            }
        }
        return numberTaken;
    }

    private boolean ours(Ufid ufid, Arrival arrival, Reading reading) {
        FilterId at = reading.id();
        return reading.ufid().equals(Optional.of(ufid))
                && arrival.plan().fits(at)
                && reading.filter().isPresent()
                && FilterComparison.difference(
                                arrival.plan().at(at), reading.filter().get())
                        .isEmpty()
                && holdings.priorities()
                        .of(at)
                        .adopt(at.protocol(), arrival.filter().match(), at.priority());
    }

    private OffloadResult installed(HeldRule rule) {
        Optional<RawCounters> earlier = holdings.takeDeparted(rule.ufid());
        return earlier.isPresent()
                ? new OffloadResult.Modified(rule.ufid(), rule.ruleId(), earlier.get())
                : new OffloadResult.Installed(rule.ufid(), rule.ruleId());
    }

    private OffloadResult refused(Ufid ufid, Refusal refusal) {
        RawCounters last = holdings.takeDeparted(ufid).orElse(RawCounters.zero(HeldRule.WIDTH));
        return new OffloadResult.Refused(ufid, refusal, last);
    }

    /** How many recirculations each chain is away; chains that nothing leads to are not there. */
    private Map<ChainAt, Integer> depths(List<Plan.Rule> wanted) {
        Map<ChainAt, Integer> depths = new HashMap<>();
        for (Plan.Rule plan : wanted) {
            if (holdings.parents().reached(chain(plan))) {
                depths.put(chain(plan), 0);
            }
        }
        Map<ChainAt, Set<ChainAt>> leads = new HashMap<>();
        for (Plan.Rule plan : wanted) {
            Set<ChainAt> targets = ChainParents.targets(plan.filter());
            if (!targets.isEmpty()) {
                leads.computeIfAbsent(chain(plan), c -> new HashSet<>()).addAll(targets);
            }
        }
        List<ChainAt> frontier = new ArrayList<>(depths.keySet());
        for (int depth = 1; !frontier.isEmpty(); depth++) {
            List<ChainAt> next = new ArrayList<>();
            for (ChainAt from : frontier) {
                for (ChainAt to : leads.getOrDefault(from, Set.of())) {
                    if (depths.putIfAbsent(to, depth) == null) {
                        next.add(to);
                    }
                }
            }
            frontier = next;
        }
        return depths;
    }

    private static ChainAt chain(Plan.Rule plan) {
        return new ChainAt(plan.filter().id().attach(), plan.filter().id().chain());
    }
}
