package io.tandem.conformance.tcpackets;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;

/**
 * Tells frames whose headers are whole and sound. A rule's fit is about these: of a broken header the software and the
 * flow dissector have zeros, but not from the same byte on. Source: {@link io.tandem.tc.translate.TcRule}.
 */
final class SoundFrame {
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int ARP = 28;
    private static final int BOTTOM = 0x100;
    /** Protocol numbers of the extension headers that have their length in their second byte, and of others. */
    private static final int HOPS = 0;

    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;

    private final Bytes frame;

    private SoundFrame(Bytes frame) {
        this.frame = frame;
    }

    /** True where every header is. */
    static boolean isSound(Bytes frame) {
        return new SoundFrame(frame).link();
    }

    private boolean link() {
        int at = ADDRESSES;
        while (has(at, TAG + 2) && EtherType.isVlan(u16(at))) {
            at += TAG;
        }
        if (!has(at, 2) || EtherType.isVlan(u16(at)) || u16(at) < EtherType.MINIMUM) {
            return false;
        }
        int type = u16(at);
        int header = at + 2;
        return switch (type) {
            case EtherType.IPV4 -> ipv4(header);
            case EtherType.IPV6 -> ipv6(header);
            case EtherType.ARP, EtherType.RARP -> arp(header);
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> labels(header);
            default -> true;
        };
    }

    private boolean ipv4(int at) {
        if (!has(at, IPV4)) {
            return false;
        }
        int header = (u8(at) & 0xf) * 4;
        int total = u16(at + 2);
        boolean lengths = u8(at) >>> 4 == 4 && header >= IPV4 && total >= header && has(at, total);
        boolean later = (u16(at + 6) & 0x1fff) != 0;
        return lengths && (later || transport(u8(at + 9), EtherType.IPV4, at + header, at + total));
    }

    private boolean ipv6(int at) {
        if (!has(at, IPV6) || u8(at) >>> 4 != 6 || !has(at, IPV6 + u16(at + 4))) {
            return false;
        }
        int end = at + IPV6 + u16(at + 4);
        int protocol = u8(at + 6);
        int next = at + IPV6;
        while (true) {
            switch (protocol) {
                case HOPS, ROUTING, DESTINATION -> {
                    if (next + 8 > end) {
                        return false;
                    }
                    protocol = u8(next);
                    next += 8 + 8 * u8(next + 1);
                }
                case FRAGMENT -> {
                    if (next + 8 > end) {
                        return false;
                    }
                    if ((u16(next + 2) & 0xfff8) != 0) {
                        return true;
                    }
                    protocol = u8(next);
                    next += 8;
                }
                case AUTHENTICATION -> {
                    return false;
                }
                default -> {
                    return next <= end && transport(protocol, EtherType.IPV6, next, end);
                }
            }
        }
    }

    private boolean transport(int protocol, int type, int at, int end) {
        int left = end - at;
        return switch (protocol) {
            case IpProto.TCP -> left >= 20 && (u8(at + 12) >>> 4) >= 5 && (u8(at + 12) >>> 4) * 4 <= left;
            case IpProto.UDP -> left >= 8;
            case IpProto.SCTP -> left >= 12;
            case IpProto.ICMP -> type != EtherType.IPV4 || left >= 8;
            case IpProto.ICMPV6 -> type != EtherType.IPV6 || left >= 8;
            default -> true;
        };
    }

    private boolean arp(int at) {
        return has(at, ARP) && u16(at) == 1 && u16(at + 2) == EtherType.IPV4 && u8(at + 4) == 6 && u8(at + 5) == 4;
    }

    private boolean labels(int at) {
        int entry = at;
        while (has(entry, TAG) && (u16(entry + 2) & BOTTOM) == 0) {
            entry += TAG;
        }
        return has(entry, TAG);
    }

    private boolean has(int at, int bytes) {
        return at + bytes <= frame.size();
    }

    private int u8(int at) {
        return frame.at(at) & 0xff;
    }

    private int u16(int at) {
        return u8(at) << Byte.SIZE | u8(at + 1);
    }
}
