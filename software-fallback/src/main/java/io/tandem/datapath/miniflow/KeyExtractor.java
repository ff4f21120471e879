package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;

/**
 * Reads a packet's flow key, with just the fields that Open vSwitch's miniflow_extract (lib/flow.c) finds: a header that
 * is cut short or contradicts itself leaves its fields zero, and nothing behind it is read.
 *
 * <p>Stateless; writes into the caller's words. Allocates nothing.
 */
public final class KeyExtractor {
    /** Bytes of an Ethernet header; a shorter frame has no key. */
    public static final int ETHERNET_HEADER = 14;

    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int ARP_HEADER = 28;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int SCTP_HEADER = 12;
    private static final int ICMP_HEADER = 8;

    private static final int W_PORT = FlowField.IN_PORT.word();
    private static final int W_DST = FlowField.ETH_DST.word();
    private static final int W_SRC = FlowField.ETH_SRC.word();
    private static final int W_VLAN = FlowField.VLAN_TPID.word();
    private static final int W_IPV4 = FlowField.IPV4_SRC.word();
    private static final int W_IPV6_SRC = FlowField.IPV6_SRC.word();
    private static final int W_IPV6_DST = FlowField.IPV6_DST.word();
    private static final int W_IP = FlowField.IPV4_PROTO.word();
    private static final int W_TP = FlowField.TCP_SRC.word();
    private static final int W_SHA = FlowField.ARP_SHA.word();
    private static final int W_THA = FlowField.ARP_THA.word();

    /** The bit that says that a tag is there, in the low 32 bits of a tag's tpid and tci. */
    private static final long TAG_PRESENT = 0x1000;

    /**
     * Writes the key of a frame of at least {@link #ETHERNET_HEADER} bytes.
     *
     * @param words receives {@link FlowField#WORDS} words from {@code base} on
     * @param previous the map of words that may be other than zero there; all others are zero
     * @return the map of the key: bit i is set where word i is not zero
     */
    public static long extract(Packet packet, long[] words, int base, long previous) {
        for (long rest = previous; rest != 0; rest &= rest - 1) {
            words[base + Long.numberOfTrailingZeros(rest)] = 0;
        }
        read(packet, words, base);
        long map = 0;
        for (int i = 0; i <= W_THA; i++) {
            map |= words[base + i] == 0 ? 0 : 1L << i;
        }
        return map;
    }

    private static void read(Packet packet, long[] words, int base) {
        words[base + W_PORT] = Integer.toUnsignedLong(packet.inPort()) << FlowField.IN_PORT.shift()
                | Integer.toUnsignedLong(packet.recircId()) << FlowField.RECIRC_ID.shift();
        words[base + W_DST] = packet.u48(0) << FlowField.ETH_DST.shift();
        words[base + W_SRC] = packet.u48(6) << FlowField.ETH_SRC.shift();

        int at = ADDRESSES;
        int size = packet.length() - ADDRESSES;
        int shift = 32;
        while (shift >= 0 && EtherType.isVlan(packet.u16(at)) && size >= TAG + 2) {
            words[base + W_VLAN] |= (packet.u32(at) | TAG_PRESENT) << shift;
            at += TAG;
            size -= TAG;
            shift -= 32;
        }

        int type = packet.u16(at);
        at += 2;
        size -= 2;
        if (type < EtherType.MINIMUM) {
            type = EtherType.NONE;
            if (HeaderChecks.isSnap(packet, at, size)) {
                int snap = packet.u16(at + 6);
                type = snap >= EtherType.MINIMUM ? snap : EtherType.NONE;
                at += HeaderChecks.LLC_SNAP;
                size -= HeaderChecks.LLC_SNAP;
            }
        }
        words[base + W_DST] |= type;
        switch (type) {
            case EtherType.IPV4 -> ipv4(packet, at, size, words, base);
            case EtherType.IPV6 -> ipv6(packet, at, size, words, base);
            case EtherType.ARP, EtherType.RARP -> arp(packet, at, size, words, base);
            default -> {}
        }
    }

