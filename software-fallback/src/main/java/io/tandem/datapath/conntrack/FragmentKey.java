package io.tandem.datapath.conntrack;

/**
 * What the fragments of one datagram have in common. Source: RFC 791 section 3.2, RFC 8200 section 4.5; Open vSwitch
 * lib/ipf.c, struct ipf_list_key: zone and recirculation id keep the passes of one datagram apart.
 *
 * @param protocol of IPv4; 0 for IPv6, whose first fragment alone says it
 */
record FragmentKey(
        boolean ipv6,
        long srcHigh,
        long srcLow,
        long dstHigh,
        long dstLow,
        long id,
        int protocol,
        int zone,
        int recircId) {}
