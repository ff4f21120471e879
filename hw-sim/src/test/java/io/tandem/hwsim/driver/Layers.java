package io.tandem.hwsim.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the NIC's parser says of the headers of a frame: layers_t of nic_types_pkg.sv, field by field.
 *
 * @param tags VLAN tags
 * @param labels MPLS labels
 * @param has names of the flags that are set
 * @param l3 byte of the network header, behind the labels; likewise the others
 */
record Layers(int tags, int labels, List<String> has, int l3, int mpls, int l4, int tunnel, int inner) {
    static final Layers NONE = new Layers(0, 0, List.of(), 0, 0, 0, 0, 0);

    /** Flags from bit 52 down, and those of tunnels from bit 18 down. */
    private static final List<String> HEADERS =
            List.of("arp", "ipv4", "ipv6", "tcp", "udp", "sctp", "icmp", "icmpv6", "fragment", "later_fragment");

    private static final List<String> TUNNELS = List.of("vxlan", "geneve", "gre");

    static Layers of(long bits) {
        List<String> has = new ArrayList<>();
        for (int i = 0; i < HEADERS.size(); i++) {
            if ((bits >>> 52 - i & 1) != 0) {
                has.add(HEADERS.get(i));
            }
        }
        for (int i = 0; i < TUNNELS.size(); i++) {
            if ((bits >>> 18 - i & 1) != 0) {
                has.add(TUNNELS.get(i));
            }
        }
        return new Layers(
                (int) (bits >>> 55) & 3,
                (int) (bits >>> 53) & 3,
                List.copyOf(has),
                (int) (bits >>> 35) & 0xff,
                (int) (bits >>> 27) & 0xff,
                (int) (bits >>> 19) & 0xff,
                (int) (bits >>> 8) & 0xff,
                (int) bits & 0xff);
    }

    Layers with(String name) {
        return new Layers(
                tags, labels, Stream.concat(has.stream(), Stream.of(name)).toList(), l3, mpls, l4, tunnel, inner);
    }

    Layers tags(int count) {
        return new Layers(count, labels, has, l3, mpls, l4, tunnel, inner);
    }

    Layers labels(int count) {
        return new Layers(tags, count, has, l3, mpls, l4, tunnel, inner);
    }

    Layers l3(int at) {
        return new Layers(tags, labels, has, at, mpls, l4, tunnel, inner);
    }

    Layers mpls(int at) {
        return new Layers(tags, labels, has, l3, at, l4, tunnel, inner);
    }

    Layers l4(int at) {
        return new Layers(tags, labels, has, l3, mpls, at, tunnel, inner);
    }

    Layers tunnel(int at) {
        return new Layers(tags, labels, has, l3, mpls, l4, at, inner);
    }

    Layers inner(int at) {
        return new Layers(tags, labels, has, l3, mpls, l4, tunnel, at);
    }
}
