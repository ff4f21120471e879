package io.tandem.rte.nativelib;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A struct of DPDK, or an array of them, in native memory of its own: zero at first, gone when closed. For calls that are
 * seldom made; fields go by name. One thread.
 */
public final class Struct implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final Layouts layouts = Dpdk.layouts();
    private final String name;
    private final int stride;
    private final MemorySegment memory;

    /** One struct of that name. */
    public Struct(String name) {
        this(name, 1);
    }

    /** An array of {@code count} structs. */
    public Struct(String name, int count) {
        this.name = name;
        this.stride = layouts.size(name);
        this.memory = arena.allocate(Math.max(1L, (long) stride * count), Long.BYTES);
    }

    /** Where the first one lies. */
    public long address() {
        return memory.address();
    }

    /** A field of the first one, unsigned. */
    public long get(String field) {
        return get(0, field);
    }

    /** A field of the one at {@code index}, unsigned. */
    public long get(int index, String field) {
        return Memory.get(address() + (long) stride * index, layouts.field(name, field));
    }

    /** Sets a field of the first one. */
    public void put(String field, long value) {
        Memory.put(address(), layouts.field(name, field), value);
    }

    /** Sets an element of a field of the first one that is an array of pointers. */
    public void putElement(String field, int index, long pointer) {
        Memory.put64(address() + layouts.offset(name, field) + (long) Long.BYTES * index, pointer);
    }

    /** The text that a pointer in the first one points to; empty where it is null. */
    public String text(String field) {
        return Memory.text(get(field));
    }

    /** The text in a field that is an array of characters, of the one at {@code index}. */
    public String characters(int index, String field) {
        return Memory.text(address() + (long) stride * index + layouts.offset(name, field));
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
