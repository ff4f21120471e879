package io.tandem.agent.engine;

import io.tandem.datapath.Datapath;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;

/**
 * Lookups that rules answered, as far as their counters were read, of flows that ended too. A packet is looked up once more
 * behind each recirculation and at each tunnel that it leaves, and counted in the flow of each lookup; it is one packet by the
 * {@linkplain Datapath#isFirstLookup first}. Any thread.
 */
public final class HardwareLookups {
    private final Datapath datapath;
    private final FlowRegister flows;
    private FlowStats endedFirst = FlowStats.ZERO;
    private long endedLater;

    HardwareLookups(Datapath datapath, FlowRegister flows) {
        this.datapath = datapath;
        this.flows = flows;
    }

    /** True for a flow of first lookups. */
    boolean isFirst(Megaflow flow) {
        return datapath.isFirstLookup(flow);
    }

    /**
     * Rules of a flow that is gone had counted this, and it is not in any flow any more.
     *
     * @param first the flow was one of first lookups
     */
    synchronized void ended(FlowStats hardware, boolean first) {
        if (first) {
            endedFirst = endedFirst.plus(hardware);
        } else {
            endedLater += hardware.packets();
        }
    }

    private synchronized FlowStats endedFirst() {
        return endedFirst;
    }

    private synchronized long endedLater() {
        return endedLater;
    }

    /** The packets that rules took, each once. */
    public FlowStats packets() {
        FlowStats sum = endedFirst();
        for (FlowView view : flows.views()) {
            sum = isFirst(view.flow()) ? sum.plus(view.hardware()) : sum;
        }
        return sum;
    }

    /** Lookups of packets behind their first. */
    public long recirculated() {
        return endedLater()
                + flows.views().stream()
                        .filter(view -> !isFirst(view.flow()))
                        .mapToLong(view -> view.hardware().packets())
                        .sum();
    }
}
