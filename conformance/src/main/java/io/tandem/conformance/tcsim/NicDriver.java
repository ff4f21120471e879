package io.tandem.conformance.tcsim;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.megaflow.FilterReading;
import io.tandem.tc.megaflow.FilterToMegaflow;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a network driver that takes flower filters (TC_SETUP_CLSFLOWER), over the simulated NIC.
 *
 * <p>The NIC holds one rule for a match and knows no priorities, so of filters with one match it has that of the lowest
 * priority; filters whose matches overlap are not told apart, as the flows of a datapath don't. A filter that traps
 * packets takes the rule of its match out of the NIC. A NIC that fails is reset, and holds no filter from then on; what
 * it had counted stays counted. Not thread-safe.
 */
final class NicDriver {
    /** The NIC hands packets with these to the host unread, so that it matters nothing how a rule treats them. */
    private static final Set<FlowField> UNREAD = Set.of(FlowField.IPV6_FRAG);

    private final OffloadDevice nic;
    private final FilterToMegaflow reader;
    private final Map<Match, List<NicFilter>> matches = new HashMap<>();
    private final Map<FilterId, NicFilter> filters = new HashMap<>();

    private record Match(FlowKey key, FlowMask mask) {
        static Match of(Megaflow flow) {
            return new Match(flow.key(), flow.mask());
        }
    }

    /**
     * Why the NIC takes no such filter.
     *
     * @param errno as a driver answers
     * @param words as it puts them into extack
     */
    record No(Errno errno, String words) {}

    NicDriver(OffloadDevice nic, FilterToMegaflow reader) {
        this.nic = nic;
        this.reader = reader;
    }

    /** Takes a filter that is not there; empty where it did. */
    Optional<No> add(TcFilter filter) {
        return switch (make(filter)) {
            case Made.Unfit(No no) -> Optional.of(no);
            case Made.Fit(NicFilter fresh) -> add(fresh);
        };
    }

    /** Why the NIC takes no such filter, whatever it holds; empty where it may. Nothing is sent to it. */
    Optional<No> refusal(TcFilter filter) {
        return make(filter) instanceof Made.Unfit(No no) ? Optional.of(no) : Optional.empty();
    }

    private sealed interface Made {
        record Fit(NicFilter filter) implements Made {}

        record Unfit(No why) implements Made {}
    }

    private Made make(TcFilter filter) {
        boolean trap = traps(filter);
        return switch (reader.read(trap ? dropping(filter) : filter)) {
            case FilterReading.None(NoMegaflow why) -> new Made.Unfit(new No(Errno.EOPNOTSUPP, words(why)));
            case FilterReading.Flow(Megaflow flow, List<FlowField> inexactIn)
            when !UNREAD.containsAll(inexactIn) ->
                new Made.Unfit(new No(
                        Errno.EOPNOTSUPP,
                        "match on " + inexactIn.getFirst().path() + ": the NIC's is not the filter's"));
            case FilterReading.Flow(Megaflow flow, List<FlowField> inexactIn) ->
                !trap && nic.explain(flow) instanceof Refusal refusal
                        ? new Made.Unfit(no(refusal))
                        : new Made.Fit(new NicFilter(filter, flow, trap));
        };
    }

    private static boolean traps(TcFilter filter) {
        return filter.actions().size() == 1
                && filter.actions().getFirst().body() instanceof ActionBody.Gact
                && filter.actions().getFirst().control().equals(TcControl.TRAP);
    }

    private static TcFilter dropping(TcFilter filter) {
        return TcFilter.of(
                filter.id(),
                filter.match(),
                filter.flags(),
                List.of(TcAction.of(new ActionBody.Gact(), TcControl.DROP)));
    }

    private static String words(NoMegaflow why) {
        return switch (why) {
            case NoMegaflow.Key key -> "match on key " + key.key() + ": " + key.sentence();
            case NoMegaflow.Part part -> "match on " + part.part() + ": " + part.sentence();
            case NoMegaflow.Action action -> "action " + action.action().body().kind() + ": " + action.sentence();
            case NoMegaflow.Empty empty -> empty.sentence();
        };
    }

    private Optional<No> add(NicFilter fresh) {
        List<NicFilter> peers = new ArrayList<>(matches.getOrDefault(Match.of(fresh.flow()), List.of()));
        if (fresh.trap() && peers.isEmpty()) {
            return Optional.of(
                    new No(Errno.EOPNOTSUPP, "action trap: the NIC has no rule with that match to take out"));
        }
        peers.add(fresh);
        peers.sort(Comparator.comparingInt(f -> f.filter().id().priority()));
        try {
            if (peers.getFirst() == fresh) {
                Optional<No> refused =
                        replace(peers.size() > 1 ? Optional.of(peers.get(1)) : Optional.empty(), Optional.of(fresh));
                if (refused.isPresent()) {
                    return refused;
                }
            }
        } catch (DeviceException e) {
            reset();
            return Optional.of(new No(Errno.EIO, "the NIC failed and was reset: " + e.getMessage()));
        }
        matches.put(Match.of(fresh.flow()), peers);
        filters.put(fresh.filter().id(), fresh);
        return Optional.empty();
    }

