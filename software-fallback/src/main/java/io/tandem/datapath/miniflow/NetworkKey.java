package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;

/**
 * The part of a key that network headers show: IPv4, IPv6, ARP, MPLS and NSH. Each method answers the map of the words
 * that it wrote and that are not zero. Stateless.
 *
 * <p>Source: RFC 791, 8200, 826, 3032, 8300; Open vSwitch lib/flow.c, miniflow_extract, parse_mpls, parse_nsh.
 */
final class NetworkKey {
    private static final int ARP_HEADER = 28;
    private static final int MPLS_ENTRY = 4;
    private static final int MPLS_MOST = 3;
    private static final long MPLS_BOTTOM = 0x100;
    private static final int NSH_BASE = 8;
    private static final int NSH_CONTEXT = 16;
    private static final int NSH_MD1 = 1;
    private static final int NSH_MD2 = 2;

    /**
     * Reads the header of a type and what follows it.
     *
     * @param at where it starts
     * @param size bytes from there to the end of the frame
     * @param type its Ethernet type
     */
    static long read(Packet packet, int at, int size, int type, long[] words, int base) {
        return switch (type) {
            case EtherType.IPV4 -> ipv4(packet, at, size, words, base);
            case EtherType.IPV6 -> ipv6(packet, at, size, words, base);
            case EtherType.ARP, EtherType.RARP -> arp(packet, at, size, words, base);
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> mpls(packet, at, size, words, base);
            case EtherType.NSH -> nsh(packet, at, size, words, base);
            default -> 0;
        };
    }

    private static long ipv4(Packet packet, int at, int size, long[] words, int base) {
        if (size < HeaderChecks.IPV4_HEADER) {
            return 0;
        }
        // read as three numbers, as each read is checked against the frame: version, length, tos, total length,
        // identification, fragment; ttl, protocol, checksum, source; destination
        long start = packet.u64(at);
        int header = HeaderChecks.ipv4Header(start, size);
        if (header < 0) {
            return 0;
        }
        long middle = packet.u64(at + 8);
        int total = (int) (start >>> 32) & 0xffff;
        int tos = (int) (start >>> 48) & 0xff;
        int ttl = (int) (middle >>> 56);
        int protocol = (int) (middle >>> 48) & 0xff;
        int fragment = (start & 0x3fff) == 0 ? 0 : Fragment.ANY_BIT | ((start & 0x1fff) == 0 ? 0 : Fragment.LATER_BIT);
        return KeyWords.store(words, base, KeyWords.IPV4, middle << 32 | packet.u32(at + 16))
                | KeyWords.store(words, base, KeyWords.IP, ip(protocol, tos, ttl, fragment))
                | behind(packet, at + header, total - header, EtherType.IPV4, protocol, fragment, words, base);
    }

    private static long ipv6(Packet packet, int at, int size, long[] words, int base) {
        int payload = HeaderChecks.ipv6Payload(packet, at, size);
        if (payload < 0) {
            return 0;
        }
        long map = KeyWords.store(words, base, KeyWords.IPV6_SRC, packet.u64(at + 8))
                | KeyWords.store(words, base, KeyWords.IPV6_SRC + 1, packet.u64(at + 16))
                | KeyWords.store(words, base, KeyWords.IPV6_DST, packet.u64(at + 24))
                | KeyWords.store(words, base, KeyWords.IPV6_DST + 1, packet.u64(at + 32));
        long flow = packet.u32(at);
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain = Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        if (chain == Ipv6Extensions.CUT_SHORT) {
            // the original tuple shows as soon as the addresses do
            return map | CarriedKey.tuple(packet.metadata(), EtherType.IPV6, words, base);
        }
        int protocol = Ipv6Extensions.protocol(chain);
        int fragment = Ipv6Extensions.fragment(chain);
        int here = Ipv6Extensions.position(chain);
        long ip = ip(protocol, (int) (flow >>> 20) & 0xff, packet.u8(at + 7), fragment) | flow & 0xfffff;
        return map
                | KeyWords.store(words, base, KeyWords.IP, ip)
                | behind(packet, here, first + payload - here, EtherType.IPV6, protocol, fragment, words, base);
    }

