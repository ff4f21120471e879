package io.tandem.datapath.execute;

import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.meter.MeterTable;

/**
 * What actions reach beside ports: tables and receivers. Tables and receivers may be shared by packet threads, tracking
 * and tunnel headers are those of one.
 *
 * @param meters of the meter action
 * @param bonds of the lb_output action
 * @param userspace of the userspace action
 * @param psample of the psample action
 * @param tracking of the ct action
 * @param tunnels of the tnl_push and tnl_pop actions
 * @param seed of the numbers by which sample actions choose; the same seed chooses the same packets
 */
public record ActionServices(
        MeterTable meters,
        BondTable bonds,
        UserspaceReceiver userspace,
        PsampleReceiver psample,
        ConnectionTracking tracking,
        TunnelHeaders tunnels,
        long seed) {
    private static final long SEED = 0x9e3779b97f4a7c15L;

    /** No meter, no bond, and nobody who receives. */
    public static ActionServices none() {
        return new ActionServices(
                new MeterTable(),
                new BondTable(),
                UserspaceReceiver.NONE,
                PsampleReceiver.NONE,
                ConnectionTracking.NONE,
                TunnelHeaders.NONE,
                SEED);
    }

    /** The same with these meters. */
    public ActionServices with(MeterTable other) {
        return new ActionServices(other, bonds, userspace, psample, tracking, tunnels, seed);
    }

    /** The same with these bonds. */
    public ActionServices with(BondTable other) {
        return new ActionServices(meters, other, userspace, psample, tracking, tunnels, seed);
    }

    /** The same with this receiver. */
    public ActionServices with(UserspaceReceiver other) {
        return new ActionServices(meters, bonds, other, psample, tracking, tunnels, seed);
    }

    /** The same with this receiver. */
    public ActionServices with(PsampleReceiver other) {
        return new ActionServices(meters, bonds, userspace, other, tracking, tunnels, seed);
    }

    /** The same with this tracking, as each packet thread has its own. */
    public ActionServices with(ConnectionTracking other) {
        return new ActionServices(meters, bonds, userspace, psample, other, tunnels, seed);
    }

    /** The same with these tunnels, as each packet thread has its own. */
    public ActionServices with(TunnelHeaders other) {
        return new ActionServices(meters, bonds, userspace, psample, tracking, other, seed);
    }

    /** The same with this seed, as each packet thread has its own. */
    public ActionServices seeded(long other) {
        return new ActionServices(meters, bonds, userspace, psample, tracking, tunnels, other);
    }
}
