package io.tandem.backend;

/**
 * A kind of device that can hold rules. Found by {@link java.util.ServiceLoader}; a provider has a public constructor
 * without arguments that does nothing.
 */
public interface OffloadBackend {
    /** The backend's name in configuration and reports: {@code sim}, {@code tc}, {@code rte_flow}. */
    String name();

    /**
     * Opens a device. The caller closes it. Nothing of what the device holds from earlier is touched.
     *
     * @throws BackendUnavailableException where a part is missing on this machine, with what mends it
     */
    OffloadDevice open(DeviceConfig config) throws BackendUnavailableException;
}
