package io.tandem.conformance.tcsim;

import io.tandem.backend.OffloadDevice;
import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.conformance.nicdriver.Encapsulation;
import io.tandem.conformance.nicdriver.NicRule;
import io.tandem.conformance.nicdriver.NicRules;
import io.tandem.conformance.nicdriver.TunnelOpenings;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.megaflow.FilterReading;
import io.tandem.tc.megaflow.FilterToMegaflow;
import io.tandem.translate.RefusedException;
import io.tandem.validate.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of a network driver that takes flower filters (TC_SETUP_CLSFLOWER), over the simulated NIC. Not thread-safe. */
final class NicDriver {
    /** The NIC hands packets with these to the host unread, so that it matters nothing how a rule treats them. */
    private static final Set<FlowField> UNREAD = Set.of(FlowField.IPV6_FRAG);

    private final NicRules rules;
    private final TunnelOpenings openings;
    private final Encapsulation encapsulation;
    private final FilterToMegaflow reader;
    private final Map<FilterId, NicFilter> filters = new HashMap<>();

    /**
     * Why the NIC takes no such filter.
     *
     * @param errno as a driver answers
     * @param words as it puts them into extack
     */
    record No(Errno errno, String words) {}

    /**
     * Over a NIC.
     *
     * @param ports of the NIC, from 1
     * @param scene the host's tunnels, and its routes and neighbours, as they are for ever
     */
    NicDriver(OffloadDevice nic, int ports, TunnelScene scene, FilterToMegaflow reader) {
        rules = new NicRules(nic);
        openings = new TunnelOpenings(rules, ports, TunnelOpenings.Which.OF_HOST);
        encapsulation = new Encapsulation(scene);
        this.reader = reader;
    }

    /** Takes a filter that is not there; empty where it did. */
    Optional<No> add(TcFilter filter) {
        return switch (make(filter)) {
            case Made.Unfit(No no) -> Optional.of(no);
            case Made.Fit(NicRule rule) -> {
                if (traps(filter) && !rules.hasMatchOf(rule)) {
                    yield Optional.of(
                            new No(Errno.EOPNOTSUPP, "action trap: the NIC has no rule with that match to take out"));
                }
                Optional<Refusal> shut = openings.use(rule.flow());
                if (shut.isPresent()) {
                    yield shut.map(NicDriver::no);
                }
                Optional<No> refused = rules.add(rule).map(NicDriver::no);
                if (refused.isEmpty()) {
                    filters.put(filter.id(), new NicFilter(filter, rule));
                } else {
                    openings.release(rule.flow());
                }
                yield refused;
            }
        };
    }

    /** Why the NIC takes no such filter, whatever it holds; empty where it may. Nothing is sent to it. */
    Optional<No> refusal(TcFilter filter) {
        return make(filter) instanceof Made.Unfit(No no) ? Optional.of(no) : Optional.empty();
    }

    private sealed interface Made {
        record Fit(NicRule rule) implements Made {}

        record Unfit(No why) implements Made {}
    }

    private Made make(TcFilter filter) {
        boolean trap = traps(filter);
        return switch (reader.read(trap ? dropping(filter) : filter)) {
            case FilterReading.None(NoMegaflow why) -> new Made.Unfit(new No(Errno.EOPNOTSUPP, words(why)));
            case FilterReading.Flow(Megaflow _, List<FlowField> inexactIn)
            when !UNREAD.containsAll(inexactIn) ->
                new Made.Unfit(new No(
                        Errno.EOPNOTSUPP,
                        "match on " + inexactIn.getFirst().path() + ": the NIC's is not the filter's"));
            case FilterReading.Flow(Megaflow flow, List<FlowField> _) -> rule(flow, filter, trap);
        };
    }

    private Made rule(Megaflow flow, TcFilter filter, boolean trap) {
        try {
            NicRule rule = new NicRule(encapsulation.resolve(flow), filter.id().priority(), trap);
            return rules.refusal(rule)
                    .or(() -> openings.refusal(rule.flow()))
                    .<Made>map(refusal -> new Made.Unfit(no(refusal)))
                    .orElseGet(() -> new Made.Fit(rule));
        } catch (RefusedException e) {
            return new Made.Unfit(no(e.refusal()));
        }
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
        rules.remove(gone.rule());
        openings.release(gone.rule().flow());
    }

    Optional<NicFilter> find(FilterId id) {
        return Optional.ofNullable(filters.get(id));
    }

    /** Reads what the NIC has counted. */
    void readCounters() {
        rules.readCounters();
    }
}
