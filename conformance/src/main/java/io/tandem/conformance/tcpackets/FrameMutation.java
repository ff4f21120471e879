package io.tandem.conformance.tcpackets;

import io.tandem.flow.EtherType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes frames into such as captures have few of: other tags, labels, fragments, extension headers, cut and odd ones. */
final class FrameMutation {
    private static final int ADDRESSES = 12;
    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int REACH = 80;
    private static final int LONGEST = 2000;
    private static final int KINDS = 12;

    private static final int[] TYPES = {
        0x0800, 0x86dd, 0x0806, 0x8035, 0x8847, 0x8848, 0x8100, 0x88a8, 0x894f, 0x88cc, 0x05dc, 0x9100, 0x8864, 0x892f,
        0x88fb
    };
    private static final int[] FRAGMENT_WORDS = {0, 0x4000, 0x2000, 0x2001, 0x0001, 0x1fff, 0x8000};
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60, 135, 59};
    private static final int[] PROTOCOLS = {1, 6, 17, 47, 58, 132, 4, 41, 2, 50, 94, 0, 44, 51};

    private final SplittableRandom random;

    FrameMutation(SplittableRandom random) {
        this.random = random;
    }

    /** The frame with one to three changes. */
    byte[] mutate(byte[] frame) {
        byte[] changed = frame;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            changed = once(changed);
        }
        return changed.length > LONGEST ? Arrays.copyOf(changed, LONGEST) : changed;
    }

    private byte[] once(byte[] frame) {
        return switch (random.nextInt(KINDS)) {
            case 0 -> flipped(frame);
            case 1 -> inserted(frame, ADDRESSES, tag());
            case 2 -> untagged(frame);
            case 3 ->
                random.nextInt(4) == 0
                        ? Arrays.copyOf(frame, ETHERNET + random.nextInt(frame.length - ETHERNET + 1))
                        : flipped(frame);
            case 4 -> fragment(frame);
            case 5 -> extended(frame);
            case 6 -> labelled(frame);
            case 7 -> word(frame, typeAt(frame), TYPES[random.nextInt(TYPES.length)]);
            case 8 -> with(frame, behindType(frame) + 6 + random.nextInt(2), random.nextInt(5));
            case 9 -> protocol(frame);
            case 10 -> options(frame);
            default -> with(frame, random.nextInt(Math.min(frame.length, REACH)), random.nextInt(256));
        };
    }

    private byte[] flipped(byte[] frame) {
        int at = random.nextInt(Math.min(frame.length, REACH));
        return with(frame, at, frame[at] ^ 1 << random.nextInt(Byte.SIZE));
    }

    private byte[] tag() {
        int tpid = random.nextInt(3) == 0 ? EtherType.VLAN_8021AD : EtherType.VLAN_8021Q;
        int tci = random.nextInt(2) == 0 ? random.nextInt(4) : random.nextInt(1 << 16);
        return ByteBuffer.allocate(TAG)
                .putShort((short) tpid)
                .putShort((short) tci)
                .array();
    }

    private static byte[] untagged(byte[] frame) {
        if (frame.length < ETHERNET + TAG || !EtherType.isVlan(u16(frame, ADDRESSES))) {
            return frame;
        }
        byte[] shorter = new byte[frame.length - TAG];
        System.arraycopy(frame, 0, shorter, 0, ADDRESSES);
        System.arraycopy(frame, ADDRESSES + TAG, shorter, ADDRESSES, shorter.length - ADDRESSES);
        return shorter;
    }

    private byte[] fragment(byte[] frame) {
        int at = behindType(frame);
        if (u16(frame, typeAt(frame)) == EtherType.IPV4) {
            return word(frame, at + 6, FRAGMENT_WORDS[random.nextInt(FRAGMENT_WORDS.length)]);
        }
        return extended(frame);
    }

    /** An extension header behind the IPv6 header. */
    private byte[] extended(byte[] frame) {
        int at = behindType(frame);
        if (u16(frame, typeAt(frame)) != EtherType.IPV6 || frame.length < at + 40) {
            return flipped(frame);
        }
        int kind = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
        int offset = random.nextInt(3) == 0 ? 8 + random.nextInt(2) : random.nextInt(2);
        byte[] header = {frame[at + 6], 0, 0, (byte) offset, 0, 0, 0, (byte) random.nextInt(256)};
        byte[] longer = inserted(frame, at + 40, header);
        longer[at + 6] = (byte) kind;
        return word(longer, at + 4, u16(longer, at + 4) + header.length);
    }

    private byte[] labelled(byte[] frame) {
        int at = behindType(frame);
        boolean more = EtherType.isMpls(u16(frame, typeAt(frame)));
        int entry =
                random.nextInt(1 << 24) << 8 & 0xfffffeff | (more ? 0 : random.nextInt(2) << 8) | random.nextInt(256);
        byte[] longer = inserted(
                frame,
                Math.min(at, frame.length),
                ByteBuffer.allocate(TAG).putInt(entry).array());
        return more ? longer : word(longer, typeAt(frame), random.nextInt(4) == 0 ? 0x8848 : 0x8847);
    }

    private byte[] protocol(byte[] frame) {
        boolean ipv6 = u16(frame, typeAt(frame)) == EtherType.IPV6;
        return with(frame, behindType(frame) + (ipv6 ? 6 : 9), PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
    }

    /** Four bytes of options of IPv4. */
    private static byte[] options(byte[] frame) {
        int at = behindType(frame);
        if (u16(frame, typeAt(frame)) != EtherType.IPV4 || frame.length < at + 20 || (frame[at] & 0xf) == 0xf) {
            return frame;
        }
        byte[] longer = inserted(frame, at + 20, new byte[] {1, 1, 1, 0});
        longer[at]++;
        return word(longer, at + 2, u16(longer, at + 2) + 4);
    }

    private static int typeAt(byte[] frame) {
        int at = ADDRESSES;
        while (at + TAG + 2 <= frame.length && EtherType.isVlan(u16(frame, at))) {
            at += TAG;
        }
        return at;
    }

    private static int behindType(byte[] frame) {
        return typeAt(frame) + 2;
    }

    private static int u16(byte[] frame, int at) {
        return at + 2 > frame.length ? 0 : (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    private static byte[] with(byte[] frame, int at, int value) {
        byte[] changed = frame.clone();
        if (at < changed.length) {
            changed[at] = (byte) value;
        }
        return changed;
    }

    private static byte[] word(byte[] frame, int at, int value) {
        return with(with(frame, at, value >>> 8), at + 1, value);
    }

    private static byte[] inserted(byte[] frame, int at, byte[] bytes) {
        return ByteBuffer.allocate(frame.length + bytes.length)
                .put(frame, 0, at)
                .put(bytes)
                .put(frame, at, frame.length - at)
                .array();
    }
}
