package io.tandem.datapath.conntrack;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All connections, by the tuples of both directions. A tuple and its reverse have one hash, so an untranslated
 * connection has one entry and a translated one two.
 *
 * <p>Lookups take no lock and allocate nothing, on any thread: bins are chains of entries that are published complete,
 * and a grown table is published whole. What changes the table is called with its monitor held, as callers look up
 * first and the two have to be one. A lookup beside a change may find a connection that has just been removed, or not
 * find one that has just been made; who is about to make one looks again with the monitor held.
 *
 * <p>The hash has random seeds, so nobody outside can fill one bin.
 */
final class ConnectionTable {
    private static final int FIRST_BINS = 1 << 10;
    private static final int MOST_BINS = 1 << 26;

    private final long seed;
    private final long otherSeed;
    private volatile AtomicReferenceArray<@Nullable Entry> bins = new AtomicReferenceArray<>(FIRST_BINS);
    private int entries;

    /** Number of connections; written with the monitor held. */
    private final AtomicInteger size = new AtomicInteger();

    private final int[] perZone = new int[ConntrackConfig.ZONES];

    /** An entry never changes but for what follows it. */
    private static final class Entry {
        final Connection connection;
        final int hash;
        volatile @Nullable Entry next;

        Entry(Connection connection, int hash, @Nullable Entry next) {
            this.connection = connection;
            this.hash = hash;
            this.next = next;
        }
    }

    ConnectionTable(SplittableRandom random) {
        seed = random.nextLong();
        otherSeed = random.nextLong() | 1;
    }

    int hash(Tuple tuple) {
        return tuple.hash(seed, otherSeed);
    }

    /** The connection that has the tuple in one direction or the other, or null. */
    @Nullable Connection find(Tuple tuple, int hash, long now) {
        AtomicReferenceArray<@Nullable Entry> table = bins;
        Entry entry = table.get(hash & table.length() - 1);
        while (entry != null) {
            if (entry.hash == hash) {
                Connection connection = entry.connection;
                if (!connection.gone(now) && (connection.original.same(tuple) || connection.reply.same(tuple))) {
                    return connection;
                }
            }
            entry = entry.next;
        }
        return null;
    }

    int size() {
        return size.get();
    }

    /** Connections of a zone; monitor held. */
    int size(int zone) {
        return perZone[zone];
    }

    /** Connections of each zone that has some; monitor held. */
    Map<Integer, Integer> zones() {
        Map<Integer, Integer> zones = new HashMap<>();
        for (int zone = 0; zone < perZone.length; zone++) {
            if (perZone[zone] != 0) {
                zones.put(zone, perZone[zone]);
            }
        }
        return zones;
    }

    int bins() {
        return bins.length();
    }

    /** Adds a connection whose tuples are free; monitor held. */
    void insert(Connection connection) {
        int forward = hash(connection.original);
        int back = hash(connection.reply);
        if (entries >= bins.length() && bins.length() < MOST_BINS) {
            grow();
        }
        link(bins, connection, forward);
        entries++;
        if (back != forward) {
            link(bins, connection, back);
            entries++;
        }
        perZone[connection.original.zone]++;
        size.incrementAndGet();
    }

    /** Takes a connection out, where it is still there; monitor held. */
    void remove(Connection connection) {
        if (connection.removed) {
            return;
        }
        connection.removed = true;
        int forward = hash(connection.original);
        int back = hash(connection.reply);
        unlink(connection, forward);
        if (back != forward) {
            unlink(connection, back);
        }
        perZone[connection.original.zone]--;
        size.decrementAndGet();
    }

    /**
     * Collects what a condition holds for in some bins; both entries of a connection may be met.
     *
     * @param from first bin
     * @param count how many bins
     */
    void visit(int from, int count, Predicate<Connection> condition, Consumer<Connection> found) {
        AtomicReferenceArray<@Nullable Entry> table = bins;
        for (int i = 0; i < count; i++) {
            for (Entry entry = table.get(from + i & table.length() - 1); entry != null; entry = entry.next) {
                if (condition.test(entry.connection)) {
                    found.accept(entry.connection);
                }
            }
        }
    }

    private static void link(AtomicReferenceArray<@Nullable Entry> table, Connection connection, int hash) {
        int bin = hash & table.length() - 1;
        table.set(bin, new Entry(connection, hash, table.get(bin)));
    }

    private void unlink(Connection connection, int hash) {
        AtomicReferenceArray<@Nullable Entry> table = bins;
        int bin = hash & table.length() - 1;
        Entry before = null;
        for (Entry entry = table.get(bin); entry != null; entry = entry.next) {
            if (entry.connection == connection && entry.hash == hash) {
                // the entry keeps what follows it, for lookups that stand on it
                if (before == null) {
                    table.set(bin, entry.next);
                } else {
                    before.next = entry.next;
                }
                entries--;
                return;
            }
            before = entry;
        }
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Entry> old = bins;
        AtomicReferenceArray<@Nullable Entry> grown = new AtomicReferenceArray<>(old.length() * 2);
        for (int i = 0; i < old.length(); i++) {
            for (Entry entry = old.get(i); entry != null; entry = entry.next) {
                link(grown, entry.connection, entry.hash);
            }
        }
        bins = grown;
    }
}
