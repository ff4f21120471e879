package io.tandem.datapath.conntrack;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Settings of connection tracking.
 *
 * @param mostConnections connections of all zones at a time (Open vSwitch: dpctl/ct-set-maxconns)
 * @param zoneLimits connections of one zone at a time, by zone (dpctl/ct-set-limits)
 * @param defaultZoneLimit that of each other zone, where there is one
 * @param policies timeout policies by name; a name that is not here stands for {@link TimeoutPolicy#DEFAULT}, as in Open
 *     vSwitch's userspace
 * @param tcpSequenceCheck whether a TCP packet beyond the window is invalid (dpctl/ct-enable-tcp-seq-chk)
 * @param fragments which fragments are collected
 * @param sweepBins bins of the table that one sweep looks at, which bounds its work
 */
public record ConntrackConfig(
        int mostConnections,
        Map<Integer, Integer> zoneLimits,
        OptionalInt defaultZoneLimit,
        Map<String, TimeoutPolicy> policies,
        boolean tcpSequenceCheck,
        FragmentLimits fragments,
        int sweepBins) {
    /** Open vSwitch's own limits. Source: lib/conntrack.c, DEFAULT_N_CONN_LIMIT. */
    public static final ConntrackConfig DEFAULT = new ConntrackConfig(
            3_000_000, Map.of(), OptionalInt.empty(), Map.of(), true, FragmentLimits.DEFAULT, 1 << 16);

    /** Zones are of 16 bits. */
    static final int ZONES = 1 << 16;

    public ConntrackConfig {
        zoneLimits = Map.copyOf(zoneLimits);
        policies = Map.copyOf(policies);
        if (mostConnections < 0 || sweepBins < 1) {
            throw new IllegalArgumentException("mostConnections=" + mostConnections + " is to be 0 or more, sweepBins="
                    + sweepBins + " 1 or more");
        }
        zoneLimits.forEach((zone, limit) -> {
            if (zone < 0 || zone >= ZONES || limit < 0) {
                throw new IllegalArgumentException(
                        "limit " + limit + " of zone " + zone + ": zones are 0 to 65535, limits 0 or more");
            }
        });
    }

    /** The same with another limit of all connections. */
    public ConntrackConfig withMostConnections(int most) {
        return new ConntrackConfig(
                most, zoneLimits, defaultZoneLimit, policies, tcpSequenceCheck, fragments, sweepBins);
    }

    /** The same with other limits of zones. */
    public ConntrackConfig withZoneLimits(Map<Integer, Integer> limits, OptionalInt others) {
        return new ConntrackConfig(mostConnections, limits, others, policies, tcpSequenceCheck, fragments, sweepBins);
    }

    /** The same with other timeout policies. */
    public ConntrackConfig withPolicies(Map<String, TimeoutPolicy> named) {
        return new ConntrackConfig(
                mostConnections, zoneLimits, defaultZoneLimit, named, tcpSequenceCheck, fragments, sweepBins);
    }

    /** The same with the check of TCP's sequence numbers as said. */
    public ConntrackConfig withTcpSequenceCheck(boolean check) {
        return new ConntrackConfig(
                mostConnections, zoneLimits, defaultZoneLimit, policies, check, fragments, sweepBins);
    }

    /** The same with other limits of fragments. */
    public ConntrackConfig withFragments(FragmentLimits limits) {
        return new ConntrackConfig(
                mostConnections, zoneLimits, defaultZoneLimit, policies, tcpSequenceCheck, limits, sweepBins);
    }

    /** The most connections of a zone; {@link Integer#MAX_VALUE} where it has no limit. */
    int zoneLimit(int zone) {
        Integer own = zoneLimits.get(zone);
        return own != null ? own : defaultZoneLimit.orElse(Integer.MAX_VALUE);
    }

    /** True for the name of a policy, and for none. */
    public boolean knowsPolicy(String name) {
        return name.isEmpty() || policies.containsKey(name);
    }

    TimeoutPolicy policy(String name) {
        TimeoutPolicy named = name.isEmpty() ? null : policies.get(name);
        return named == null ? TimeoutPolicy.DEFAULT : named;
    }
}
