package io.tandem.datapath.conntrack;

import java.util.Map;

/**
 * Connections that are kept, and what became of the others. None is ever taken out to make room for another one.
 *
 * @param connections in the table, with those that have expired and were not swept
 * @param zones those of each zone that has some
 * @param created connections that were made so far
 * @param expired those of them that a sweep has taken out
 * @param limited packets that would have made one, but for a limit
 * @param exhausted packets that would have made one, but for a free translated tuple
 */
public record ConntrackCounters(
        int connections, Map<Integer, Integer> zones, long created, long expired, long limited, long exhausted) {
    public ConntrackCounters {
        zones = Map.copyOf(zones);
    }
}
