package io.tandem.tc.host;

/**
 * A datapath port as a network device.
 *
 * @param number datapath port number
 * @param ifindex the device
 * @param name the device's name
 * @param kind what its packets carry beside their bytes
 * @param fresh true where packets come off a wire, so that skb_mark and skb_priority are zero when they arrive. Packets
 *     of a virtual device keep what their sender gave them
 */
public record TcPort(int number, int ifindex, String name, Kind kind, boolean fresh) {
    /** What kind of device it is. Tunnel devices are those that collect metadata, as the openvswitch datapath's are. */
    public enum Kind {
        ETHERNET,
        /** The host's own end: what is sent there, the host receives. */
        INTERNAL,
        VXLAN,
        GENEVE,
        GRE,
        ERSPAN;

        /** True where packets carry a tunnel's key. */
        public boolean isTunnel() {
            return this != ETHERNET && this != INTERNAL;
        }
    }

    /** A device whose packets come off a wire. */
    public static TcPort wire(int number, int ifindex, String name) {
        return new TcPort(number, ifindex, name, Kind.ETHERNET, true);
    }

    /** A device of that kind, whose packets may carry marks. */
    public static TcPort of(int number, int ifindex, String name, Kind kind) {
        return new TcPort(number, ifindex, name, kind, false);
    }
}
