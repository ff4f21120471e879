package io.tandem.agent.traffic;

/**
 * A station behind a port, with the addresses that it keeps.
 *
 * @param port the datapath port
 * @param number from 1, unique among all ports
 */
record SampleHost(int port, int number) {
    private static final long LOCAL_UNICAST = 0x0200_0000_0000L;
    private static final int IPV4_NET = 0x0a00_0000;
    private static final long IPV6_NET = 0x2001_0db8_0000_0000L;

    long mac() {
        return LOCAL_UNICAST | (long) port << 16 | number;
    }

    int ipv4() {
        return IPV4_NET | port << 8 | number;
    }

    /** First eight bytes of the IPv6 address. */
    long ipv6High() {
        return IPV6_NET | port;
    }

    /** Last eight bytes of the IPv6 address. */
    long ipv6Low() {
        return number;
    }
}
