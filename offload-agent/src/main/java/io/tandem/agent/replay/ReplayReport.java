package io.tandem.agent.replay;

import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.backend.Refusal;
import java.util.List;
import java.util.Map;

/**
 * What a replay did.
 *
 * @param traffic what became of the packets
 * @param unassigned packets that were dropped before any flow was found for them
 * @param recirculated lookups after a recirculation that found a flow, in software or in a device
 * @param flows every flow with its counters
 * @param refusals rules that the device refused, by reason
 * @param devices the devices at the end
 * @param recoveries times that a device failed and came back
 * @param simulatedCycles clock cycles that the simulated NIC ran in its last life
 * @param nanos wall time of the replay
 */
public record ReplayReport(
        TrafficCounters traffic,
        long unassigned,
        long recirculated,
        List<FlowView> flows,
        Map<Refusal.Code, Long> refusals,
        List<DeviceView> devices,
        long recoveries,
        long simulatedCycles,
        long nanos) {
    /** Packets in the flow of their first lookup; lookups after a recirculation, which count again, are left out. */
    public long inFlows() {
        return flows.stream().mapToLong(f -> f.total().packets()).sum() - recirculated;
    }

    /** True where every packet that entered is counted in exactly one flow, or was dropped before it had one. */
    public boolean conserved() {
        return inFlows() + unassigned == traffic.received();
    }
}
