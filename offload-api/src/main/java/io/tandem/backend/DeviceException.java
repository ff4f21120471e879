package io.tandem.backend;

/**
 * The device as a whole failed: it is gone, hung or answers nonsense. The message names the device, what was asked of
 * it and what came back. Rules and counters of its generation are lost; a device that recovers has a new generation.
 */
public class DeviceException extends Exception {
    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
