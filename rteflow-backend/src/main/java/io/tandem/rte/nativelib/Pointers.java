package io.tandem.rte.nativelib;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An array of pointers for a call to fill or to read: null at first, gone when closed. One thread. */
public final class Pointers implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory;

    /** Room for so many. */
    public Pointers(int count) {
        memory = arena.allocate(Math.max(1L, (long) Long.BYTES * count), Long.BYTES);
    }

    /** Where the first one lies. */
    public long address() {
        return memory.address();
    }

    /** The pointer at that place. */
    public long get(int index) {
        return Memory.u64(memory.address() + (long) Long.BYTES * index);
    }

    /** Puts a pointer at that place. */
    public void put(int index, long pointer) {
        Memory.put64(memory.address() + (long) Long.BYTES * index, pointer);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
