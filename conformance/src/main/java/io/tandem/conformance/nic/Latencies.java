package io.tandem.conformance.nic;

import java.util.Map;
import java.util.TreeMap;

/** How many clocks packets took, by the number of their lookups. Not thread-safe. */
public final class Latencies {
    /** Packets by clocks, by lookups. */
    private final TreeMap<Integer, TreeMap<Integer, Long>> packets = new TreeMap<>();

    /**
     * The packets with one number of lookups.
     *
     * @param packets how many
     * @param min the fewest clocks; likewise the others
     */
    public record Summary(long packets, int min, int median, int max) {}

    /** Adds a packet. */
    void add(int lookups, int clocks) {
        packets.computeIfAbsent(lookups, l -> new TreeMap<>()).merge(clocks, 1L, Long::sum);
    }

    void add(Latencies others) {
        others.packets.forEach((lookups, byClocks) -> {
            TreeMap<Integer, Long> own = packets.computeIfAbsent(lookups, l -> new TreeMap<>());
            byClocks.forEach((clocks, count) -> own.merge(clocks, count, Long::sum));
        });
    }

    /** What there is, by lookups. */
    public Map<Integer, Summary> summaries() {
        Map<Integer, Summary> summaries = new TreeMap<>();
        packets.forEach((lookups, byClocks) -> {
            long count = byClocks.values().stream().mapToLong(Long::longValue).sum();
            long before = 0;
            int median = byClocks.firstKey();
            for (Map.Entry<Integer, Long> entry : byClocks.entrySet()) {
                if (2 * before <= count - 1) {
                    median = entry.getKey();
                }
                before += entry.getValue();
            }
            summaries.put(lookups, new Summary(count, byClocks.firstKey(), median, byClocks.lastKey()));
        });
        return summaries;
    }
}
