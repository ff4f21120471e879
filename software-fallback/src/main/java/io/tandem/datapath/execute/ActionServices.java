package io.tandem.datapath.execute;

import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.tunnel.Tunnels;
import java.util.List;

/**
 * What actions reach beside ports. All packet threads of a datapath share it.
 *
 * @param meters of the meter action
 * @param bonds of the lb_output action
 * @param userspace of the userspace action
 * @param psample of the psample action
 * @param conntrack of the ct action
 * @param tunnels of the tnl_push and tnl_pop actions, and of outputs to tunnel ports
 * @param seed of the numbers by which sample actions choose; the same seed chooses the same packets
 */
public record ActionServices(
        MeterTable meters,
        BondTable bonds,
        UserspaceReceiver userspace,
        PsampleReceiver psample,
        Conntrack conntrack,
        Tunnels tunnels,
        long seed) {
    private static final long SEED = 0x9e3779b97f4a7c15L;

    /** No meter, no bond, no tunnel, no connection yet, and nobody who receives. */
    public static ActionServices none() {
        return new ActionServices(
                new MeterTable(),
                new BondTable(),
                UserspaceReceiver.NONE,
                PsampleReceiver.NONE,
                new Conntrack(ConntrackConfig.DEFAULT),
                new Tunnels(List.of()),
                SEED);
    }

    /** The same with these meters. */
    public ActionServices with(MeterTable other) {
        return new ActionServices(other, bonds, userspace, psample, conntrack, tunnels, seed);
    }

    /** The same with these bonds. */
    public ActionServices with(BondTable other) {
        return new ActionServices(meters, other, userspace, psample, conntrack, tunnels, seed);
    }

    /** The same with this receiver. */
    public ActionServices with(UserspaceReceiver other) {
        return new ActionServices(meters, bonds, other, psample, conntrack, tunnels, seed);
    }

    /** The same with this receiver. */
    public ActionServices with(PsampleReceiver other) {
        return new ActionServices(meters, bonds, userspace, other, conntrack, tunnels, seed);
    }

    /** The same with these connections. */
    public ActionServices with(Conntrack other) {
        return new ActionServices(meters, bonds, userspace, psample, other, tunnels, seed);
    }

    /** The same with these tunnels. */
    public ActionServices with(Tunnels other) {
        return new ActionServices(meters, bonds, userspace, psample, conntrack, other, seed);
    }

    /** The same with this seed, as each packet thread has its own. */
    public ActionServices seeded(long other) {
        return new ActionServices(meters, bonds, userspace, psample, conntrack, tunnels, other);
    }
}
