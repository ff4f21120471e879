package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.TcpFlag;

/** The header of a TCP segment, as far as a connection's state needs it. Reused; belongs to one packet thread. */
final class TcpSegment {
    static final int FIN = TcpFlag.FIN.bit();
    static final int SYN = TcpFlag.SYN.bit();
    static final int RST = TcpFlag.RST.bit();
    static final int PSH = TcpFlag.PSH.bit();
    static final int ACK = TcpFlag.ACK.bit();
    static final int URG = TcpFlag.URG.bit();

    /** Stands for a segment without the option. */
    static final int NO_SCALE = -1;

    /** Largest shift of a window. Source: RFC 7323 section 2.3. */
    static final int MOST_SCALE = 14;

    static final int HEADER = 20;
    private static final int OPTION_END = 0;
    private static final int OPTION_NONE = 1;
    private static final int OPTION_SCALE = 3;

    int flags;
    int sequence;
    int acknowledged;

    /** As it is sent, not scaled. */
    int window;

    /** Bytes of data. */
    int payload;

    /** The shift that the segment announces, or {@link #NO_SCALE}. */
    int scale;

    /** Reads a header whose length was checked. */
    void read(Packet packet, HeaderPositions positions) {
        int at = positions.transport;
        int header = headerLength(packet, at);
        flags = packet.u16(at + 12) & 0xfff;
        sequence = (int) packet.u32(at + 4);
        acknowledged = (int) packet.u32(at + 8);
        window = packet.u16(at + 14);
        payload = positions.end - at - header;
        scale = has(SYN) ? scale(packet, at + HEADER, at + header) : NO_SCALE;
    }

    static int headerLength(Packet packet, int at) {
        return (packet.u8(at + 12) >>> 4) * 4;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** What the segment takes of the sequence, with SYN and FIN. */
    int sequenceLength() {
        return payload + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** True for flags that no sane sender sets together. Source: Open vSwitch lib/conntrack-tcp.c, tcp_invalid_flags. */
    boolean absurd() {
        if (has(SYN) ? has(RST | FIN) : !has(ACK | RST)) {
            return true;
        }
        return !has(ACK) && has(FIN | PSH | URG);
    }

    private static int scale(Packet packet, int from, int to) {
        int found = NO_SCALE;
        int at = from;
        while (to - at >= 3) {
            int kind = packet.u8(at);
            if (kind == OPTION_END) {
                return found;
            }
            if (kind == OPTION_NONE) {
                at++;
                continue;
            }
            if (kind == OPTION_SCALE) {
                found = Math.min(packet.u8(at + 2), MOST_SCALE);
            }
            at += Math.max(2, packet.u8(at + 1));
        }
        return found;
    }
}
