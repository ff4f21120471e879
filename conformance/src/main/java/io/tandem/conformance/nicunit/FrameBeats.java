package io.tandem.conformance.nicunit;

import java.util.ArrayList;
import java.util.List;

/** Bytes of frames in words of items, the first byte lowest. Stateless. */
final class FrameBeats {
    /** Bytes of a beat. */
    static final int BEAT = 64;

    /** A beat of a frame as items have it. */
    interface Item {
        /** Makes the item of the bytes from there on. */
        long[] of(int from, int size, boolean last);
    }

    static List<long[]> of(byte[] frame, Item item) {
        List<long[]> items = new ArrayList<>();
        for (int from = 0; from < frame.length; from += BEAT) {
            items.add(item.of(from, Math.min(BEAT, frame.length - from), from + BEAT >= frame.length));
        }
        return items;
    }

    /** Puts bytes into an item, from a byte of it on. */
    static void put(long[] item, int at, byte[] bytes, int from, int size) {
        for (int i = 0; i < size; i++) {
            int to = at + i;
            item[to / Long.BYTES] |= (bytes[from + i] & 0xffL) << to % Long.BYTES * Byte.SIZE;
        }
    }

    static void get(long[] item, int at, byte[] bytes, int to, int size) {
        for (int i = 0; i < size; i++) {
            int from = at + i;
            bytes[to + i] = (byte) (item[from / Long.BYTES] >>> from % Long.BYTES * Byte.SIZE);
        }
    }

    private FrameBeats() {}
}
