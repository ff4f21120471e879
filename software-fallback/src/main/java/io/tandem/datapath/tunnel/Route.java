package io.tandem.datapath.tunnel;

import java.util.Optional;

/**
 * Where packets to a network leave.
 *
 * @param network its address; bits behind the prefix are zero
 * @param prefix bits of the prefix, up to 32 for IPv4 and 128 for IPv6
 * @param source the address that packets come from where their tunnel key names none
 * @param gateway the next hop, empty where it is the destination itself
 * @param out the port they leave by
 * @param priority the highest wins among routes to one network
 */
public record Route(
        IpAddress network, int prefix, IpAddress source, Optional<IpAddress> gateway, UnderlayPort out, int priority) {
    private static final int MAPPED_BITS = 96;

    public Route {
        boolean ipv4 = network.isIpv4();
        int most = ipv4 ? 32 : 128;
        if (prefix < 0 || prefix > most) {
            throw new IllegalArgumentException(
                    "route to " + network + "/" + prefix + ": a prefix has up to " + most + " bits");
        }
        int bits = ipv4 ? prefix + MAPPED_BITS : prefix;
        if ((network.high() & ~highMask(bits)) != 0 || (network.low() & ~lowMask(bits)) != 0) {
            throw new IllegalArgumentException(
                    "route to " + network + "/" + prefix + ": bits behind the prefix are set");
        }
        boolean otherGateway = gateway.isPresent() && gateway.get().isIpv4() != ipv4;
        if (source.isIpv4() != ipv4 || otherGateway) {
            throw new IllegalArgumentException("route to " + network + "/" + prefix + ": source " + source
                    + " and gateway must be of the same version of IP");
        }
    }

    /** Bits of the prefix in an address of 128 bits. */
    int bits() {
        return network.isIpv4() ? prefix + MAPPED_BITS : prefix;
    }

    static long highMask(int bits) {
        return bits == 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << Long.SIZE - bits;
    }

    static long lowMask(int bits) {
        return bits <= Long.SIZE ? 0 : -1L << 2 * Long.SIZE - bits;
    }
}
