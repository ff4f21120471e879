package io.tandem.datapath.header;

import static io.tandem.datapath.header.MurmurHash.add;

import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.Ipv6Extensions;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;

/**
 * The hash of addresses, protocol and ports by which flows are spread. Reads headers by the rules that keys are read by,
 * so that it depends on nothing but a packet's key. Stateless; allocates nothing.
 *
 * <p>Source: Open vSwitch, miniflow_hash_5tuple in lib/flow.c and the hash of lib/hash.h where the processor's CRC
 * instruction is not used, on little-endian machines.
 */
public final class FiveTupleHash {
    private static final int LAST = 42;
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int ARP_HEADER = 28;

    /** The hash of a packet as it is now. */
    public static int of(Packet packet) {
        if (!packet.metadata().isEthernet()) {
            return network(packet, 0, packet.metadata().networkType());
        }
        if (packet.length() < ADDRESSES + 2) {
            return finish(0);
        }
        int at = ADDRESSES;
        for (int tags = 0; tags < MOST_TAGS && isTag(packet, at); tags++) {
            at += TAG;
        }
        int type = packet.u16(at);
        at += 2;
        if (type < EtherType.MINIMUM && HeaderChecks.isSnap(packet, at, packet.length() - at)) {
            type = packet.u16(at + 6);
            at += HeaderChecks.LLC_SNAP;
        }
        return network(packet, at, type);
    }

    private static boolean isTag(Packet packet, int at) {
        return at + TAG + 2 <= packet.length() && EtherType.isVlan(packet.u16(at));
    }

    private static int network(Packet packet, int at, int type) {
        return switch (type) {
            case EtherType.IPV4 -> ipv4(packet, at);
            case EtherType.IPV6 -> ipv6(packet, at);
            case EtherType.ARP -> arp(packet, at);
            default -> finish(0);
        };
    }

    private static int ipv4(Packet packet, int at) {
        int header = HeaderChecks.ipv4Header(packet, at, packet.length() - at);
        if (header < 0) {
            return nothing();
        }
        int hash = addWord(addWord(0, packet, at + 12), packet, at + 16);
        boolean later = (packet.u16(at + 6) & 0x1fff) != 0;
        int size = later ? 0 : packet.u16(at + 2) - header;
        return transport(hash, packet, at + header, size, packet.u8(at + 9));
    }

    private static int ipv6(Packet packet, int at) {
        int payload = HeaderChecks.ipv6Payload(packet, at, packet.length() - at);
        int hash = 0;
        for (int i = 8; i < HeaderChecks.IPV6_HEADER; i += Integer.BYTES) {
            hash = payload < 0 ? add(hash, 0) : addWord(hash, packet, at + i);
        }
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain =
                payload < 0 ? Ipv6Extensions.CUT_SHORT : Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        if (chain == Ipv6Extensions.CUT_SHORT) {
            return finish(add(hash, 0));
        }
        int here = Ipv6Extensions.position(chain);
        boolean later = (Ipv6Extensions.fragment(chain) & Fragment.LATER_BIT) != 0;
        return transport(hash, packet, here, later ? 0 : first + payload - here, Ipv6Extensions.protocol(chain));
    }

    /** The operation stands where a protocol would. */
    private static int arp(Packet packet, int at) {
        boolean ethernetAndIpv4 =
                packet.length() - at >= ARP_HEADER && packet.u32(at) == 0x00010800L && packet.u16(at + 4) == 0x0604;
        if (!ethernetAndIpv4) {
            return nothing();
        }
        int hash = addWord(addWord(0, packet, at + 14), packet, at + 24);
        int operation = packet.u16(at + 6);
        return transport(hash, packet, at, 0, operation > 0xff ? 0 : operation);
    }

    /** The hash of a type whose header is not right. */
    private static int nothing() {
        return finish(add(add(add(0, 0), 0), 0));
    }

    private static int transport(int addresses, Packet packet, int at, int size, int protocol) {
        int hash = add(addresses, protocol);
        return switch (protocol) {
            case IpProto.TCP -> finish(add(hash, isTcp(packet, at, size) ? ports(packet, at) : 0));
            case IpProto.UDP -> finish(add(hash, size >= 8 ? ports(packet, at) : 0));
            case IpProto.SCTP -> finish(add(hash, size >= 12 ? ports(packet, at) : 0));
            case IpProto.ICMP, IpProto.ICMPV6 -> finish(add(hash, size >= 8 ? typeAndCode(packet, at) : 0));
            default -> finish(hash);
        };
    }

    private static boolean isTcp(Packet packet, int at, int size) {
        int header = size < 20 ? 0 : (packet.u8(at + 12) >>> 4) * 4;
        return header >= 20 && header <= size;
    }

    private static int ports(Packet packet, int at) {
        return Integer.reverseBytes((int) packet.u32(at));
    }

    private static int typeAndCode(Packet packet, int at) {
        return Integer.reverseBytes(packet.u8(at) << 16 | packet.u8(at + 1));
    }

    private static int addWord(int hash, Packet packet, int at) {
        return add(hash, Integer.reverseBytes((int) packet.u32(at)));
    }

    private static int finish(int hash) {
        return MurmurHash.finish(hash, LAST);
    }

    private FiveTupleHash() {}
}