    private static long ip(int protocol, int tos, int ttl, int fragment) {
        return (long) protocol << KeyWords.PROTO_SHIFT
                | (long) tos << KeyWords.TOS_SHIFT
                | (long) ttl << KeyWords.TTL_SHIFT
                | (long) fragment << KeyWords.FRAG_SHIFT;
    }

    /** What stands behind an IP header, and the connection's original tuple, which shows with either IP. */
    private static long behind(
            Packet packet, int at, int size, int type, int protocol, int fragment, long[] words, int base) {
        long map = CarriedKey.tuple(packet.metadata(), type, words, base);
        if ((fragment & Fragment.LATER_BIT) != 0) {
            CarriedKey.tuplePorts(packet.metadata(), words, base);
            return map;
        }
        return map | TransportKey.read(packet, at, size, type, protocol, words, base);
    }

    private static long arp(Packet packet, int at, int size, long[] words, int base) {
        boolean ethernetAndIpv4 = size >= ARP_HEADER && packet.u32(at) == 0x00010800L && packet.u16(at + 4) == 0x0604;
        if (!ethernetAndIpv4) {
            return 0;
        }
        int operation = packet.u16(at + 6);
        long source = packet.u48(at + 8) << FlowField.ARP_SHA.shift();
        long target = packet.u48(at + 18) << FlowField.ARP_THA.shift();
        return KeyWords.store(
                        words,
                        base,
                        KeyWords.IPV4,
                        packet.u32(at + 14) << FlowField.ARP_SIP.shift() | packet.u32(at + 24))
                | KeyWords.store(
                        words, base, KeyWords.IP, operation > 0xff ? 0 : (long) operation << FlowField.ARP_OP.shift())
                | CarriedKey.beside(packet, words, base, KeyWords.SOURCE_HARDWARE, source)
                | CarriedKey.beside(packet, words, base, KeyWords.TARGET_HARDWARE, target);
    }

    /** Up to three entries; what is behind the bottom is not read. */
    private static long mpls(Packet packet, int at, int size, long[] words, int base) {
        long first = 0;
        long second = 0;
        long entry = 0;
        for (int i = 0; i < MPLS_MOST && size >= (i + 1) * MPLS_ENTRY && (entry & MPLS_BOTTOM) == 0; i++) {
            entry = packet.u32(at + i * MPLS_ENTRY);
            if (i < 2) {
                first |= entry << 32 - 32 * i;
            } else {
                second = entry << 32;
            }
        }
        return KeyWords.store(words, base, KeyWords.MPLS, first)
                | KeyWords.store(words, base, KeyWords.MPLS + 1, second);
    }

    private static long nsh(Packet packet, int at, int size, long[] words, int base) {
        if (size < NSH_BASE) {
            return 0;
        }
        int start = packet.u16(at);
        int version = start >>> 14;
        int length = (start & 0x3f) * 4;
        int kind = packet.u8(at + 2);
        boolean wrong = kind == NSH_MD1 ? length != NSH_BASE + NSH_CONTEXT : kind == NSH_MD2 && length < NSH_BASE;
        if (version != 0 || length > size || wrong) {
            return 0;
        }
        long header = (long) (start >>> 12 & 3) << FlowField.NSH_FLAGS.shift()
                | (long) (start >>> 6 & 0x3f) << FlowField.NSH_TTL.shift()
                | (long) kind << FlowField.NSH_MDTYPE.shift()
                | (long) packet.u8(at + 3) << FlowField.NSH_NP.shift()
                | packet.u32(at + 4);
        long map = KeyWords.store(words, base, KeyWords.NSH, header);
        if (kind == NSH_MD1) {
            map |= KeyWords.store(words, base, KeyWords.NSH + 1, packet.u64(at + 8))
                    | KeyWords.store(words, base, KeyWords.NSH + 2, packet.u64(at + 16));
        }
        return map;
    }

    private NetworkKey() {}
}
