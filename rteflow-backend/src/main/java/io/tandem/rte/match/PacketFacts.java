package io.tandem.rte.match;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.rte.host.RtePort;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;

/**
 * What a rule's match proves of its packets.
 *
 * @param port where they come in
 * @param recirculated true where they come by way of a group
 * @param tracked true where they are of connections that the device knows
 * @param etherType EtherType of the network header; {@link #UNKNOWN}
 * @param tags VLAN tags, where two may be more; {@link #UNKNOWN}
 * @param protocol IP protocol; {@link #UNKNOWN}
 * @param fragments which fragments there can be
 * @param key the megaflow's values
 * @param mask the megaflow's mask
 */
public record PacketFacts(
        RtePort port,
        boolean recirculated,
        boolean tracked,
        int etherType,
        int tags,
        int protocol,
        Fragments fragments,
        FlowKey key,
        FlowMask mask) {
    /** Any value may be there. */
    public static final int UNKNOWN = MatchAccount.UNKNOWN;
}
