package io.tandem.rte.host;

import java.util.OptionalInt;

/** What numbers in rules stand for in the datapath: the other way round of {@link RtePorts} and {@link RteGroups}. */
public interface DatapathNumbers {
    /** The datapath's port of a DPDK port; empty where it has none. */
    OptionalInt portOf(int ethdev);

    /** The recirculation id that a group stands for, 0 for group 0; empty where it stands for none. */
    OptionalInt recirculationOf(int group);

    /** The datapath's port of the tunnels of that kind; empty where it has none. */
    OptionalInt tunnelOf(RtePort.Kind kind);
}
