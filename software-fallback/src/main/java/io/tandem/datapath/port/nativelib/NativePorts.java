package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortException;

/** Opens ports of this machine's kernel. */
public final class NativePorts {
    /**
     * Opens a port; it receives from then on. Needs cap_net_raw and cap_net_admin, and cap_bpf for AF_XDP.
     *
     * @throws PortException where that is not possible; then nothing of it stays open
     */
    public static PacketPort open(PortConfig config) throws PortException {
        return KernelPort.open(config);
    }

    private NativePorts() {}
}
