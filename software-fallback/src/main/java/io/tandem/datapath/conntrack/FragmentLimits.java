package io.tandem.datapath.conntrack;

import java.time.Duration;

/**
 * Which fragments of IP datagrams are collected.
 *
 * @param most fragments that are kept at a time; further ones are invalid, 0 for all of them
 * @param smallestIpv4 bytes of an IPv4 packet, header included, that each fragment but the last has at least
 * @param smallestIpv6 the same of IPv6
 * @param patience how long a datagram's fragments are waited for, from the first one on
 */
public record FragmentLimits(int most, int smallestIpv4, int smallestIpv6, Duration patience) {
    /** Open vSwitch's own. Source: lib/ipf.c, IPF_MAX_FRAGS_DEFAULT and others. */
    public static final FragmentLimits DEFAULT = new FragmentLimits(1000, 1200, 1280, Duration.ofSeconds(15));

    public FragmentLimits {
        if (most < 0 || smallestIpv4 < 0 || smallestIpv6 < 0 || patience.isNegative()) {
            throw new IllegalArgumentException("no limit of fragments is negative: most=" + most + " ipv4="
                    + smallestIpv4 + " ipv6=" + smallestIpv6 + " patience=" + patience);
        }
    }
}
