package io.tandem.agent.engine;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadBackend;
import io.tandem.backend.OffloadDevice;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * A device that rules for ports of this machine go to.
 *
 * @param backend the name of the backend that serves it
 */
public record PortDevice(String backend, OffloadDevice device) {
    /**
     * Opens a device by the backend of that name, wherever on the class path it is.
     *
     * @throws BackendUnavailableException where there is no such backend, or it cannot be had on this machine
     */
    public static PortDevice open(String name, DeviceConfig config) throws BackendUnavailableException {
        TreeSet<String> names = new TreeSet<>();
        for (OffloadBackend backend : ServiceLoader.load(OffloadBackend.class)) {
            names.add(backend.name());
            if (backend.name().equals(name)) {
                return new PortDevice(name, backend.open(config));
            }
        }
        throw new BackendUnavailableException("no backend " + name + " on the class path; there are " + names);
    }
}
