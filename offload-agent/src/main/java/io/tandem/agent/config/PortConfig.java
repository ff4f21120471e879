package io.tandem.agent.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port.
 *
 * @param number the datapath port number, from 1
 * @param kind what it is
 * @param networkInterface its interface; there for every kind that is no tunnel
 * @param queues receive queues that are asked for
 * @param udpPort the tunnel's UDP port; for VXLAN and Geneve
 */
public record PortConfig(
        int number, PortKind kind, Optional<String> networkInterface, int queues, OptionalInt udpPort) {
    /** Highest port number. */
    public static final int MOST = 65_535;

    private static final int MOST_QUEUES = 64;
    private static final int VXLAN_PORT = 4789;
    private static final int GENEVE_PORT = 6081;

    static PortConfig read(ConfigSection section) throws ConfigException {
        int number = (int) section.number("number", 1, MOST);
        PortKind kind = section.choice("kind", PortKind.class);
        if (!kind.isTunnel()) {
            return new PortConfig(
                    number,
                    kind,
                    Optional.of(section.text("interface", "the name of a network interface")),
                    (int) section.number("queues", 1, MOST_QUEUES, 1),
                    OptionalInt.empty());
        }
        OptionalInt udp =
                switch (kind) {
                    case VXLAN -> OptionalInt.of((int) section.number("udp-port", 1, 65_535, VXLAN_PORT));
                    case GENEVE -> OptionalInt.of((int) section.number("udp-port", 1, 65_535, GENEVE_PORT));
                    default -> OptionalInt.empty();
                };
        return new PortConfig(number, kind, Optional.empty(), 0, udp);
    }
}
