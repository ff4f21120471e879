package io.tandem.tc.place;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import java.util.List;

/**
 * The indexes of the police actions that meters are. The kernel lets rules share an action that is held where they are
 * (net/sched/act_api.c, tcf_action_init), so each policy has {@link #METERS} indexes of its own from {@link #FIRST} on, in
 * the order none, skip_sw, skip_hw; a meter's is its id beyond the first. Those are ours.
 */
public final class MeterIndexes {
    /** "TD" above sixteen bits. */
    public static final int FIRST = 0x5444_0000;

    /** Meters have ids below this. */
    public static final int METERS = 1 << 18;

    /** One for each policy. */
    private static final int RANGES = 3;

    private MeterIndexes() {}

    /** The index of that meter under that policy. */
    public static int of(TcPolicy policy, int meter) {
        int range =
                switch (policy) {
                    case NONE -> 0;
                    case SKIP_SW -> 1;
                    case SKIP_HW -> 2;
                };
        return FIRST + range * METERS + meter;
    }

    /** True for the index of a meter of ours under any policy. */
    public static boolean isOurs(int index) {
        int beyond = index - FIRST;
        return beyond >= 0 && beyond < RANGES * METERS;
    }

    /** The filter with meters of ours by their indexes alone, as it was asked for; the kernel shows what they do instead. */
    public static TcFilter named(TcFilter held) {
        if (held.actions().stream().noneMatch(MeterIndexes::isMeter)) {
            return held;
        }
        List<TcAction> actions = held.actions().stream()
                .map(action -> isMeter(action)
                        ? new TcAction(
                                new ActionBody.PoliceShared(),
                                action.control(),
                                action.index(),
                                action.cookie(),
                                action.statistics())
                        : action)
                .toList();
        return new TcFilter(held.id(), held.match(), held.flags(), held.classId(), actions);
    }

    private static boolean isMeter(TcAction action) {
        return action.body() instanceof ActionBody.Police && isOurs(action.index());
    }
}
