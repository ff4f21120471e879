package io.tandem.datapath.port;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What to open.
 *
 * @param number the datapath port number
 * @param interfaceName of 1 to 15 bytes, as {@code ip link} shows it
 * @param queues receive and transmit queues that are wanted, 1 to 64: one for each packet thread. AF_XDP takes as many as
 *     the interface has, since frames of a queue without a socket would go past the datapath
 * @param clock what packet times count from
 * @param receiver of a packet socket the interface that packets are received on, where somebody brings there those that
 *     came in by the port's own and are the datapath's; empty for the port's own. Packets leave by the port's own
 */
public record PortConfig(
        int number, PortKind kind, String interfaceName, int queues, PortClock clock, Optional<String> receiver) {
    /** The most queues of a port. */
    public static final int MOST_QUEUES = 64;

    private static final int LONGEST_NAME = 15;

    public PortConfig {
        int bytes = interfaceName.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST_NAME || interfaceName.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("port " + number + ": the name of an interface has 1 to " + LONGEST_NAME
                    + " bytes, \"" + interfaceName + "\" has " + bytes);
        }
        if (receiver.isPresent() && kind != PortKind.AF_PACKET) {
            throw new IllegalArgumentException(
                    "port " + number + ": only a packet socket can receive on another interface");
        }
        if (queues < 1 || queues > MOST_QUEUES) {
            throw new IllegalArgumentException(
                    "port " + number + ": " + queues + " queues, expected 1 to " + MOST_QUEUES);
        }
    }

    /** A port that receives on its own interface. */
    public PortConfig(int number, PortKind kind, String interfaceName, int queues, PortClock clock) {
        this(number, kind, interfaceName, queues, clock, Optional.empty());
    }

    /** The same port, which receives on that interface. */
    public PortConfig receivingOn(String other) {
        return new PortConfig(number, kind, interfaceName, queues, clock, Optional.of(other));
    }

    /** One queue, on the clock that flows expire by. */
    public PortConfig(int number, PortKind kind, String interfaceName) {
        this(number, kind, interfaceName, 1, PortClock.MONOTONIC);
    }
}
