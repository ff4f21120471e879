package io.tandem.odp;

import java.util.OptionalInt;

/** The ports that text may speak of, by number or by name. */
public interface PortNames {
    /** The number of the port of that name. */
    OptionalInt number(String name);

    /** True where there is a port of that number. */
    boolean exists(int port);

    /** What ports there are, for messages. */
    String describe();

    /** Ports known by number only, from {@code first} to {@code last}. */
    static PortNames range(int first, int last) {
        return new PortNames() {
            @Override
            public OptionalInt number(String name) {
                return OptionalInt.empty();
            }

            @Override
            public boolean exists(int port) {
                return port >= first && port <= last;
            }

            @Override
            public String describe() {
                return "a port from " + first + " to " + last;
            }
        };
    }

    /** Any number is a port, and no name is. */
    static PortNames any() {
        return new PortNames() {
            @Override
            public OptionalInt number(String name) {
                return OptionalInt.empty();
            }

            @Override
            public boolean exists(int port) {
                return true;
            }

            @Override
            public String describe() {
                return "a port number";
            }
        };
    }
}
