package io.tandem.datapath.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes packets that are almost right out of right ones: flipped bits, cut ends, other lengths and types, frames put
 * together from two, headers put in between. The same seed gives the same packets.
 */
public final class Mutator {
    /** Bytes of the longest packet. */
    public static final int LONGEST = 9_000;

    private static final int[] ETHERNET_TYPES = {
        0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x8848, 0x894f, 0x0806, 0x8035, 0x05ff, 0x0600, 0x0020, 0x9100, 0x88cc
    };
    private static final int[] PROTOCOLS = {0, 1, 2, 6, 17, 43, 44, 47, 50, 51, 58, 59, 60, 132, 135};
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 19, 20, 21, 24, 28, 40, 0x7f, 0x80, 0xff};
    private static final int[] TYPES_OF_ICMP = {0, 8, 128, 129, 133, 134, 135, 136, 137};
    private static final int ADDRESSES = 12;
    private static final int HEADERS = 120;

    private final List<byte[]> byHand = SeedFrames.byHand();
    private final List<byte[]> captured;
    private final SplittableRandom random;

    /**
     * @param captures folder of captures to take frames from, if there is one
     */
    public Mutator(Path captures, long seed) throws IOException {
        List<byte[]> frames = SeedFrames.captured(captures);
        this.captured = frames.isEmpty() ? byHand : frames;
        this.random = new SplittableRandom(seed);
    }

    /** The next packet, of one byte to {@link #LONGEST}. */
    public byte[] next() {
        byte[] frame = some().clone();
        for (int changes = 1 + random.nextInt(3) / 2; changes > 0 && frame.length > 0; changes--) {
            frame = change(frame);
        }
        return frame.length == 0 ? new byte[1] : Arrays.copyOf(frame, Math.min(frame.length, LONGEST));
    }

    /** Most often one built by hand, as these show more of a key than those of captures. */
    private byte[] some() {
        List<byte[]> from = random.nextInt(8) == 0 ? captured : byHand;
        return from.get(random.nextInt(from.size()));
    }

    private byte[] change(byte[] frame) {
        int headers = Math.min(frame.length, HEADERS);
        int at = random.nextInt(headers);
        switch (random.nextInt(22)) {
            case 0, 1, 2 -> frame[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> frame[at] = (byte) random.nextInt(256);
            case 4 -> frame[at] = (byte) pick(NUMBERS);
            case 5 -> {
                return Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            }
            case 6 -> {
                return Arrays.copyOf(frame, frame.length - Math.min(frame.length, random.nextInt(12)));
            }
            case 7 -> put16(frame, typeAt(frame), pick(ETHERNET_TYPES));
            case 8 -> put8(frame, protocolAt(frame), pick(PROTOCOLS));
            case 9 -> put16(frame, lengthAt(frame), random.nextInt(frame.length + 3));
            case 10 -> put8(frame, transportAt(frame), pick(TYPES_OF_ICMP));
            case 11 -> put8(frame, transportAt(frame) + 12, random.nextInt(256));
            case 12, 13, 14, 15, 16, 17, 18, 19 ->
                put8(frame, transportAt(frame) + random.nextInt(64), random.nextInt(256));
            case 20 -> {
                return splice(frame, some());
            }
            default -> {
                return insert(frame);
            }
        }
        return frame;
    }

    /** The start of one frame and the end of another. */
    private byte[] splice(byte[] frame, byte[] other) {
        int cut = random.nextInt(Math.min(frame.length, HEADERS) + 1);
        int from = random.nextInt(2) == 0 ? Math.min(cut, other.length) : random.nextInt(other.length + 1);
        byte[] spliced = Arrays.copyOf(frame, cut + other.length - from);
        System.arraycopy(other, from, spliced, cut, other.length - from);
        return spliced;
    }

    /** A tag, a label or some other four or eight bytes in front of a header. */
    private byte[] insert(byte[] frame) {
        int at = Math.min(frame.length, random.nextInt(2) == 0 ? ADDRESSES : typeAt(frame) + 2);
        int bytes = 4 << random.nextInt(2);
        byte[] longer = Arrays.copyOf(frame, frame.length + bytes);
        System.arraycopy(frame, at, longer, at + bytes, frame.length - at);
        put16(longer, at, pick(ETHERNET_TYPES));
        return longer;
    }

    private static int typeAt(byte[] frame) {
        int at = ADDRESSES;
        while (at + 4 < frame.length && (u16(frame, at) == 0x8100 || u16(frame, at) == 0x88a8)) {
            at += 4;
        }
        return at;
    }

    private static boolean isIpv6(byte[] frame) {
        return u16(frame, typeAt(frame)) == 0x86dd;
    }

    private static int protocolAt(byte[] frame) {
        return typeAt(frame) + 2 + (isIpv6(frame) ? 6 : 9);
    }

    private static int lengthAt(byte[] frame) {
        return typeAt(frame) + 2 + (isIpv6(frame) ? 4 : 2);
    }

    private static int transportAt(byte[] frame) {
        return typeAt(frame) + 2 + (isIpv6(frame) ? 40 : 20);
    }

    private int pick(int[] values) {
        return values[random.nextInt(values.length)];
    }

    private static int u16(byte[] frame, int at) {
        return at + 1 < frame.length ? (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff : 0;
    }

    private static void put16(byte[] frame, int at, int value) {
        put8(frame, at, value >>> 8);
        put8(frame, at + 1, value);
    }

    private static void put8(byte[] frame, int at, int value) {
        if (at < frame.length) {
            frame[at] = (byte) value;
        }
    }
}
