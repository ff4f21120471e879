package io.tandem.tc.device;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.place.ChainAt;
import io.tandem.tc.place.ChainParents;
import io.tandem.tc.place.MaskPriorities;
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
 * <p>New rules go to the {@code aft} priority of their mask: the place before it is for their successors. One thread at
 * a time.
 */
final class Installer {
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
        Map<Ufid, OffloadResult> results = new LinkedHashMap<>();
        List<Plan.Rule> wanted = new ArrayList<>();
        for (Plan plan : plans) {
            switch (plan) {
                case Plan.Rule rule -> wanted.add(rule);
                case Plan.No(Ufid ufid, Refusal refusal) -> results.put(ufid, refused(ufid, refusal));
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        Map<ChainAt, Integer> depths = depths(wanted);
        for (Plan.Rule plan : wanted) {
            Integer depth = depths.get(chain(plan));
            if (depth == null) {
                Refusal refusal = Refusals.noParent(plan.filter().id().chain());
                results.put(plan.ufid(), refused(plan.ufid(), refusal));
            } else {
                arrive(plan, depth)
                        .ifPresentOrElse(
                                arrivals::add,
                                () -> results.put(
                                        plan.ufid(),
                                        refused(
                                                plan.ufid(),
                                                Refusals.noPriority(holdings.priorities()
                                                        .range()
                                                        .masks()))));
            }
        }
        settle(arrivals, send(arrivals), results);
        List<OffloadResult> ordered = new ArrayList<>();
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

    /** Notes what is there now, heads first, and takes out what turns out to have no head. */
    private void settle(List<Arrival> arrivals, List<TcAnswer> answers, Map<Ufid, OffloadResult> results)
            throws TransportException {
        List<Integer> order = new ArrayList<>();
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
                results.put(ufid, kept(ufid, arrival, answer));
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
    }

    /** A filter that is there already is taken over where it is just what is wanted. */
    private OffloadResult kept(Ufid ufid, Arrival arrival, TcAnswer answer) throws TransportException {
        if (answer.errno() == Refusals.EEXIST) {
            for (Reading reading : kernel.readAll(arrival.filter().id().attach(), true)) {
                FilterId at = reading.id();
                boolean ours = holdings.priorities().range().contains(at.priority())
                        && reading.ufid().equals(Optional.of(ufid))
                        && arrival.plan().fits(at)
                        && reading.filter().isPresent()
                        && FilterComparison.difference(
                                        arrival.plan().at(at), reading.filter().get())
                                .isEmpty()
                        && holdings.priorities()
                                .of(at)
                                .adopt(at.protocol(), arrival.filter().match(), at.priority());
                if (ours) {
                    holdings.handles().adopt(at.handle());
                    HeldRule rule = new HeldRule(
                            ufid, arrival.plan().at(at), arrival.plan().leftOut(), reading.counters(), "");
                    holdings.add(rule);
                    return installed(rule);
                }
            }
        }
        return refused(ufid, Refusals.of(answer, policy, arrival.filter().id()));
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
            leads.computeIfAbsent(chain(plan), c -> new HashSet<>()).addAll(ChainParents.targets(plan.filter()));
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