    private static void ipv4(Packet packet, int at, int size, long[] words, int base) {
        int header = HeaderChecks.ipv4Header(packet, at, size);
        if (header < 0) {
            return;
        }
        int total = packet.u16(at + 2);
        words[base + W_IPV4] = packet.u64(at + 12);
        int offset = packet.u16(at + 6);
        int fragment =
                (offset & 0x3fff) == 0 ? 0 : Fragment.ANY_BIT | ((offset & 0x1fff) == 0 ? 0 : Fragment.LATER_BIT);
        int protocol = packet.u8(at + 9);
        words[base + W_IP] = ip(protocol, packet.u8(at + 1), packet.u8(at + 8), fragment);
        if ((fragment & Fragment.LATER_BIT) == 0) {
            transport(packet, at + header, total - header, protocol, IpProto.ICMP, words, base);
        }
    }

    private static void ipv6(Packet packet, int at, int size, long[] words, int base) {
        int payload = HeaderChecks.ipv6Payload(packet, at, size);
        if (payload < 0) {
            return;
        }
        words[base + W_IPV6_SRC] = packet.u64(at + 8);
        words[base + W_IPV6_SRC + 1] = packet.u64(at + 16);
        words[base + W_IPV6_DST] = packet.u64(at + 24);
        words[base + W_IPV6_DST + 1] = packet.u64(at + 32);
        long flow = packet.u32(at);
        int ttl = packet.u8(at + 7);
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain = Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        if (chain == Ipv6Extensions.CUT_SHORT) {
            return;
        }
        int protocol = Ipv6Extensions.protocol(chain);
        int fragment = Ipv6Extensions.fragment(chain);
        int here = Ipv6Extensions.position(chain);
        words[base + W_IP] = ip(protocol, (int) (flow >>> 20) & 0xff, ttl, fragment) | flow & 0xfffff;
        if ((fragment & Fragment.LATER_BIT) == 0) {
            transport(packet, here, first + payload - here, protocol, IpProto.ICMPV6, words, base);
        }
    }

    private static long ip(int protocol, int tos, int ttl, int fragment) {
        return (long) protocol << FlowField.IPV4_PROTO.shift()
                | (long) tos << FlowField.IPV4_TOS.shift()
                | (long) ttl << FlowField.IPV4_TTL.shift()
                | (long) fragment << FlowField.IPV4_FRAG.shift();
    }

    private static void transport(Packet packet, int at, int size, int protocol, int icmp, long[] words, int base) {
        if (protocol == IpProto.TCP) {
            if (size >= TCP_HEADER) {
                words[base + W_TP] =
                        ports(packet, at) | (long) (packet.u16(at + 12) & 0xfff) << FlowField.TCP_FLAGS.shift();
            }
        } else if (protocol == IpProto.UDP && size >= UDP_HEADER || protocol == IpProto.SCTP && size >= SCTP_HEADER) {
            words[base + W_TP] = ports(packet, at);
        } else if (protocol == icmp && size >= ICMP_HEADER) {
            words[base + W_TP] = (long) packet.u8(at) << FlowField.ICMP_TYPE.shift()
                    | (long) packet.u8(at + 1) << FlowField.ICMP_CODE.shift();
        }
    }

    private static long ports(Packet packet, int at) {
        return packet.u32(at) << FlowField.TCP_DST.shift();
    }

    private static void arp(Packet packet, int at, int size, long[] words, int base) {
        boolean ethernetAndIpv4 = size >= ARP_HEADER && packet.u32(at) == 0x00010800L && packet.u16(at + 4) == 0x0604;
        if (!ethernetAndIpv4) {
            return;
        }
        words[base + W_IPV4] = packet.u32(at + 14) << FlowField.ARP_SIP.shift() | packet.u32(at + 24);
        int operation = packet.u16(at + 6);
        if (operation <= 0xff) {
            words[base + W_IP] = (long) operation << FlowField.ARP_OP.shift();
        }
        words[base + W_SHA] = packet.u48(at + 8) << FlowField.ARP_SHA.shift();
        words[base + W_THA] = packet.u48(at + 18) << FlowField.ARP_THA.shift();
    }

    private KeyExtractor() {}
}
