package io.tandem.datapath.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Up to {@link #SIZE} packets that are processed together. Allocates its buffers once. One thread at a time. */
public final class PacketBatch {
    /** Packets in a full batch. */
    public static final int SIZE = 32;

    private final Packet[] packets = new Packet[SIZE];
    private int size;

    public PacketBatch() {
        MemorySegment slab = Arena.ofAuto().allocate((long) SIZE * Packet.BUFFER, Long.BYTES);
        for (int i = 0; i < SIZE; i++) {
            packets[i] = new Packet(slab.asSlice((long) i * Packet.BUFFER, Packet.BUFFER));
        }
    }

    /** A packet that belongs to no batch. */
    public static Packet single() {
        return new Packet(Arena.ofAuto().allocate(Packet.BUFFER, Long.BYTES));
    }

    /** Packets in the batch. */
    public int size() {
        return size;
    }

    /** True where no further packet fits. */
    public boolean full() {
        return size == SIZE;
    }

    /** The packet at that place. */
    public Packet get(int index) {
        return packets[index];
    }

    /** Takes the next packet, to be filled by the caller. */
    public Packet add() {
        return packets[size++];
    }

    /** Empties the batch. */
    public void clear() {
        size = 0;
    }
}
