package io.tandem.rte.match;

import io.tandem.rte.host.RtePort;

/**
 * The headers in front of a tunnel's packets.
 *
 * @param kind the tunnel
 * @param bytes from Ethernet to the tunnel's header; -1 where it is not the same for all packets
 */
public record OuterHeaders(RtePort.Kind kind, int bytes) {}
