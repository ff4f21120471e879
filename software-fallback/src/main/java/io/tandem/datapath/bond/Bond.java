package io.tandem.datapath.bond;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bond's buckets: the hash of a packet's flow chooses one, and each sends by one port. Counted by packet threads, read
 * by any. Source: Open vSwitch lib/dpif.h, BOND_BUCKETS.
 */
public final class Bond {
    /** How many buckets there are. */
    public static final int BUCKETS = 256;

    private final int[] members;
    private final AtomicLongArray packets = new AtomicLongArray(BUCKETS);
    private final AtomicLongArray bytes = new AtomicLongArray(BUCKETS);

    /** @param members the port of each of the {@link #BUCKETS} buckets */
    public Bond(int... members) {
        if (members.length != BUCKETS) {
            throw new IllegalArgumentException("a bond has " + BUCKETS + " buckets, not " + members.length);
        }
        this.members = members.clone();
    }

    /** Spreads the buckets over ports in turn. */
    public static Bond over(List<Integer> ports) {
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("a bond needs a port; give it one, or remove the bond");
        }
        int[] members = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            members[i] = ports.get(i % ports.size());
        }
        return new Bond(members);
    }

    /** The bucket of a packet's hash. */
    public static int bucket(int hash) {
        return hash & BUCKETS - 1;
    }

    /** The port of a bucket. */
    public int member(int bucket) {
        return members[bucket];
    }

    /** Counts a packet that was sent. */
    public void count(int bucket, int length) {
        packets.getAndIncrement(bucket);
        bytes.getAndAdd(bucket, length);
    }

    /** Packets that a bucket has sent. */
    public long packets(int bucket) {
        return packets.get(bucket);
    }

    /** Bytes of them. */
    public long bytes(int bucket) {
        return bytes.get(bucket);
    }
}
