package io.tandem.backend;

import java.util.OptionalInt;

/**
 * Where a packet is after the lookups that a device has done and counted, and from where software goes on with it: those
 * that have no rule there come to the host as they came in.
 *
 * @param recirculationId unsigned
 * @param tunnelPort datapath number of the tunnel whose headers come off first; empty for none
 * @param zone of the connections among which the packet is looked up first; empty for none
 */
public record MissPlace(int recirculationId, OptionalInt tunnelPort, OptionalInt zone) {
    /** Where packets begin. */
    public static final MissPlace START = new MissPlace(0, OptionalInt.empty());

    /** A place where connections do not matter. */
    public MissPlace(int recirculationId, OptionalInt tunnelPort) {
        this(recirculationId, tunnelPort, OptionalInt.empty());
    }

    /** In front of a lookup among the connections of a zone, behind which is the recirculation. */
    public static MissPlace lookUp(int zone, int recirculationId) {
        return new MissPlace(recirculationId, OptionalInt.empty(), OptionalInt.of(zone));
    }
}
