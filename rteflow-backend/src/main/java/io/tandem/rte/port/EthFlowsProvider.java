package io.tandem.rte.port;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.template.TemplateFlows;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteFlowsProvider;

/** The transport {@code dpdk}: rules go to the DPDK ports of this process. */
public final class EthFlowsProvider implements RteFlowsProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public EthFlowsProvider() {}

    @Override
    public String name() {
        return "dpdk";
    }

    @Override
    public RteFlows open(DeviceConfig config) throws BackendUnavailableException {
        Dpdk.check();
        if (!AttachedPorts.any()) {
            throw new BackendUnavailableException("device " + config.name()
                    + ": rules go to DPDK ports of this process, and it has none; configure ports of kind dpdk");
        }
        EthFlows flows = new EthFlows();
        return new TemplateFlows(flows, new EthTemplates(flows));
    }
}
