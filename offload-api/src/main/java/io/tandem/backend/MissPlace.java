package io.tandem.backend;

import java.util.OptionalInt;

/**
 * Where a packet is after the lookups that a device has done and counted, and from where software goes on with it: those
 * that have no rule there come to the host as they came in.
 *
 * @param recirculationId unsigned
 * @param tunnelPort datapath number of the tunnel whose headers come off first; empty for none
 */
public record MissPlace(int recirculationId, OptionalInt tunnelPort) {
    /** Where packets begin. */
    public static final MissPlace START = new MissPlace(0, OptionalInt.empty());
}
