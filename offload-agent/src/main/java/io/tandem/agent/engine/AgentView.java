package io.tandem.agent.engine;

import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be seen of a running agent. Every method may be called by any thread and does not block. */
public interface AgentView {
    /** All flows, in the order of their ufids. */
    List<FlowView> flows();

    /** The flow of that ufid. */
    Optional<FlowView> flow(Ufid ufid);

    /** What became of the packets so far. */
    TrafficCounters traffic();

    /** What became of the packets that software carried. */
    DatapathCounters datapathCounters();

    /** The software datapath: ports, threads, upcalls, connections. */
    DatapathView datapath();

    /**
     * Connections that are tracked.
     *
     * @param zone of which zone; empty for all
     * @param most so many at most
     */
    List<ConnectionSnapshot> connections(OptionalInt zone, int most);

    /** The meters, in the order of their ids. */
    List<MeterView> meters();

    /** The devices that rules go to. */
    List<DeviceView> devices();
}
