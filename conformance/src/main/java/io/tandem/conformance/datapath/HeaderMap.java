package io.tandem.conformance.datapath;

import io.tandem.flow.Bytes;

/** Says which header of a frame a byte is in. */
final class HeaderMap {
    private final Bytes frame;
    private final StringBuilder names = new StringBuilder();
    private final int wanted;
    private String found = "";

    private HeaderMap(Bytes frame, int wanted) {
        this.frame = frame;
        this.wanted = wanted;
    }

    /** The header of the byte at an offset, and the byte's place in it, as {@code ipv4+8}. */
    static String name(Bytes frame, int offset) {
        HeaderMap map = new HeaderMap(frame, offset);
        map.ethernet(0);
        return map.found;
    }

    private void ethernet(int at) {
        if (!passed("ethernet", at, 14)) {
            network(at + 14, u16(at + 12));
        }
    }

    private void network(int at, int type) {
        switch (type) {
            case 0x8100, 0x88a8 -> {
                if (!passed("vlan", at, 4)) {
                    network(at + 4, u16(at + 2));
                }
            }
            case 0x8847, 0x8848 -> {
                if (!passed("mpls", at, 4)) {
                    boolean bottom = (u16(at + 2) & 0x100) != 0;
                    network(at + 4, bottom ? ofVersion(at + 4) : type);
                }
            }
            case 0x0800 -> {
                int length = (u8(at) & 15) * 4;
                if (!passed("ipv4", at, Math.max(length, 20))) {
                    transport(at + length, (u16(at + 6) & 0x1fff) == 0 ? u8(at + 9) : 0);
                }
            }
            case 0x86dd -> {
                if (!passed("ipv6", at, 40)) {
                    transport(at + 40, u8(at + 6));
                }
            }
            case 0x894f -> {
                int length = (u16(at) & 0x3f) * 4;
                if (!passed("nsh", at, Math.max(length, 8))) {
                    inner(at + length, u8(at + 3));
                }
            }
            case 0x0806 -> rest("arp", at);
            default -> rest("payload", at);
        }
    }

    private void inner(int at, int protocol) {
        switch (protocol) {
            case 1 -> network(at, 0x0800);
            case 2 -> network(at, 0x86dd);
            case 3 -> ethernet(at);
            default -> rest("payload", at);
        }
    }

    private void transport(int at, int protocol) {
        switch (protocol) {
            case 1 -> rest("icmp", at);
            case 6 -> rest("tcp", at);
            case 17 -> rest("udp", at);
            case 44 -> {
                if (!passed("fragment", at, 8)) {
                    transport(at + 8, (u16(at + 2) & 0xfff8) == 0 ? u8(at) : 0);
                }
            }
            case 58 -> rest("icmpv6", at);
            case 132 -> rest("sctp", at);
            default -> rest("payload", at);
        }
    }

    private boolean passed(String name, int at, int length) {
        names.append(names.isEmpty() ? "" : "/").append(name);
        if (wanted < at + length) {
            found = names + "+" + (wanted - at);
            return true;
        }
        return false;
    }

    private void rest(String name, int at) {
        passed(name, at, Integer.MAX_VALUE - at);
    }

    private int ofVersion(int at) {
        return switch (u8(at) >>> 4) {
            case 4 -> 0x0800;
            case 6 -> 0x86dd;
            default -> 0;
        };
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    private int u8(int at) {
        return at < frame.size() ? frame.at(at) & 0xff : 0;
    }
}
