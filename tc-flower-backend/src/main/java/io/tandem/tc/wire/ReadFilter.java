package io.tandem.tc.wire;

import io.tandem.tc.filter.TcFilter;
import java.util.List;
import java.util.Optional;

/**
 * A filter as the kernel tells it.
 *
 * @param filter the filter; an action that the model cannot say is a {@link io.tandem.tc.filter.ActionBody.Opaque}
 * @param inHwCount how many devices hold it
 * @param actions its actions with what they have counted
 * @param unread what the model has no place for: where there is any, {@code filter} is less than what the kernel has
 */
public record ReadFilter(TcFilter filter, int inHwCount, List<ReadAction> actions, List<UnreadAttribute> unread) {
    public ReadFilter {
        actions = List.copyOf(actions);
        unread = List.copyOf(unread);
    }

    /**
     * What the filter as a whole has counted: its first action's, for every packet meets that one; where it is shared with
     * other filters, the first's that is not.
     */
    public ActionStatistics statistics() {
        return whole().map(ReadAction::statistics).orElse(ActionStatistics.NONE);
    }

    /** When the filter as a whole was used, by the same action. */
    public Optional<ActionTimes> times() {
        return whole().flatMap(ReadAction::times);
    }

    private Optional<ReadAction> whole() {
        for (ReadAction action : actions) {
            if (action.bindings() <= 1) {
                return Optional.of(action);
            }
        }
        return actions.stream().findFirst();
    }
}
