package io.tandem.datapath.execute;

import static io.tandem.datapath.header.MurmurHash.add;
import static io.tandem.datapath.header.MurmurHash.finish;

import io.tandem.datapath.header.FiveTupleHash;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;

/**
 * The hashes of a packet's flow by which it is spread: over the members of a bond, or as dp_hash. Belongs to one packet
 * thread.
 *
 * <p>Source: Open vSwitch, OVS_ACTION_ATTR_HASH in lib/odp-execute.c and flow_hash_symmetric_l3l4 in lib/flow.c, on
 * hosts with the low byte first. As there, the l4 hash mixes the basis into the hash that the packet had when it was
 * first needed; as in the kernel no dp_hash is zero, which says that there is none.
 */
final class FlowHash {
    private static final int TWO_WORDS_END = 8;

    private static final int ADDRESSES = FlowField.IPV4_SRC.word();
    private static final int IPV6_SRC = FlowField.IPV6_SRC.word();
    private static final int IPV6_DST = FlowField.IPV6_DST.word();
    private static final int PORTS = FlowField.TCP_SRC.word();
    private static final int TAGS = FlowField.VLAN_VID.word();

    private final long[] words = new long[FlowField.WORDS];
    private long map;

    /** The hash of addresses, protocol and ports; kept with the packet. */
    int of(Packet packet) {
        if (!packet.hashed()) {
            packet.flowHash(FiveTupleHash.of(packet));
        }
        return packet.flowHash();
    }

    /** The dp_hash of the l4 algorithm. */
    int l4(Packet packet, int basis) {
        return notZero(finish(add(add(of(packet), 0), basis), TWO_WORDS_END));
    }

    /** The dp_hash of the sym_l4 algorithm, the same in both directions. */
    int symmetric(Packet packet, int basis) {
        map = KeyExtractor.extract(packet, words, 0, map);
        return notZero(symmetric(packet.metadata().isEthernet(), basis));
    }

    private static int notZero(int hash) {
        return hash == 0 ? 1 : hash;
    }

    private int symmetric(boolean ethernet, int basis) {
        int type = (int) get(FlowField.ETH_TYPE);
        int hash = basis;
        if (type == EtherType.IPV4) {
            hash = add(hash, swapped(words[ADDRESSES] >>> 32 ^ words[ADDRESSES]));
        } else if (type == EtherType.IPV6) {
            hash = add64(hash, words[IPV6_SRC] ^ words[IPV6_DST]);
            hash = add64(hash, words[IPV6_SRC + 1] ^ words[IPV6_DST + 1]);
        } else {
            return ethernet ? linkLayer(type, basis) : 0;
        }
        int protocol = (int) get(FlowField.IPV4_PROTO);
        hash = add(hash, protocol);
        boolean whole = (get(FlowField.IPV4_FRAG) & (Fragment.ANY_BIT | Fragment.LATER_BIT)) == 0;
        if (whole && (protocol == IpProto.TCP || protocol == IpProto.SCTP)) {
            long ports = words[PORTS] >>> 32;
            hash = add(hash, swapped((ports >>> 16 ^ ports) << 16));
        }
        return finish(hash, basis);
    }

    /** Source: Open vSwitch, flow_hash_symmetric_l2. */
    private int linkLayer(int type, int basis) {
        long addresses = get(FlowField.ETH_SRC) ^ get(FlowField.ETH_DST);
        long tags = words[TAGS] >>> 32 ^ words[TAGS];
        int hash = add(basis, swapped((long) type << 16 | tags & 0xfff));
        hash = add(hash, swapped(addresses >>> 16));
        return finish(add(hash, swapped(addresses << 16)), basis);
    }

    private long get(FlowField field) {
        return words[field.word()] >>> field.shift() & field.ones();
    }

    /** Four bytes as a host with the low byte first reads them. */
    private static int swapped(long network) {
        return Integer.reverseBytes((int) network);
    }

    private static int add64(int hash, long network) {
        return add(add(hash, swapped(network >>> 32)), swapped(network));
    }
}
