package io.tandem.tc.held;

import io.tandem.flow.Ufid;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import java.util.Optional;

/**
 * A filter as the kernel reports it.
 *
 * @param id where it is
 * @param ufid whose it is; empty where it carries no identity
 * @param counters of its first action
 * @param hardware how it is held
 * @param filter all of it; empty where only counters were asked for
 */
public record Reading(
        FilterId id, Optional<Ufid> ufid, TcCounters counters, Hardware hardware, Optional<TcFilter> filter) {
    /** What the kernel says about hardware. Source: TCA_CLS_FLAGS_IN_HW, TCA_FLOWER_IN_HW_COUNT. */
    public record Hardware(boolean in, int devices) {}
}
