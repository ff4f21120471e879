package io.tandem.odp;

import io.tandem.action.ActionType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ports of a table from elsewhere, whose numbers are not known: any number is a port, and each name gets a number of its
 * own when it is first met, above those that a datapath gives. Names of actions are no ports. For one thread.
 */
public final class SeenPortNames implements PortNames {
    /** The first number that is given to a name. Datapath ports are below 65,536: DP_MAX_PORTS in net/openvswitch. */
    private static final int FIRST = 0x4000_0000;

    /** Names of network devices are shorter than IFNAMSIZ, 16 characters: linux/if.h. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@:-]{0,14}");

    private static final Set<String> ACTIONS =
            Arrays.stream(ActionType.values()).map(ActionType::text).collect(Collectors.toUnmodifiableSet());

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    @Override
    public OptionalInt number(String name) {
        if (!NAME.matcher(name).matches() || ACTIONS.contains(name)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(numbers.computeIfAbsent(name, n -> {
            int number = FIRST + numbers.size();
            names.put(number, n);
            return number;
        }));
    }

    @Override
    public boolean exists(int port) {
        return true;
    }

    @Override
    public Optional<String> name(int port) {
        return Optional.ofNullable(names.get(port));
    }

    @Override
    public String describe() {
        return "a port's number or name";
    }
}
