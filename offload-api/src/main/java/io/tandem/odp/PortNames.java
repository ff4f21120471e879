package io.tandem.odp;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** The ports that text may speak of, by number or by name. */
public interface PortNames {
    /** The number of the port of that name. */
    OptionalInt number(String name);

    /** True where there is a port of that number. */
    boolean exists(int port);

    /** The name of the port of that number, where it has one. */
    default Optional<String> name(int port) {
        return Optional.empty();
    }

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

    /** These ports, known by number only. */
    static PortNames of(Collection<Integer> numbers) {
        Set<Integer> known = new TreeSet<>(numbers);
        return new PortNames() {
            @Override
            public OptionalInt number(String name) {
                return OptionalInt.empty();
            }

            @Override
            public boolean exists(int port) {
                return known.contains(port);
            }

            @Override
            public String describe() {
                return "one of the ports " + known;
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

    /** Any number is a port, and these have names. */
    static PortNames of(Map<String, Integer> numbers) {
        Map<String, Integer> known = Map.copyOf(numbers);
        return new PortNames() {
            @Override
            public OptionalInt number(String name) {
                Integer number = known.get(name);
                return number == null ? OptionalInt.empty() : OptionalInt.of(number);
            }

            @Override
            public boolean exists(int port) {
                return true;
            }

            @Override
            public Optional<String> name(int port) {
                return known.entrySet().stream()
                        .filter(e -> e.getValue() == port)
                        .map(Map.Entry::getKey)
                        .findFirst();
            }

            @Override
            public String describe() {
                return "a port number, or one of " + String.join(", ", known.keySet());
            }
        };
    }
}
