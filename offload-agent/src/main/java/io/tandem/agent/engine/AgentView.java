package io.tandem.agent.engine;

import io.tandem.datapath.DatapathCounters;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Optional;

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

    /** The devices that rules go to. */
    List<DeviceView> devices();
}