    /** What stood first of a match is followed by another; either may be nothing, or nothing for the NIC. */
    private Optional<No> replace(Optional<NicFilter> before, Optional<NicFilter> after) throws DeviceException {
        Optional<NicFilter> old = before.filter(f -> !f.trap() && f.held());
        Optional<NicFilter> fresh = after.filter(f -> !f.trap());
        if (old.isEmpty() && fresh.isEmpty()) {
            return Optional.empty();
        }
        OffloadOperation operation = fresh.<OffloadOperation>map(f -> new OffloadOperation.Put(f.flow()))
                .orElseGet(() ->
                        new OffloadOperation.Delete(old.orElseThrow().flow().ufid()));
        return switch (nic.apply(List.of(operation)).getFirst()) {
            case OffloadResult.Installed installed -> Optional.empty();
            case OffloadResult.NotFound notFound -> Optional.empty();
            case OffloadResult.Modified(Ufid ufid, String id, RawCounters last) -> {
                old.ifPresent(f -> f.ended(last));
                yield Optional.empty();
            }
            case OffloadResult.Deleted(Ufid ufid, RawCounters last) -> {
                old.ifPresent(f -> f.ended(last));
                yield Optional.empty();
            }
            case OffloadResult.Refused(Ufid ufid, Refusal refusal, RawCounters last) -> {
                old.ifPresent(f -> {
                    f.ended(last);
                    f.lost();
                });
                yield Optional.of(no(refusal));
            }
        };
    }

    private static No no(Refusal refusal) {
        Errno errno =
                switch (refusal.code()) {
                    case TABLE_FULL, MASK_LIMIT -> Errno.ENOSPC;
                    case DEVICE_ERROR, VERIFY_FAILED -> Errno.EIO;
                    case UNSUPPORTED_FIELD,
                            UNSUPPORTED_MASK,
                            UNSUPPORTED_ACTION,
                            ACTION_ORDER,
                            PORT_NOT_OFFLOADABLE,
                            PREREQUISITE,
                            CHAIN_PARENT,
                            POLICY -> Errno.EOPNOTSUPP;
                };
        boolean match = refusal.code() == Refusal.Code.UNSUPPORTED_FIELD
                || refusal.subject().equals("in_port");
        String subject = refusal.subject().isEmpty() ? "" : (match ? "match on " : "") + refusal.subject() + ": ";
        String words = refusal.driverWords().isEmpty() ? "" : refusal.driverWords() + ": ";
        return new No(errno, subject + words + refusal.sentence());
    }

    /** Gives a filter up; its counts are final then. */
    void remove(NicFilter gone) {
        filters.remove(gone.filter().id());
        Match match = Match.of(gone.flow());
        List<NicFilter> peers = new ArrayList<>(matches.getOrDefault(match, List.of()));
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
        Optional<NicFilter> next = peers.stream().findFirst();
        try {
            if (replace(Optional.of(gone), next).isPresent()) {
                next.ifPresent(NicFilter::lost);
            }
        } catch (DeviceException e) {
            reset();
        }
    }

    Optional<NicFilter> find(FilterId id) {
        return Optional.ofNullable(filters.get(id));
    }

    /** Reads what the NIC has counted. */
    void readCounters() {
        Map<Ufid, NicFilter> live = new HashMap<>();
        matches.values().forEach(peers -> live.put(peers.getFirst().flow().ufid(), peers.getFirst()));
        try {
            nic.dump(Set.of(), rule -> Optional.ofNullable(live.get(rule.ufid()))
                    .filter(filter -> !filter.trap())
                    .ifPresent(filter -> filter.live(rule.counters())));
        } catch (DeviceException e) {
            reset();
        }
    }

    private void reset() {
        Map<Ufid, NicFilter> live = new HashMap<>();
        matches.values().forEach(peers -> live.put(peers.getFirst().flow().ufid(), peers.getFirst()));
        filters.values().forEach(NicFilter::lost);
        try {
            for (OffloadResult.Deleted lost : nic.recover().lost()) {
                Optional.ofNullable(live.get(lost.ufid())).ifPresent(filter -> filter.ended(lost.last()));
            }
        } catch (DeviceException e) {
            throw new IllegalStateException("the simulated NIC does not come back: " + e.getMessage(), e);
        }
    }
}
