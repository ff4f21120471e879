package io.tandem.agent.explain;

import io.tandem.odp.PortNames;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.text.DeviceNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The network devices of datapath ports, as a person names them. A port that is not named is a plain device called
 * {@code portN}; where nothing else is known of them, a device's index is the port's number.
 */
public final class DevicePorts {
    private static final String GTPU = "gtpu";

    private final Map<Integer, TcPort> named;
    private final Map<Integer, String> gtpu;

    private DevicePorts(Map<Integer, TcPort> named, Map<Integer, String> gtpu) {
        this.named = named;
        this.gtpu = gtpu;
    }

    /**
     * Reads ports.
     *
     * @param words each {@code NAME=NUMBER} or {@code NAME=NUMBER:KIND}, KIND one of those of {@link TcPort.Kind} in
     *     lower case, or {@code gtpu} for a tunnel that is no network device
     * @throws IllegalArgumentException with what is wrong in which word
     */
    public static DevicePorts read(Iterable<String> words) {
        Map<Integer, TcPort> named = new LinkedHashMap<>();
        Map<Integer, String> gtpu = new LinkedHashMap<>();
        for (String word : words) {
            boolean tunnel = word.endsWith(":" + GTPU);
            TcPort port = port(tunnel ? word.substring(0, word.length() - GTPU.length() - 1) : word);
            if (gtpu.containsKey(port.number()) || named.containsKey(port.number())) {
                throw new IllegalArgumentException("port " + port.number() + " is named twice, last by `" + word + "`");
            }
            if (tunnel) {
                gtpu.put(port.number(), port.name());
            } else {
                named.put(port.number(), port);
            }
        }
        return new DevicePorts(named, gtpu);
    }

    /** The same ports where one device has another index. */
    public DevicePorts withIndex(int number, int ifindex) {
        Map<Integer, TcPort> changed = new LinkedHashMap<>(named);
        TcPort port = port(number);
        changed.put(number, new TcPort(number, ifindex, port.name(), port.kind(), port.fresh()));
        return new DevicePorts(changed, gtpu);
    }

    /** The names of ports in the text of flows. */
    public PortNames names() {
        Map<String, Integer> names = new HashMap<>();
        named.forEach((number, port) -> names.put(port.name(), number));
        gtpu.forEach((number, name) -> names.put(name, number));
        return PortNames.of(names);
    }

    /** The devices that tc has: one for each port, but for GTP-U tunnels. */
    public TcPorts devices() {
        return number -> number >= 0 && !gtpu.containsKey(number) ? Optional.of(port(number)) : Optional.empty();
    }

    /** The name of a GTP-U tunnel's port, as a datapath in userspace has it; empty for other ports. */
    public Optional<String> gtpu(int number) {
        return Optional.ofNullable(gtpu.get(number));
    }

    /** The names of the devices that filters speak of. */
    public DeviceNames deviceNames() {
        return new DeviceNames() {
            @Override
            public Optional<String> name(int ifindex) {
                return Optional.of(named.values().stream()
                        .filter(port -> port.ifindex() == ifindex)
                        .findFirst()
                        .map(TcPort::name)
                        .orElseGet(() -> port(ifindex).name()));
            }

            @Override
            public OptionalInt index(String name) {
                return named.values().stream()
                        .filter(port -> port.name().equals(name))
                        .mapToInt(TcPort::ifindex)
                        .findFirst();
            }
        };
    }

    private TcPort port(int number) {
        return named.getOrDefault(number, TcPort.wire(number, number, "port" + number));
    }

    private static TcPort port(String word) {
        int equals = word.indexOf('=');
        int colon = word.indexOf(':', Math.max(0, equals));
        String expected = "`" + word + "`: expected NAME=NUMBER or NAME=NUMBER:KIND";
        if (equals <= 0) {
            throw new IllegalArgumentException(expected);
        }
        try {
            int number = Integer.parseInt(word, equals + 1, colon < 0 ? word.length() : colon, 10);
            if (number < 0) {
                throw new IllegalArgumentException(expected + ", NUMBER not below 0");
            }
            String name = word.substring(0, equals);
            return colon < 0
                    ? TcPort.wire(number, number, name)
                    : TcPort.of(number, number, name, kind(word, word.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }

    private static TcPort.Kind kind(String word, String text) {
        for (TcPort.Kind kind : TcPort.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("`" + word + "`: no kind `" + text
                + "`; there are ethernet, internal, vxlan," + " geneve, gre, erspan, gtpu");
    }
}
