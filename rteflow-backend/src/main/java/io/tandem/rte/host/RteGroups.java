package io.tandem.rte.host;

import java.util.OptionalInt;

/** Which group stands for a place of the datapath; group 0 for {@link GroupPlace#START}. */
@FunctionalInterface
public interface RteGroups {
    /** The group, the same as long as rules use it; empty where all are taken. */
    OptionalInt groupOf(GroupPlace place);
}
