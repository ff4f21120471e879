package io.tandem.agent.config;

import io.tandem.datapath.port.PortClock;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.rte.port.DeviceName;
import io.tandem.rte.port.EthPort;
import java.util.Optional;

/** Ports and tunnels in a configuration. */
final class PortSections {
    /** Highest port number. */
    static final int MOST = 65_535;

    /** Source: RFC 791 section 3.2. */
    private static final int LEAST_MTU = 68;

    /** With headers and headroom it still fits into an mbuf. */
    private static final int MOST_MTU = 65_000;

    private static final int FEWEST_DESCRIPTORS = 64;
    private static final int MOST_DESCRIPTORS = 32_768;
    private static final int DEFAULT_DESCRIPTORS = 1_024;

    /** What a file calls the kinds. */
    private enum Kind {
        AF_PACKET,
        AF_XDP,
        TAP,
        DPDK
    }

    /** A port on a network interface, or on a device of DPDK. */
    static PortSetting port(ConfigSection section) throws ConfigException {
        int number = number(section, "number");
        return switch (section.choice("kind", Kind.class)) {
            case AF_PACKET -> kernel(number, PortKind.AF_PACKET, section);
            case AF_XDP -> kernel(number, PortKind.AF_XDP, section);
            case TAP -> kernel(number, PortKind.TAP, section);
            case DPDK ->
                new PortSetting.Dpdk(
                        number,
                        device(section),
                        (int) section.number("queues", 1, PortConfig.MOST_QUEUES, 1),
                        (int) section.number("descriptors", FEWEST_DESCRIPTORS, MOST_DESCRIPTORS, DEFAULT_DESCRIPTORS),
                        (int) section.number("mtu", LEAST_MTU, MOST_MTU, EthPort.DEFAULT_MTU));
        };
    }

    private static String device(ConfigSection section) throws ConfigException {
        String device = section.text("device", "a device of DPDK with its arguments, or a PCI address");
        Optional<String> expected = DeviceName.expected(device);
        if (expected.isPresent()) {
            throw section.wrong("device", expected.get());
        }
        return device;
    }

    private static PortSetting kernel(int number, PortKind kind, ConfigSection section) throws ConfigException {
        String expected = "the name of a network interface, 1 to 15 bytes";
        String name = section.text("interface", expected);
        int queues = (int) section.number("queues", 1, PortConfig.MOST_QUEUES, 1);
        try {
            return new PortSetting.Kernel(new PortConfig(number, kind, name, queues, PortClock.MONOTONIC));
        } catch (IllegalArgumentException e) {
            throw section.wrong("interface", expected);
        }
    }

    /** A tunnel's port. */
    static TunnelPortConfig tunnel(ConfigSection section) throws ConfigException {
        int number = number(section, "number");
        TunnelProtocol protocol = section.choice("kind", TunnelProtocol.class);
        int port = protocol.overUdp() ? (int) section.number("udp-port", 1, 65_535, protocol.usualPort()) : 0;
        return new TunnelPortConfig(number, protocol, port);
    }

    /** The number of a datapath port. */
    static int number(ConfigSection section, String key) throws ConfigException {
        return (int) section.number(key, 1, MOST);
    }

    private PortSections() {}
}
