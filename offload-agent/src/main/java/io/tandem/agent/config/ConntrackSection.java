package io.tandem.agent.config;

import io.tandem.action.OdpAction;
import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.TimeoutPolicy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Connection tracking in a configuration. */
final class ConntrackSection {
    private static final int LAST_ZONE = 65_535;
    private static final int MOST_SECONDS = Integer.MAX_VALUE;

    private record ZoneLimit(int zone, int limit) {
        static ZoneLimit read(ConfigSection section) throws ConfigException {
            return new ZoneLimit(
                    (int) section.number("zone", 0, LAST_ZONE), (int) section.number("limit", 0, Integer.MAX_VALUE));
        }
    }

    private record NamedPolicy(String name, TimeoutPolicy policy) {
        static NamedPolicy read(ConfigSection section) throws ConfigException {
            String expected = "a name of 1 to " + OdpAction.Ct.MOST_TIMEOUT + " characters, without blanks";
            String name = section.text("name", expected);
            if (name.length() > OdpAction.Ct.MOST_TIMEOUT || !OdpAction.Ct.canBeName(name)) {
                throw section.wrong("name", expected);
            }
            Map<ConnectionPhase, Integer> seconds = new EnumMap<>(ConnectionPhase.class);
            for (ConnectionPhase phase : ConnectionPhase.values()) {
                seconds.put(phase, (int) section.number(key(phase), 1, MOST_SECONDS, phase.defaultSeconds()));
            }
            return new NamedPolicy(name, new TimeoutPolicy(seconds));
        }
    }

    /** The key of a phase's seconds: the attribute's name with the signs that keys have. */
    static String key(ConnectionPhase phase) {
        return phase.attribute().replace('_', '-');
    }

    static ConntrackConfig read(ConfigSection section) throws ConfigException {
        ConntrackConfig usual = ConntrackConfig.DEFAULT;
        int most = (int) section.number("connections", 0, Integer.MAX_VALUE, usual.mostConnections());
        OptionalInt others = section.has("zone-limit")
                ? OptionalInt.of((int) section.number("zone-limit", 0, Integer.MAX_VALUE))
                : OptionalInt.empty();
        Map<Integer, Integer> limits = new HashMap<>();
        for (ZoneLimit zone : section.list("zones", ZoneLimit::read)) {
            if (limits.put(zone.zone(), zone.limit()) != null) {
                throw section.wrong("zones", "zone " + zone.zone() + " once");
            }
        }
        Map<String, TimeoutPolicy> policies = new HashMap<>();
        for (NamedPolicy named : section.list("timeouts", NamedPolicy::read)) {
            if (policies.put(named.name(), named.policy()) != null) {
                throw section.wrong("timeouts", "policy " + named.name() + " once");
            }
        }
        ConntrackConfig config = usual.withMostConnections(most)
                .withZoneLimits(limits, others)
                .withPolicies(policies)
                .withTcpSequenceCheck(section.flag("tcp-sequence-check", usual.tcpSequenceCheck()));
        section.end();
        return config;
    }

    private ConntrackSection() {}
}
