package io.tandem.agent.slowpath;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where stations were last heard: a bounded table from VLAN and Ethernet address to port.
 *
 * <p>No port can take the table for itself: each has a limit of its own, and when the table is full the port with the
 * most stations gives up the one that it heard longest ago. Not thread-safe.
 */
final class MacTable {
    /**
     * How much is learned and for how long.
     *
     * @param stations stations in the table at most
     * @param stationsPerPort stations of one port at most
     * @param age how long a station that is not heard stays
     */
    record Limits(int stations, int stationsPerPort, Duration age) {
        /** The defaults: 8192 stations, half of them on one port, five minutes. */
        static final Limits DEFAULT = new Limits(8192, 4096, Duration.ofMinutes(5));

        Limits {
            if (stations < 1 || stationsPerPort < 1 || age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException("limits have to be above zero: " + stations + " stations, "
                        + stationsPerPort + " of a port, " + age);
            }
        }
    }

    private record Station(long space, long address) {}

    private static final class Heard {
        private final int port;
        private final long nanos;

        private Heard(int port, long nanos) {
            this.port = port;
            this.nanos = nanos;
        }
    }

    private final Limits limits;
    private final long ageNanos;
    private final Map<Station, Heard> stations = new HashMap<>();
    /** The same entries by port, those heard longest ago first. */
    private final Map<Integer, LinkedHashMap<Station, Heard>> byPort = new HashMap<>();

    private long version;

    MacTable(Limits limits) {
        this.limits = limits;
        this.ageNanos = limits.age().toNanos();
    }

    /** Grows with each station that is learned, moves, ages or gives way to another. */
    long version() {
        return version;
    }

    int size() {
        return stations.size();
    }

    /** How long a station that is not heard stays, in nanoseconds. */
    long ageNanos() {
        return ageNanos;
    }

    /** The port behind which a station is. */
    OptionalInt port(long space, long address) {
        Heard heard = stations.get(new Station(space, address));
        return heard == null ? OptionalInt.empty() : OptionalInt.of(heard.port);
    }

    /** Notes that a station was heard on a port at that time; older news than what is known changes nothing. */
    void heard(long space, long address, int port, long nanos) {
        Station station = new Station(space, address);
        Heard known = stations.get(station);
        if (known != null && nanos - known.nanos < 0) {
            return;
        }
        if (known != null) {
            forget(station, known);
        }
        LinkedHashMap<Station, Heard> there = byPort.computeIfAbsent(port, p -> new LinkedHashMap<>());
        if (there.size() >= limits.stationsPerPort()) {
            forgetOldest(there);
        } else if (stations.size() >= limits.stations()) {
            forgetOldest(Collections.max(byPort.values(), Comparator.comparingInt(Map::size)));
        }
        Heard now = new Heard(port, nanos);
        stations.put(station, now);
        there.put(station, now);
        if (known == null || known.port != port) {
            version++;
        }
    }

    /** Forgets the stations that have not been heard for too long. */
    void age(long nowNanos) {
        for (LinkedHashMap<Station, Heard> there : byPort.values()) {
            Iterator<Map.Entry<Station, Heard>> oldest = there.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Station, Heard> entry = oldest.next();
                if (nowNanos - entry.getValue().nanos < ageNanos) {
                    break;
                }
                oldest.remove();
                stations.remove(entry.getKey());
                version++;
            }
        }
    }

    private void forget(Station station, Heard heard) {
        stations.remove(station);
        LinkedHashMap<Station, Heard> there = byPort.get(heard.port);
        if (there != null) {
            there.remove(station);
        }
    }

    private void forgetOldest(Map<Station, Heard> there) {
        Station oldest = there.keySet().iterator().next();
        there.remove(oldest);
        stations.remove(oldest);
        version++;
    }
}
