package io.tandem.rte.host;

import io.tandem.flow.UdpPort;

/**
 * A datapath port as DPDK has it.
 *
 * @param number datapath port number
 * @param name its name
 * @param ethdev number of the DPDK port; of a tunnel, the port that its rules are made at: where its packets come in, or
 *     the one that has the switch's rules
 * @param kind what its packets are
 * @param udpPort where a tunnel over UDP listens; 0 for others
 */
public record RtePort(int number, String name, int ethdev, Kind kind, int udpPort) {
    /** What a port's packets are. A tunnel's packets are matched while their outer headers are there. */
    public enum Kind {
        ETHERNET(0),
        VXLAN(UdpPort.VXLAN),
        GENEVE(UdpPort.GENEVE),
        GRE(0),
        /** GTP version 1, for user planes. Source: 3GPP TS 29.281. */
        GTPU(UdpPort.GTPU);

        private final int usualUdpPort;

        Kind(int usualUdpPort) {
            this.usualUdpPort = usualUdpPort;
        }

        /** Where such tunnels listen that are told nothing else; 0 where they are not over UDP. */
        public int usualUdpPort() {
            return usualUdpPort;
        }

        /** True where packets come in a tunnel. */
        public boolean isTunnel() {
            return this != ETHERNET;
        }

        /** True where packets begin with an Ethernet header, inside a tunnel too; others are IPv4 or IPv6. */
        public boolean carriesEthernet() {
            return this != GTPU;
        }
    }

    /** A port of that kind, a tunnel where such tunnels usually listen. */
    public RtePort(int number, String name, int ethdev, Kind kind) {
        this(number, name, ethdev, kind, kind.usualUdpPort());
    }

    /** A plain port. */
    public static RtePort of(int number, String name, int ethdev) {
        return new RtePort(number, name, ethdev, Kind.ETHERNET);
    }
}
