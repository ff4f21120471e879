package io.tandem.rte.host;

import java.util.OptionalInt;

/**
 * Which group stands for a recirculation id. Group 0, where packets begin, stands for id 0 of ports that are no tunnels.
 * Packets of a tunnel have groups of their own, as they are matched by their outer headers too.
 */
@FunctionalInterface
public interface RteGroups {
    /**
     * The group, the same as long as rules use it.
     *
     * @param recirculationId unsigned
     * @param tunnelPort datapath number of the tunnel that the packets came in by; empty for none
     * @return empty where all groups are taken
     */
    OptionalInt groupOf(int recirculationId, OptionalInt tunnelPort);
}
