package io.tandem.datapath.conntrack;

/**
 * What became of fragments, in packets. Source: Open vSwitch dpctl/ipf-get-status.
 *
 * @param held kept right now
 * @param accepted ever kept
 * @param released gone on, their datagram being whole
 * @param expired dropped, as their datagram was not whole in time
 * @param tooSmall refused as smaller than allowed
 * @param overlapping refused as they overlap others of their datagram
 * @param refused refused as too many are kept, or cannot be put together
 */
public record FragmentCounters(
        int held, long accepted, long released, long expired, long tooSmall, long overlapping, long refused) {}
