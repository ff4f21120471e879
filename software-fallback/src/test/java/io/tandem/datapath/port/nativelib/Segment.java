package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.header.FullChecksum;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A frame with a TCP or UDP header over IPv4 or IPv6, behind VLAN tags.
 *
 * @param tags type and TCI of each
 * @param payload bytes behind the TCP or UDP header
 */
record Segment(int[] tags, boolean six, boolean tcp, int payload) {
    /** The first byte of the TCP or UDP header. */
    int transport() {
        return 14 + tags.length * 4 + (six ? 40 : 20);
    }

    /** Where the checksum lies in that header. */
    int offset() {
        return tcp ? 16 : 6;
    }

    /** With its checksum, computed the plain way. */
    byte[] complete() {
        byte[] frame = open();
        int at = transport() + offset();
        int checksum = FullChecksum.sum(frame, transport(), frame.length, 0);
        frame[at] = (byte) (checksum >> 8);
        frame[at + 1] = (byte) checksum;
        return frame;
    }

    String openHex() {
        return HexFormat.of().formatHex(open());
    }

    /** With the sum of the pseudo header for a checksum. */
    byte[] open() {
        int bytes = (tcp ? 20 : 8) + payload;
        int protocol = tcp ? 6 : 17;
        byte[] frame = Frames.frame(transport() + bytes, payload, tags);
        ByteBuffer out = ByteBuffer.wrap(frame).position(12 + tags.length * 4);
        out.putShort((short) (six ? 0x86dd : 0x0800));
        if (six) {
            out.putInt(6 << 28).putShort((short) bytes).put((byte) protocol).put((byte) 64);
        } else {
            out.putInt(0x4500_0000 | 20 + bytes).putInt(0).putInt(64 << 24 | protocol << 16);
        }
        int addresses = transport() - (six ? 32 : 8);
        int pseudo = ~FullChecksum.sum(frame, addresses, transport(), protocol + bytes) & 0xffff;
        out.position(transport());
        if (tcp) {
            out.position(transport() + 12).putShort((short) 0x5010);
        } else {
            out.position(transport() + 4).putShort((short) bytes);
        }
        out.putShort(transport() + offset(), (short) pseudo);
        return frame;
    }
}
