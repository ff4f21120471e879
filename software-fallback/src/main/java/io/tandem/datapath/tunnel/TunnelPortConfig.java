package io.tandem.datapath.tunnel;

import java.util.List;
import java.util.Set;

/**
 * A tunnel port as it is configured.
 *
 * @param number the datapath port number, which popped packets come in by
 * @param protocol which tunnel it ends
 * @param udpPort where it listens and, unless a packet's tunnel key says otherwise, where it sends; 0 for tunnels that
 *     are not over UDP
 * @param options what else it was told
 * @param segments for segment routing, where the packets pass, the first of them first; empty for the tunnel's
 *     destination alone
 */
public record TunnelPortConfig(
        int number, TunnelProtocol protocol, int udpPort, Set<TunnelOption> options, List<IpAddress> segments) {
    /** Segments that a header can hold. Source: Open vSwitch SRV6_MAX_SEGS in lib/netdev.h. */
    public static final int MOST_SEGMENTS = 6;

    public TunnelPortConfig {
        options = Set.copyOf(options);
        segments = List.copyOf(segments);
        if (protocol.overUdp() ? udpPort < 1 || udpPort > 0xffff : udpPort != 0) {
            throw new IllegalArgumentException("tunnel port " + number + ": UDP port " + udpPort + " for " + protocol
                    + (protocol.overUdp() ? ", give one from 1 to 65535" : ", give none"));
        }
        if (segments.size() > MOST_SEGMENTS || segments.stream().anyMatch(IpAddress::isIpv4)) {
            throw new IllegalArgumentException("tunnel port " + number + ": segments " + segments + ", at most "
                    + MOST_SEGMENTS + " IPv6 addresses");
        }
    }

    /** A port without options. */
    public TunnelPortConfig(int number, TunnelProtocol protocol, int udpPort) {
        this(number, protocol, udpPort, Set.of(), List.of());
    }

    /** True where the port was told so. */
    public boolean has(TunnelOption option) {
        return options.contains(option);
    }
}
