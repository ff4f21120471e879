package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;

/**
 * The part of a key that transport headers show. Answers the map of the words that it wrote and that are not zero.
 * Stateless.
 *
 * <p>As in Open vSwitch a protocol is looked at whichever IP carries it, so that ICMP in IPv6 has type and code too; of
 * IGMP these stand where ports would, and the group has no field. Source: RFC 9293, 768, 9260, 792, 4443, 4861, 2236;
 * Open vSwitch lib/flow.c, miniflow_extract and parse_icmpv6.
 */
final class TransportKey {
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int SCTP_HEADER = 12;
    private static final int ICMP_HEADER = 8;
    private static final int IGMP_HEADER = 8;

    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int ADDRESS = 16;
    private static final int OPTION_UNIT = 8;
    private static final int SOURCE_LINK_ADDRESS = 1;
    private static final int TARGET_LINK_ADDRESS = 2;

    /**
     * Reads a transport header.
     *
     * @param at where it starts
     * @param size bytes from there to the end of the IP packet
     * @param type Ethernet type of the IP that carries it
     */
    static long read(Packet packet, int at, int size, int type, int protocol, long[] words, int base) {
        long word;
        switch (protocol) {
            case IpProto.TCP -> {
                int header = size < TCP_HEADER ? 0 : (packet.u8(at + 12) >>> 4) * 4;
                if (header < TCP_HEADER || header > size) {
                    return 0;
                }
                word = ports(packet, at) | (long) (packet.u16(at + 12) & 0xfff) << KeyWords.FLAGS_SHIFT;
            }
            case IpProto.UDP -> {
                if (size < UDP_HEADER) {
                    return 0;
                }
                word = ports(packet, at);
            }
            case IpProto.SCTP -> {
                if (size < SCTP_HEADER) {
                    return 0;
                }
                word = ports(packet, at);
            }
            case IpProto.ICMP -> {
                if (size < ICMP_HEADER) {
                    return 0;
                }
                word = typeAndCode(packet, at);
            }
            case IpProto.ICMPV6 -> {
                if (size < ICMP_HEADER) {
                    return 0;
                }
                word = typeAndCode(packet, at);
                if (isNeighbourDiscovery(packet, at)) {
                    return type == EtherType.IPV6
                            ? neighbour(packet, at, size, word, words, base)
                            : KeyWords.store(words, base, KeyWords.TRANSPORT, word);
                }
            }
            case IpProto.IGMP -> {
                return size < IGMP_HEADER
                        ? 0
                        : KeyWords.store(words, base, KeyWords.TRANSPORT, typeAndCode(packet, at));
            }
            default -> {
                return 0;
            }
        }
        CarriedKey.tuplePorts(packet.metadata(), words, base);
        return KeyWords.store(words, base, KeyWords.TRANSPORT, word);
    }

    private static long ports(Packet packet, int at) {
        return packet.u32(at) << KeyWords.PORTS_SHIFT;
    }

    private static long typeAndCode(Packet packet, int at) {
        return (long) packet.u8(at) << FlowField.ICMP_TYPE.shift()
                | (long) packet.u8(at + 1) << FlowField.ICMP_CODE.shift();
    }

    private static boolean isNeighbourDiscovery(Packet packet, int at) {
        int type = packet.u8(at);
        return packet.u8(at + 1) == 0 && (type == NEIGHBOUR_SOLICITATION || type == NEIGHBOUR_ADVERTISEMENT);
    }

    /**
     * Target and link addresses. An address given twice makes all of them void, but leaves the type of the first option;
     * one of zeros counts as not given.
     */
    private static long neighbour(Packet packet, int at, int size, long typeAndCode, long[] words, int base) {
        long reserved = packet.u32(at + 4) << FlowField.ND_RESERVED.shift();
        long source = 0;
        long target = 0;
        int kind = 0;
        boolean shown = size >= ICMP_HEADER + ADDRESS;
        int here = at + ICMP_HEADER + ADDRESS;
        int left = size - ICMP_HEADER - ADDRESS;
        while (shown && left >= OPTION_UNIT) {
            int length = packet.u8(here + 1) * OPTION_UNIT;
            if (length == 0 || length > left) {
                break;
            }
            int option = packet.u8(here);
            if (length == OPTION_UNIT && (option == SOURCE_LINK_ADDRESS || option == TARGET_LINK_ADDRESS)) {
                long address = packet.u48(here + 2);
                long before = option == SOURCE_LINK_ADDRESS ? source : target;
                shown = before == 0;
                source = option == SOURCE_LINK_ADDRESS ? address : source;
                target = option == TARGET_LINK_ADDRESS ? address : target;
                kind = kind == 0 ? option : kind;
            }
            here += length;
            left -= length;
        }
        long map = KeyWords.store(words, base, FlowField.ND_RESERVED.word(), reserved)
                | KeyWords.store(
                        words,
                        base,
                        KeyWords.TRANSPORT,
                        typeAndCode | (long) kind << FlowField.ND_OPTIONS_TYPE.shift());
        if (!shown) {
            return map;
        }
        return map
                | KeyWords.store(words, base, KeyWords.ND_TARGET, packet.u64(at + ICMP_HEADER))
                | KeyWords.store(words, base, KeyWords.ND_TARGET + 1, packet.u64(at + ICMP_HEADER + Long.BYTES))
                | CarriedKey.beside(packet, words, base, KeyWords.SOURCE_HARDWARE, source << FlowField.ND_SLL.shift())
                | CarriedKey.beside(packet, words, base, KeyWords.TARGET_HARDWARE, target << FlowField.ND_TLL.shift());
    }

    private TransportKey() {}
}
