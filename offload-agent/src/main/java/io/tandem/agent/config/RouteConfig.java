package io.tandem.agent.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where tunnels reach an address.
 *
 * @param network the destination's network
 * @param prefixLength bits of it that count
 * @param port the datapath port that packets leave by
 * @param source the address that they come from
 * @param gateway who forwards them, where the destination is not on the link
 */
public record RouteConfig(
        InetAddress network, int prefixLength, int port, InetAddress source, Optional<InetAddress> gateway) {
    private static final String PREFIX = "an address prefix such as 192.0.2.0/24";

    static RouteConfig read(ConfigSection section) throws ConfigException {
        String destination = section.text("destination", PREFIX);
        int slash = destination.indexOf('/');
        if (slash < 0 || !destination.substring(slash + 1).matches("\\d{1,3}")) {
            throw section.wrong("destination", PREFIX);
        }
        InetAddress network = Addresses.parse(section, "destination", destination.substring(0, slash), PREFIX);
        int length = Integer.parseInt(destination.substring(slash + 1));
        if (length > network.getAddress().length * Byte.SIZE) {
            throw section.wrong("destination", PREFIX);
        }
        return new RouteConfig(
                network,
                length,
                (int) section.number("port", 1, PortConfig.MOST),
                Addresses.read(section, "source"),
                section.has("gateway") ? Optional.of(Addresses.read(section, "gateway")) : Optional.empty());
    }
}
