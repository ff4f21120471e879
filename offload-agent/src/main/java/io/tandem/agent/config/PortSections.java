package io.tandem.agent.config;

import io.tandem.datapath.port.PortClock;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;

/** Ports and tunnels in a configuration. */
final class PortSections {
    /** Highest port number. */
    static final int MOST = 65_535;

    /** A port on a network interface. */
    static PortConfig port(ConfigSection section) throws ConfigException {
        int number = number(section, "number");
        PortKind kind = section.choice("kind", PortKind.class);
        String expected = "the name of a network interface, 1 to 15 bytes";
        String name = section.text("interface", expected);
        int queues = (int) section.number("queues", 1, PortConfig.MOST_QUEUES, 1);
        try {
            return new PortConfig(number, kind, name, queues, PortClock.MONOTONIC);
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
