package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.Member;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Native memory by address. Nothing here checks a bound: addresses come from DPDK, or from the arenas of this room. */
@SuppressWarnings("restricted")
public final class Memory {
    /** All of the address space; the offset of a byte in it is its address. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Longer than any name or message of DPDK. */
    private static final int LONGEST_TEXT = 4_096;

    static int u8(long address) {
        return ALL.get(JAVA_BYTE, address) & 0xff;
    }

    static int u16(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address) & 0xffff;
    }

    static int i32(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    static long u64(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    /** Copies bytes to an address. */
    public static void copy(byte[] from, long to) {
        MemorySegment.copy(from, 0, ALL, JAVA_BYTE, to, from.length);
    }

    /** Copies bytes from an address, as many as there is room for. */
    public static void copy(long from, byte[] to) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, 0, to.length);
    }

    static void put8(long address, int value) {
        ALL.set(JAVA_BYTE, address, (byte) value);
    }

    static void put16(long address, int value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, (short) value);
    }

    static void put32(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    static void put64(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /** The unsigned number in a field of at most eight bytes of this machine's byte order. */
    static long get(long struct, Layouts.Field field) {
        long at = struct + field.offset();
        long word =
                switch (field.bytes()) {
                    case 1 -> u8(at);
                    case 2 -> u16(at);
                    case 4 -> Integer.toUnsignedLong(i32(at));
                    case 8 -> u64(at);
                    default ->
                        throw new IllegalArgumentException("a field of " + field.bytes() + " bytes is no number");
                };
        return (word & field.mask()) >>> Long.numberOfTrailingZeros(field.mask());
    }

    /** Puts a number of this machine's byte order into a field of at most eight bytes; other bits of its word stay. */
    static void put(long struct, Layouts.Field field, long value) {
        long at = struct + field.offset();
        long bits = value << Long.numberOfTrailingZeros(field.mask()) & field.mask();
        switch (field.bytes()) {
            case 1 -> put8(at, (int) (u8(at) & ~field.mask() | bits));
            case 2 -> put16(at, (int) (u16(at) & ~field.mask() | bits));
            case 4 -> put32(at, (int) (i32(at) & ~field.mask() | bits));
            case 8 -> put64(at, u64(at) & ~field.mask() | bits);
            default -> throw new IllegalArgumentException("a field of " + field.bytes() + " bytes takes no number");
        }
    }

    /**
     * Writes a value into a struct's member; bits beside it stay as they are.
     *
     * @param value a number of {@link Member#bytes} bytes, most significant first
     */
    static void write(long struct, Member member, Bytes value) {
        long at = struct + member.offset();
        int size = member.size();
        if (member.width() == size * Byte.SIZE) {
            boolean wire = member.form() == Member.Form.NETWORK || member.width() > Long.SIZE;
            for (int i = 0; i < size; i++) {
                put8(at + i, value.at(wire ? i : size - 1 - i));
            }
            return;
        }
        byte[] image = new byte[size];
        copy(at, image);
        member.write(image, -member.offset(), value);
        copy(image, at);
    }

    /** The text at a pointer; empty where the pointer is null. */
    static String text(long pointer) {
        return pointer == 0 ? "" : ALL.asSlice(pointer, LONGEST_TEXT).getString(0, StandardCharsets.UTF_8);
    }

    /** Texts as C passes them to main, with a null after the last. */
    static long texts(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return array.address();
    }

    private Memory() {}
}
