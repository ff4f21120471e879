package io.tandem.agent.config;

import io.tandem.datapath.port.PortConfig;

/** A port of the configuration. */
public sealed interface PortSetting {
    /** The datapath port number. */
    int number();

    /** A port on a network interface of the kernel. */
    record Kernel(PortConfig config) implements PortSetting {
        @Override
        public int number() {
            return config.number();
        }
    }

    /**
     * A port on a device of DPDK.
     *
     * @param device its name and arguments, as for EAL's --vdev, or a PCI address
     * @param queues of each kind that are wanted
     * @param descriptors of each queue
     * @param mtu bytes behind the Ethernet header
     */
    record Dpdk(int number, String device, int queues, int descriptors, int mtu) implements PortSetting {}
}
