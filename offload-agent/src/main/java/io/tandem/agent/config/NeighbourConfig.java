package io.tandem.agent.config;

import java.net.InetAddress;

/**
 * The Ethernet address of a host on a link of the datapath.
 *
 * @param address its IP address
 * @param mac its Ethernet address, 48 bits
 * @param port the datapath port whose link it is on
 */
public record NeighbourConfig(InetAddress address, long mac, int port) {
    static NeighbourConfig read(ConfigSection section) throws ConfigException {
        return new NeighbourConfig(Addresses.read(section, "address"), Addresses.readMac(section, "mac"), (int)
                section.number("port", 1, PortConfig.MOST));
    }
}
