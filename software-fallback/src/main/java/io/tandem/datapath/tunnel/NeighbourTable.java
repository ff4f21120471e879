package io.tandem.datapath.tunnel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Neighbours by port and address, in an open hash table. Which there are never changes, so a table is for any thread;
 * when each was last used does, which keeps a learned one from expiring. A look-up allocates nothing.
 *
 * <p>Source: Open vSwitch lib/tnl-neigh-cache.c.
 */
public final class NeighbourTable {
    /** No neighbours. */
    public static final NeighbourTable EMPTY = new NeighbourTable(List.of());

    /** How long a learned neighbour is kept that nothing is sent to, in nanoseconds. */
    public static final long IDLE_NANOS = 900_000_000_000L;

    /** Learned neighbours at most; of what is learned beyond nothing is kept. */
    public static final int MOST_LEARNED = 4096;

    /** Stands for a neighbour that is not known. */
    static final long NONE = -1;

    private static final long USE_GRAIN_NANOS = 1_000_000_000L;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private static final class Entry {
        final Neighbour neighbour;
        final boolean learned;
        volatile long lastUseNanos;

        Entry(Neighbour neighbour, boolean learned, long nowNanos) {
            this.neighbour = neighbour;
            this.learned = learned;
            this.lastUseNanos = nowNanos;
        }

        boolean isExpired(long nowNanos) {
            return learned && nowNanos - lastUseNanos >= IDLE_NANOS;
        }

        boolean is(int port, long high, long low) {
            IpAddress address = neighbour.address();
            return neighbour.port() == port && address.low() == low && address.high() == high;
        }
    }

    private final List<Entry> entries;
    private final @Nullable Entry[] slots;

    /** A table of configured neighbours, which never expire. */
    public NeighbourTable(List<Neighbour> configured) {
        this(entries(configured), configured.size());
    }

    private NeighbourTable(List<Entry> entries, int size) {
        this.entries = entries;
        slots = new Entry[Integer.highestOneBit(Math.max(2, size)) << 2];
        for (Entry entry : entries) {
            IpAddress address = entry.neighbour.address();
            int at = slot(entry.neighbour.port(), address.high(), address.low());
            while (slots[at] != null) {
                at = at + 1 & slots.length - 1;
            }
            slots[at] = entry;
        }
    }

    private static List<Entry> entries(List<Neighbour> configured) {
        return configured.stream().map(n -> new Entry(n, false, 0)).toList();
    }

    /** All neighbours, learned ones last. */
    public List<Neighbour> neighbours() {
        return entries.stream().map(e -> e.neighbour).toList();
    }

    /**
     * The Ethernet address of a neighbour, which is in use from now on.
     *
     * @return 48 bits, or {@link #NONE}
     */
    long find(int port, long high, long low, long nowNanos) {
        Entry entry = entry(port, high, low);
        if (entry == null || entry.isExpired(nowNanos)) {
            return NONE;
        }
        // not at every packet, as other threads read it
        if (entry.learned && nowNanos - entry.lastUseNanos > USE_GRAIN_NANOS) {
            entry.lastUseNanos = nowNanos;
        }
        return entry.neighbour.mac();
    }

    /** This table with a learned neighbour; a configured one at its address stays, and then this is the same table. */
    NeighbourTable learn(Neighbour neighbour, long nowNanos) {
        IpAddress address = neighbour.address();
        Entry known = entry(neighbour.port(), address.high(), address.low());
        if (known != null && (!known.learned || known.neighbour.equals(neighbour))) {
            known.lastUseNanos = nowNanos;
            return this;
        }
        long learned = entries.stream().filter(e -> e.learned).count();
        if (known == null && learned >= MOST_LEARNED) {
            return this;
        }
        List<Entry> more = new ArrayList<>(entries);
        more.removeIf(e -> e.is(neighbour.port(), address.high(), address.low()));
        more.add(new Entry(neighbour, true, nowNanos));
        return new NeighbourTable(List.copyOf(more), more.size());
    }

    /** This table with other configured neighbours; learned ones stay where they are not among these. */
    NeighbourTable configure(List<Neighbour> configured) {
        List<Entry> all = new ArrayList<>(entries(configured));
        for (Entry entry : entries) {
            IpAddress address = entry.neighbour.address();
            boolean replaced = configured.stream()
                    .anyMatch(n ->
                            n.port() == entry.neighbour.port() && n.address().equals(address));
            if (entry.learned && !replaced) {
                all.add(entry);
            }
        }
        return new NeighbourTable(List.copyOf(all), all.size());
    }

    /** This table without what has expired; the same table where nothing has. */
    NeighbourTable expire(long nowNanos) {
        List<Entry> rest = entries.stream().filter(e -> !e.isExpired(nowNanos)).toList();
        return rest.size() == entries.size() ? this : new NeighbourTable(rest, rest.size());
    }

    private @Nullable Entry entry(int port, long high, long low) {
        for (int at = slot(port, high, low); ; at = at + 1 & slots.length - 1) {
            Entry entry = slots[at];
            if (entry == null || entry.is(port, high, low)) {
                return entry;
            }
        }
    }

    private int slot(int port, long high, long low) {
        long hash = ((high * MULTIPLIER ^ low) + port) * MULTIPLIER;
        return (int) (hash >>> 32) & slots.length - 1;
    }
}
