package io.tandem.rte.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadBackend;
import io.tandem.rte.transport.RteFlowsProvider;
import java.util.ServiceLoader;

/** rte_flow as a backend. The settings are in docs/configuration.md. */
public final class RteBackend implements OffloadBackend {
    @Override
    public String name() {
        return "rte_flow";
    }

    @Override
    public RteDevice open(DeviceConfig config) throws BackendUnavailableException {
        RteSettings settings = RteSettings.of(config);
        for (RteFlowsProvider provider : ServiceLoader.load(RteFlowsProvider.class)) {
            if (provider.name().equals(settings.transport())) {
                return new RteDevice(config.name(), settings, () -> provider.open(config), System::nanoTime);
            }
        }
        throw new BackendUnavailableException("device " + config.name() + ": transport is '" + settings.transport()
                + "', and nothing on the class path is called so");
    }
}
