package io.tandem.rte.port;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.LibEthdev;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Devices handed to DPDK's drivers, and the port that comes of one. Callers hold the lock of their EAL. */
final class DeviceProbe {
    /** What to do about a device that is not what its text says. */
    static final String CORRECT = "correct the port's device in the configuration";

    private static final String REPRESENTORS = CORRECT
            + "; a driver that makes all representors of a device at once is told of them in eal.arguments, as"
            + " [-a, \"%s,representor=[0-3]\"]";
    private static final int ENODEV = 19;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;

    /**
     * The number of a device's port. A device that has ports already gets the one that is missing, where its driver can do
     * that, as mlx5 with a representor.
     *
     * @param device its name and arguments
     * @throws EalException where there is no such device or port, or that port is one of this process already
     */
    static int port(Eal eal, String device) throws EalException {
        String attaching = "attaching the device " + device;
        Optional<String> expected = DeviceName.expected(device);
        if (expected.isPresent()) {
            throw new EalException(
                    EalException.Reason.DEVICE,
                    attaching,
                    EINVAL,
                    "no name of one port",
                    List.of(),
                    "write " + expected.get());
        }
        eal.forgetLog();
        int answer = LibEal.devProbe(device);
        if (answer < 0) {
            throw eal.refused(EalException.Reason.DEVICE, attaching, answer, CORRECT);
        }
        OptionalInt port = LibEthdev.portOf(device);
        if (port.isEmpty()) {
            DeviceName name = DeviceName.of(device);
            throw eal.refused(
                    EalException.Reason.DEVICE,
                    "looking for the Ethernet port of the device " + device,
                    ENODEV,
                    name.representor().isPresent() ? REPRESENTORS.formatted(name.device()) : CORRECT);
        }
        if (AttachedPorts.has(port.getAsInt())) {
            throw eal.refused(
                    EalException.Reason.DEVICE,
                    attaching + " a second time",
                    EEXIST,
                    "name each device once in the configuration");
        }
        return port.getAsInt();
    }

    private DeviceProbe() {}
}
