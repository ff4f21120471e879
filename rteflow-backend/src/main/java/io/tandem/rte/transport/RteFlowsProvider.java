package io.tandem.rte.transport;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;

/**
 * Opens the way to those who hold rules. Found by {@link java.util.ServiceLoader}; a provider has a public constructor
 * without arguments that does nothing.
 */
public interface RteFlowsProvider {
    /** What the setting {@code transport} calls it: {@code dpdk}. */
    String name();

    /**
     * Opens it; the caller closes it. Called again after a failure.
     *
     * @throws BackendUnavailableException where a part is missing on this machine, with what mends it
     */
    RteFlows open(DeviceConfig config) throws BackendUnavailableException;
}
