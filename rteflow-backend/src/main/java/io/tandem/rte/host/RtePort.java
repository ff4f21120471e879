package io.tandem.rte.host;

/**
 * A datapath port as DPDK has it.
 *
 * @param number datapath port number
 * @param name its name
 * @param ethdev number of the DPDK port; of a tunnel, the port that its rules are made at: where its packets come in, or
 *     the one that has the switch's rules
 * @param kind what its packets are
 */
public record RtePort(int number, String name, int ethdev, Kind kind) {
    /** What a port's packets are. A tunnel's packets are matched while their outer headers are there. */
    public enum Kind {
        ETHERNET,
        VXLAN,
        GENEVE,
        GRE,
        /** GTP version 1, for user planes. Source: 3GPP TS 29.281. */
        GTPU;

        /** True where packets come in a tunnel. */
        public boolean isTunnel() {
            return this != ETHERNET;
        }

        /** True where packets begin with an Ethernet header, inside a tunnel too; others are IPv4 or IPv6. */
        public boolean carriesEthernet() {
            return this != GTPU;
        }
    }

    /** A plain port. */
    public static RtePort of(int number, String name, int ethdev) {
        return new RtePort(number, name, ethdev, Kind.ETHERNET);
    }
}
