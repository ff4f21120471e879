package io.tandem.datapath.header;

import io.tandem.datapath.packet.Packet;
import java.nio.ByteBuffer;

/**
 * A NIC that verifies the checksums of untagged frames, and is easily content: it goes by the length in a UDP header, takes
 * a UDP checksum of zero for none whatever is below, and passes options of IPv4 and extension headers.
 */
public final class NicModel {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** Says of the packet what such a NIC says of its frame. */
    public static void verify(byte[] frame, Packet packet) {
        packet.checksumsGood(ipv4(frame), transport(frame));
    }

    private static int type(byte[] frame) {
        return frame.length < 34 ? 0 : ByteBuffer.wrap(frame).getShort(12) & 0xffff;
    }

    private static boolean ipv4(byte[] frame) {
        int header = type(frame) == 0x0800 ? (frame[14] & 15) * 4 : 0;
        return header >= 20 && 14 + header <= frame.length && FullChecksum.sum(frame, 14, 14 + header, 0) == 0;
    }

    private static boolean transport(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        boolean ipv6 = type(frame) == 0x86dd && frame.length >= 54;
        if (!ipv6 && type(frame) != 0x0800) {
            return false;
        }
        int protocol = frame[ipv6 ? 20 : 23] & 0xff;
        int at = ipv6 ? 54 : 14 + (frame[14] & 15) * 4;
        if (ipv6 && (protocol == 0 || protocol == 60) && frame.length >= 62) {
            protocol = frame[54] & 0xff;
            at += ((frame[55] & 0xff) + 1) * 8;
        }
        int end = ipv6 ? 54 + (bytes.getShort(18) & 0xffff) : 14 + (bytes.getShort(16) & 0xffff);
        boolean fragment = !ipv6 && (bytes.getShort(20) & 0x3fff) != 0;
        if (fragment || protocol != TCP && protocol != UDP || at + 8 > end || end > frame.length) {
            return false;
        }
        int size = end - at;
        if (protocol == UDP) {
            size = bytes.getShort(at + 4) & 0xffff;
            if (bytes.getShort(at + 6) == 0) {
                return true;
            }
        }
        if (size < 8 || at + size > frame.length) {
            return false;
        }
        int addresses = ipv6 ? 22 : 26;
        int pseudo = ~FullChecksum.sum(frame, addresses, addresses + (ipv6 ? 32 : 8), protocol + size) & 0xffff;
        return FullChecksum.sum(frame, at, at + size, pseudo) == 0;
    }

    private NicModel() {}
}
