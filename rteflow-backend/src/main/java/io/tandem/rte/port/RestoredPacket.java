package io.tandem.rte.port;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How far a device got with a packet before it came up. Source: rte_flow.h struct rte_flow_restore_info.
 *
 * @param group where it found no rule, unsigned; empty where it got no further than the first
 * @param tunnelId of the tunnel that it came in; empty where it came in none that rules know of
 * @param encapsulated true where the tunnel's headers are still in front
 */
public record RestoredPacket(OptionalInt group, OptionalLong tunnelId, boolean encapsulated) {}
