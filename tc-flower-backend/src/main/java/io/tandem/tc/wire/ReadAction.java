package io.tandem.tc.wire;

import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/**
 * An action as the kernel tells it.
 *
 * @param action what it does
 * @param statistics what it has counted
 * @param times how long ago it was used
 * @param references how many hold it
 * @param bindings how many filters have it
 * @param inHwCount how many devices hold it by itself; 0 where it is only part of a filter
 */
public record ReadAction(
        TcAction action,
        ActionStatistics statistics,
        Optional<ActionTimes> times,
        int references,
        int bindings,
        int inHwCount) {}
