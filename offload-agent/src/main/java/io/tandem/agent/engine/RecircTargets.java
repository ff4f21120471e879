package io.tandem.agent.engine;

import io.tandem.action.OdpAction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The recirculation ids that actions lead to, however deep they stand. */
final class RecircTargets {
    private RecircTargets() {}

    /** Each id once. */
    static Set<Integer> of(List<OdpAction> actions) {
        Set<Integer> ids = new HashSet<>();
        collect(actions, ids);
        return ids;
    }

    private static void collect(List<OdpAction> actions, Set<Integer> ids) {
        for (OdpAction action : actions) {
            switch (action) {
                case OdpAction.Recirc(int id) -> ids.add(id);
                case OdpAction.Sample sample -> collect(sample.actions(), ids);
                case OdpAction.Clone clone -> collect(clone.actions(), ids);
                case OdpAction.DecTtl expired -> collect(expired.expired(), ids);
                case OdpAction.CheckPktLen check -> {
                    collect(check.greater(), ids);
                    collect(check.lessOrEqual(), ids);
                }
                default -> {}
            }
        }
    }
}
