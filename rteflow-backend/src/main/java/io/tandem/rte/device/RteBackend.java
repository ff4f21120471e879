package io.tandem.rte.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadBackend;
import io.tandem.rte.track.ConnectionTag;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteFlowsProvider;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** rte_flow as a backend. The settings are in docs/configuration.md. */
public final class RteBackend implements OffloadBackend {
    /** The most that {@code age-seconds} may be: the action AGE has 24 bits for it. Source: rte_flow_action_age of rte_flow.h. */
    public static final int LONGEST_AGE_SECONDS = 0xff_ffff;

    /** Most tags that what connections say of packets can take: the setting {@code tags}. */
    public static final int MOST_TAGS = ConnectionTag.TAGS;

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

    /**
     * Opens a device whose rules go elsewhere than the settings say.
     *
     * @param transport asked now and after each failure; the device closes what it gets
     */
    public static RteDevice open(DeviceConfig config, Supplier<RteFlows> transport) throws BackendUnavailableException {
        return new RteDevice(config.name(), RteSettings.of(config), transport::get, System::nanoTime);
    }
}
