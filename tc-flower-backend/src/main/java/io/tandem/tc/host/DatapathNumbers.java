package io.tandem.tc.host;

import java.util.Optional;
import java.util.OptionalInt;

/** What numbers in filters stand for in the datapath: the other way round of {@link TcPorts}, {@link RecircChains} and {@link TcMeters}. */
public interface DatapathNumbers {
    /** The port of a device; empty where the datapath has none. */
    Optional<TcPort> portOf(int ifindex);

    /** The recirculation id that a chain stands for, 0 for chain 0; empty where it stands for none. */
    OptionalInt recirculationOf(int chain);

    /** The meter that a shared police action stands for; empty where it is none. */
    OptionalInt meterOf(int policeIndex);
}
