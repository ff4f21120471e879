package io.tandem.datapath.conntrack;

import io.tandem.datapath.packet.Packet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connection tracking of a datapath, with the semantics of Open vSwitch's userspace (lib/conntrack.c). Packet threads
 * share it, each by a {@link Tracker} of its own; a control thread calls {@link #sweep} again and again, as nothing else
 * takes out what has expired.
 *
 * <p>Where the kernel's differs, what userspace does is done: beyond a limit, or where no translated tuple is free, a
 * packet goes on as new and is not dropped; UDP stays new until an answer is seen; a wrong checksum is always invalid; a
 * fragment beyond the limits is invalid. Unlike userspace and like the kernel, a commit with "nat" and no range makes
 * an untranslated connection whose answers are known.
 *
 * <p>Times are nanoseconds on the clock of the packets, of any origin. All methods may be called on any thread.
 */
public final class Conntrack {
    /** Datagrams that one sweep drops at most. */
    private static final int MOST_DATAGRAMS = 64;
    /** Bins that a dump of some connections looks at before it asks whether there are enough. */
    private static final int DUMPED_BINS = 1024;

    final ConnectionTable table;
    final NatRange range;
    final FragmentStore fragments = new FragmentStore();

    /** Guarded by the table's monitor, as {@link #exhausted}, {@link #created} and {@link #swept} are. */
    long limited;

    long exhausted;
    long created;
    private long swept;
    private volatile ConntrackConfig config;
    private int nextBin;

    public Conntrack(ConntrackConfig config) {
        this.config = config;
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
        table = new ConnectionTable(random.split());
        range = new NatRange(table, random);
    }

    /** The settings that hold. */
    public ConntrackConfig config() {
        return config;
    }

    /** Changes settings; a lower limit removes no connection, and what expires when is asked anew at each packet. */
    public void configure(ConntrackConfig changed) {
        config = changed;
    }

    /** A packet thread's entrance. */
    public Tracker tracker() {
        return new Tracker(this);
    }

    /** Forgets what tracking has said of a packet. Source: Open vSwitch lib/conntrack.c, conntrack_clear. */
    public static void clear(Packet packet) {
        if (ConnectionMetadata.state(packet.metadata()) != 0) {
            ConnectionMetadata.write(packet.metadata(), 0, 0, 0, 0, 0);
            ConnectionMetadata.noTuple(packet.metadata());
        }
    }

    /** Connections in the table, with those that have expired and were not swept. */
    public int connections() {
        return table.size();
    }

    /** Those of a zone, which its limit is about. */
    public int connections(int zone) {
        synchronized (table) {
            return table.size(zone);
        }
    }

    /** Connections: what is kept, and what became of the others. */
    public ConntrackCounters counters() {
        synchronized (table) {
            return new ConntrackCounters(table.size(), table.zones(), created, swept, limited, exhausted);
        }
    }

    /** Fragments: what is kept, and what became of the others. */
    public FragmentCounters fragmentCounters() {
        return fragments.counters();
    }

    /** Bins of the table; as many as {@code bins / config().sweepBins()} sweeps, rounded up, look at all of them. */
    public int bins() {
        return table.bins();
    }

    /**
     * Takes out expired connections and datagrams; goes on where the last sweep has stopped, and does no more than the
     * settings allow at a time. One thread at a time.
     *
     * @return connections that were taken out
     */
    public int sweep(long now) {
        fragments.expire(now, MOST_DATAGRAMS);
        int bins = table.bins();
        int count = Math.min(bins, config.sweepBins());
        List<Connection> expired = collect(nextBin, count, connection -> connection.gone(now));
        nextBin = nextBin + count & bins - 1;
        int removed = 0;
        for (Connection connection : expired) {
            synchronized (table) {
                // a packet may have prolonged it meanwhile
                if (!connection.removed && connection.gone(now)) {
                    table.remove(connection);
                    swept++;
                    removed++;
                }
            }
        }
        return removed;
    }

    /**
     * The connections that have not expired.
     *
     * @param now the time they are looked at
     */
    public List<ConnectionSnapshot> dump(long now) {
        return dump(now, connection -> true);
    }

    /** Those of one zone. */
    public List<ConnectionSnapshot> dump(long now, int zone) {
        return dump(now, connection -> connection.original.zone == zone);
    }

    /**
     * So many at most.
     *
     * @param zone of which zone; empty for all
     */
    public List<ConnectionSnapshot> dump(long now, OptionalInt zone, int most) {
        Set<Connection> found = new LinkedHashSet<>();
        int bins = table.bins();
        for (int from = 0; from < bins && found.size() < most; from += DUMPED_BINS) {
            found.addAll(collect(
                    from,
                    Math.min(DUMPED_BINS, bins - from),
                    connection ->
                            !connection.gone(now) && (zone.isEmpty() || connection.original.zone == zone.getAsInt())));
        }
        return found.stream()
                .limit(most)
                .map(connection -> ConnectionSnapshot.of(connection, now))
                .toList();
    }

    /**
     * Says that a device carries packets of a TCP or UDP connection from now on, as far as they neither begin nor end it. Its
     * TCP segments are no longer held against a window, as in the kernel where a flow table carries them
     * (nf_flow_table_core.c, flow_offload_fixup_tcp).
     *
     * @return false where there is no such connection any more
     */
    public boolean handOver(ConnectionSnapshot connection, long now) {
        Connection found = find(connection, now);
        if (found == null) {
            return false;
        }
        synchronized (found) {
            if (found.state instanceof TcpState tcp) {
                tcp.carriedElsewhere();
            }
        }
        return true;
    }

    /** Says when a device last had a packet of a connection, which is kept as if the packet had come here then. */
    public void usedElsewhere(ConnectionSnapshot connection, long used) {
        Connection found = find(connection, used);
        if (found != null) {
            synchronized (found) {
                long until = used + config.policy(found.policy).nanos(found.state.phase());
                if (until - found.expiration() > 0) {
                    found.expireAt(until);
                }
            }
        }
    }

    private @Nullable Connection find(ConnectionSnapshot connection, long now) {
        return find(Tuple.of(connection.original(), connection.zone(), connection.protocol()), now);
    }

    /** Removes all connections of a zone, and the fragments that wait in it; answers how many connections. */
    public int flush(int zone) {
        fragments.flush(zone);
        synchronized (table) {
            int before = table.size();
            collect(0, table.bins(), connection -> connection.original.zone == zone)
                    .forEach(table::remove);
            return before - table.size();
        }
    }

    private List<ConnectionSnapshot> dump(long now, Predicate<Connection> condition) {
        return collect(0, table.bins(), connection -> !connection.gone(now) && condition.test(connection)).stream()
                .distinct()
                .map(connection -> ConnectionSnapshot.of(connection, now))
                .toList();
    }

    private List<Connection> collect(int from, int count, Predicate<Connection> condition) {
        List<Connection> found = new ArrayList<>();
        table.visit(from, count, condition, found::add);
        return found;
    }

    /** Forgets a connection that is over before its time. */
    void forget(Connection connection) {
        synchronized (table) {
            table.remove(connection);
        }
    }

    /** The connection of a tuple, or null; no lock, no allocation. */
    @Nullable Connection find(Tuple tuple, long now) {
        return table.find(tuple, table.hash(tuple), now);
    }
}
