package io.tandem.rte.device;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes rules at ports: not those that are hopeless, and none in a group that loses packets. One thread at a time. */
final class RuleCreation {
    private final RteFlows flows;
    private final GroupMisses misses;
    private final HopelessShapes hopeless;
    private final RuleCounters counters;

    /** What came of a creation. */
    sealed interface Creation {
        /**
         * The rule is there.
         *
         * @param counter the one that it counts by; empty where it has its own or none
         */
        record Made(FlowHandle handle, OptionalInt counter) implements Creation {}

        record No(Refusal refusal, RteErrorType about) implements Creation {}
    }

    RuleCreation(RteFlows flows, GroupMisses misses, HopelessShapes hopeless, RuleCounters counters) {
        this.flows = flows;
        this.counters = counters;
        this.misses = misses;
        this.hopeless = hopeless;
    }

    Creation create(RteTranslation made) throws RteTransportException {
        Optional<Creation> hindered = hindrance(made);
        return hindered.isPresent() ? hindered.get() : counted(made);
    }

    private Creation counted(RteTranslation made) throws RteTransportException {
        int port = made.ethdev();
        OptionalInt counter = counters.add(port, made.rule());
        if (counter.isEmpty()) {
            return came(made, flows.create(port, made.rule()));
        }
        int id = counter.getAsInt();
        if (flows.create(port, RuleCounters.with(made.rule(), id))
                instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle)) {
            hopeless.taken(port, made.rule());
            return new Creation.Made(handle, counter);
        }
        counters.remove(port, id);
        Creation own = came(made, flows.create(port, made.rule()));
        if (own instanceof Creation.Made) {
            counters.useOwn(port);
        }
        return own;
    }

    /** Makes rules of one port together; what comes of each, in their order. */
    List<Creation> create(int port, List<RteTranslation> rules) throws RteTransportException {
        List<Optional<Creation>> hindered = new ArrayList<>(rules.size());
        List<RteRule> free = new ArrayList<>(rules.size());
        for (RteTranslation made : rules) {
            Optional<Creation> hindrance = hindrance(made);
            hindered.add(hindrance);
            if (hindrance.isEmpty()) {
                free.add(made.rule());
            }
        }
        List<RteAnswer<FlowHandle>> answers = flows.create(port, free);
        List<Creation> creations = new ArrayList<>(rules.size());
        int answer = 0;
        for (int i = 0; i < rules.size(); i++) {
            creations.add(
                    hindered.get(i).isPresent() ? hindered.get(i).get() : came(rules.get(i), answers.get(answer++)));
        }
        return creations;
    }

    private Optional<Creation> hindrance(RteTranslation made) throws RteTransportException {
        int port = made.ethdev();
        RteRule rule = made.rule();
        Optional<Refusal> known = hopeless.find(port, rule);
        if (known.isPresent()) {
            return Optional.of(new Creation.No(known.get(), RteErrorType.NONE));
        }
        return misses.ensure(made).map(refusal -> new Creation.No(refusal, RteErrorType.ATTR_GROUP));
    }

    private Creation came(RteTranslation made, RteAnswer<FlowHandle> answer) {
        return switch (answer) {
            case RteAnswer.Done<FlowHandle>(FlowHandle handle) -> {
                hopeless.taken(made.ethdev(), made.rule());
                yield new Creation.Made(handle, OptionalInt.empty());
            }
            case RteAnswer.Refused<FlowHandle>(RteError error) -> {
                Refusal refusal = Refusals.of(made.rule(), error);
                if (error.lasting()) {
                    hopeless.add(made.ethdev(), made.rule(), refusal);
                } else if (error.doubtful()) {
                    hopeless.doubt(made.ethdev(), made.rule(), refusal);
                }
                yield new Creation.No(refusal, error.type());
            }
        };
    }
}
