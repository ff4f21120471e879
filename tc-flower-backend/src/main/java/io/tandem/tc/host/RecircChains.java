package io.tandem.tc.host;

import java.util.OptionalInt;

/** Which chain stands for a recirculation id. Chain 0 stands for id 0 always. */
@FunctionalInterface
public interface RecircChains {
    /**
     * The chain of that recirculation id, the same as long as rules use it.
     *
     * @return 0 to {@link io.tandem.tc.filter.FilterId#LAST_CHAIN}; empty where all are taken
     */
    OptionalInt chainOf(int recirculationId);
}
