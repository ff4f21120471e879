package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tandem.flow.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that structs are laid out in, one behind the other and each zero at first, until all of it is used again.
 * One thread at a time.
 */
final class NativeRoom implements AutoCloseable {
    private static final int ALIGNMENT = 8;

    private final int size;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long base;
    private int used;

    NativeRoom(int bytes) {
        size = bytes;
        memory = arena.allocate(bytes, ALIGNMENT);
        base = memory.address();
    }

    /** Nothing is laid out any more. */
    void clear() {
        used = 0;
    }

    /** Whether that address is in what is laid out. */
    boolean holds(long pointer) {
        return pointer >= base && pointer < base + used;
    }

    /** Where what is laid out ends. */
    long end() {
        return base + used;
    }

    /**
     * Zeros, aligned for any struct; at least eight bytes, so that no two begin at one address.
     *
     * @throws IllegalArgumentException where there is no room
     */
    long reserve(int bytes) {
        int start = used;
        int end = start + Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        if (end > size) {
            throw new IllegalArgumentException("a rule of more than " + size + " bytes");
        }
        for (int at = start; at < end; at += Long.BYTES) {
            Memory.put64(base + at, 0);
        }
        used = end;
        return base + start;
    }

    /** These bytes. */
    long bytes(Bytes bytes) {
        byte[] array = bytes.toArray();
        long at = reserve(array.length);
        MemorySegment.copy(array, 0, Memory.ALL, JAVA_BYTE, at, array.length);
        return at;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
