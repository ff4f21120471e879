package io.tandem.rte.host;

import java.util.OptionalInt;

/** Where in the datapath the packets of a group are. Recirculation ids are unsigned. */
public sealed interface GroupPlace {
    /** Where packets begin. */
    GroupPlace START = new Recirculated(0, OptionalInt.empty());

    /**
     * Behind a recirculation; nobody has looked them up among connections.
     *
     * @param tunnelPort datapath number of the tunnel that they came in by, by whose outer headers they are matched too; empty
     *     for none
     */
    record Recirculated(int recirculationId, OptionalInt tunnelPort) implements GroupPlace {}

    /**
     * In front of the lookup among the connections of a zone, which has a rule for each of them.
     *
     * @param recirculationId where those of connections go on
     */
    record BeforeLookup(int zone, int recirculationId) implements GroupPlace {}

    /** Behind a recirculation; they are of connections, of any zone, and their tags tell of which. */
    record OfConnection(int recirculationId) implements GroupPlace {}
}
