package io.tandem.agent.config;

import io.tandem.datapath.tunnel.IpAddress;
import io.tandem.datapath.tunnel.Route;
import io.tandem.datapath.tunnel.UnderlayPort;
import java.util.Optional;

/**
 * How tunnels reach a network.
 *
 * @param network its address; bits behind the prefix are zero
 * @param prefix bits of it that count
 * @param port the datapath port that packets leave by
 * @param source the address that they come from
 * @param gateway who forwards them, where the destination is not on the link
 */
public record RouteConfig(IpAddress network, int prefix, int port, IpAddress source, Optional<IpAddress> gateway) {
    private static final String PREFIX = "an address prefix such as 192.0.2.0/24, with no bits behind it";
    /** Stands for the port's own addresses until it is open. */
    private static final int ANY_MTU = 1500;

    static RouteConfig read(ConfigSection section) throws ConfigException {
        String destination = section.text("destination", PREFIX);
        int slash = destination.indexOf('/');
        if (slash < 0 || !destination.substring(slash + 1).matches("\\d{1,3}")) {
            throw section.wrong("destination", PREFIX);
        }
        RouteConfig route = new RouteConfig(
                Addresses.parse(section, "destination", destination.substring(0, slash), PREFIX),
                Integer.parseInt(destination.substring(slash + 1)),
                PortSections.number(section, "port"),
                Addresses.read(section, "source"),
                section.has("gateway") ? Optional.of(Addresses.read(section, "gateway")) : Optional.empty());
        try {
            route.over(new UnderlayPort(route.port, 0, ANY_MTU));
        } catch (IllegalArgumentException e) {
            throw section.wrong("destination", PREFIX + ", and source and gateway of the same version of IP");
        }
        return route;
    }

    /** The route, by a port that is open. */
    public Route over(UnderlayPort out) {
        return new Route(network, prefix, source, gateway, out, 0);
    }
}
