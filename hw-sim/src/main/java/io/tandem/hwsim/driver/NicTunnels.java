package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.TunnelHeaderKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tunnels whose headers the NIC takes off, by the numbers of their ports. Immutable.
 *
 * @param ports the kind of each
 */
record NicTunnels(Map<Integer, TunnelHeaderKind> ports) {
    private static final int MOST = 0xffff;
    private static final Pattern ONE = Pattern.compile("([1-9][0-9]{0,4})=(vxlan|geneve|gre)");

    NicTunnels {
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    }

    static NicTunnels none() {
        return new NicTunnels(Map.of());
    }

    /** Reads {@code 10=vxlan,11=geneve,12=gre}; empty where the text is not of that form. */
    static Optional<NicTunnels> parse(String text) {
        Map<Integer, TunnelHeaderKind> ports = new LinkedHashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher one = ONE.matcher(part);
            if (!one.matches() || Integer.parseInt(one.group(1)) > MOST) {
                return Optional.empty();
            }
            TunnelHeaderKind kind = TunnelHeaderKind.valueOf(one.group(2).toUpperCase(Locale.ROOT));
            if (ports.put(Integer.valueOf(one.group(1)), kind) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new NicTunnels(ports));
    }

    /** The tunnel of that port. */
    Optional<TunnelHeaderKind> at(long port) {
        return port < 1 || port > MOST ? Optional.empty() : Optional.ofNullable(ports.get((int) port));
    }

    /** Numbers of the tunnels' ports. */
    Set<Integer> numbers() {
        return ports.keySet();
    }
}
