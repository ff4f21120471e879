package io.tandem.agent.admin;

import io.tandem.agent.engine.FlowView;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many flows are where, and how many were refused for which reason.
 *
 * @param total all flows
 * @param byState flows by the word of their state; every state has an entry
 * @param byRefusal flows by kind of refusal, in the order of codes and layers
 */
record FlowCounts(long total, Map<String, Long> byState, Map<Kind, Long> byRefusal) {
    /** The words of all states, as {@link FlowState#word()} gives them. */
    static final List<String> STATES = Arrays.stream(FlowState.class.getPermittedSubclasses())
            .map(state -> state.getSimpleName().toUpperCase(Locale.ROOT))
            .toList();

    /** A kind of refusal: the reason and who gave it. */
    record Kind(Refusal.Code code, Refusal.Layer layer) {
        private static final Comparator<Kind> ORDER =
                Comparator.comparing(Kind::code).thenComparing(Kind::layer);
    }

    static FlowCounts of(List<FlowView> flows) {
        Map<String, Long> byState = new LinkedHashMap<>();
        STATES.forEach(state -> byState.put(state, 0L));
        Map<Kind, Long> byRefusal = new TreeMap<>(Kind.ORDER);
        for (FlowView flow : flows) {
            byState.merge(flow.state().word(), 1L, Long::sum);
            refusal(flow.state())
                    .ifPresent(refusal -> byRefusal.merge(new Kind(refusal.code(), refusal.layer()), 1L, Long::sum));
        }
        return new FlowCounts(flows.size(), byState, byRefusal);
    }

    /** Why a flow is not in hardware, or not all of it, where somebody refused it. */
    static Optional<Refusal> refusal(FlowState state) {
        return switch (state) {
            case FlowState.Software software -> Optional.of(software.refusal());
            case FlowState.Failed failed -> Optional.of(failed.refusal());
            case FlowState.Pending p -> Optional.empty();
            case FlowState.Offloaded o -> Optional.empty();
            case FlowState.Partial partial -> Optional.of(partial.whole());
            case FlowState.Evicted e -> Optional.empty();
        };
    }
}
