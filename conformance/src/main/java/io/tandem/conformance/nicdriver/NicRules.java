package io.tandem.conformance.nicdriver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of a driver over the simulated NIC. The NIC holds one rule for a match and knows no priorities, so of rules
 * with one match it has that of the lowest priority; rules whose matches overlap are not told apart, as the flows of a
 * datapath don't. A rule that traps packets takes the NIC's rule of its match out. A NIC that fails is reset, and holds no
 * rule from then on; what it had counted stays counted. Not thread-safe.
 */
public final class NicRules {
    private final OffloadDevice nic;
    private final Map<Match, List<NicRule>> matches = new HashMap<>();
    private long life;

    private record Match(FlowKey key, FlowMask mask) {
        static Match of(Megaflow flow) {
            return new Match(flow.key(), flow.mask());
        }
    }

    public NicRules(OffloadDevice nic) {
        this.nic = nic;
    }

    /** Counts the NIC's resets. */
    public long life() {
        return life;
    }

    /** Why the NIC takes no such rule, whatever it holds; empty where it may. Nothing is sent to it. */
    public Optional<Refusal> refusal(NicRule rule) {
        return !rule.trap() && !rule.marks() && nic.explain(rule.flow()) instanceof Refusal refusal
                ? Optional.of(refusal)
                : Optional.empty();
    }

    /** True where a rule of that match is there. */
    public boolean hasMatchOf(NicRule rule) {
        return matches.containsKey(Match.of(rule.flow()));
    }

    /** Of some rules, one that is there and takes some packets of that flow; empty where there is none. */
    Optional<NicRule> meeting(Megaflow flow, Predicate<NicRule> which) {
        return matches.values().stream()
                .map(List::getFirst)
                .filter(rule -> which.test(rule) && rule.flow().overlaps(flow))
                .findFirst();
    }

    /** Takes a rule that is not there; empty where it did. */
    public Optional<Refusal> add(NicRule fresh) {
        List<NicRule> peers = new ArrayList<>(matches.getOrDefault(Match.of(fresh.flow()), List.of()));
        peers.add(fresh);
        peers.sort(Comparator.comparingInt(NicRule::priority));
        try {
            if (peers.getFirst() == fresh) {
                Optional<Refusal> refused =
                        replace(peers.size() > 1 ? Optional.of(peers.get(1)) : Optional.empty(), Optional.of(fresh));
                if (refused.isPresent()) {
                    return refused;
                }
            }
        } catch (DeviceException e) {
            reset();
            return Optional.of(new Refusal(
                    Refusal.Code.DEVICE_ERROR,
                    Refusal.Layer.DRIVER,
                    "",
                    "",
                    "the NIC failed and was reset: " + e.getMessage()));
        }
        matches.put(Match.of(fresh.flow()), peers);
        return Optional.empty();
    }

    /** What stood first of a match is followed by another; either may be nothing, or nothing for the NIC. */
    private Optional<Refusal> replace(Optional<NicRule> before, Optional<NicRule> after) throws DeviceException {
        Optional<NicRule> old = before.filter(rule -> !rule.trap() && rule.held());
        Optional<NicRule> fresh = after.filter(rule -> !rule.trap());
        if (old.isEmpty() && fresh.isEmpty()) {
            return Optional.empty();
        }
        OffloadOperation operation = fresh.map(NicRule::operation)
                .orElseGet(() ->
                        new OffloadOperation.Delete(old.orElseThrow().flow().ufid()));
        return switch (nic.apply(List.of(operation)).getFirst()) {
            case OffloadResult.Installed _, OffloadResult.NotFound _ -> Optional.empty();
            case OffloadResult.Modified(Ufid _, String _, RawCounters last) -> {
                old.ifPresent(rule -> rule.ended(last));
                yield Optional.empty();
            }
            case OffloadResult.Deleted(Ufid _, RawCounters last) -> {
                old.ifPresent(rule -> rule.ended(last));
                yield Optional.empty();
            }
            case OffloadResult.Refused(Ufid _, Refusal refusal, RawCounters last) -> {
                old.ifPresent(rule -> {
                    rule.ended(last);
                    rule.lost();
                });
                yield Optional.of(refusal);
            }
        };
    }

    /** Gives a rule up; its counts are final then. */
    public void remove(NicRule gone) {
        Match match = Match.of(gone.flow());
        List<NicRule> peers = new ArrayList<>(matches.getOrDefault(match, List.of()));
        boolean first = !peers.isEmpty() && peers.getFirst() == gone;
        peers.remove(gone);
        if (peers.isEmpty()) {
            matches.remove(match);
        } else {
            matches.put(match, peers);
        }
        if (!first) {
            return;
        }
        Optional<NicRule> next = peers.stream().findFirst();
        try {
            if (replace(Optional.of(gone), next).isPresent()) {
                next.ifPresent(NicRule::lost);
            }
        } catch (DeviceException e) {
            reset();
        }
    }

    /** Reads what the NIC has counted. */
    public void readCounters() {
        Map<Ufid, NicRule> live = live();
        try {
            nic.dump(Set.of(), snapshot -> Optional.ofNullable(live.get(snapshot.ufid()))
                    .filter(rule -> !rule.trap())
                    .ifPresent(rule -> rule.live(snapshot.counters())));
        } catch (DeviceException e) {
            reset();
        }
    }

    private Map<Ufid, NicRule> live() {
        Map<Ufid, NicRule> live = new HashMap<>();
        matches.values().forEach(peers -> live.put(peers.getFirst().flow().ufid(), peers.getFirst()));
        return live;
    }

    private void reset() {
        Map<Ufid, NicRule> live = live();
        matches.values().forEach(peers -> peers.forEach(NicRule::lost));
        life++;
        try {
            for (OffloadResult.Deleted lost : nic.recover().lost()) {
                Optional.ofNullable(live.get(lost.ufid())).ifPresent(rule -> rule.ended(lost.last()));
            }
        } catch (DeviceException e) {
            throw new IllegalStateException("the simulated NIC does not come back: " + e.getMessage(), e);
        }
    }
}
