package io.tandem.datapath.meter;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The meters by number. Set and removed by any thread, read by packet threads. Source: Open vSwitch lib/dpif-netdev.c,
 * dpif_netdev_meter_set, dpif_netdev_meter_get and dpif_netdev_meter_del.
 */
public final class MeterTable {
    /** One more than the highest number of a meter. Source: MAX_METERS there. */
    public static final int MOST = 1 << 18;

    private static final int CHUNK = 1 << 9;

    /** Chunks of the table, each made with its first meter. */
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Meter>> chunks =
            new AtomicReferenceArray<>(MOST / CHUNK);

    /**
     * Adds a meter, or replaces one together with its counts.
     *
     * @param id from 0 to {@link #MOST} - 1
     * @param now milliseconds on the datapath's clock
     */
    public synchronized void set(int id, MeterConfig config, long now) {
        chunk(id).set(id % CHUNK, new Meter(config, now));
    }

    /**
     * Removes a meter; packets pass it from then on.
     *
     * @return its final statistics; empty where there is no such meter
     */
    public synchronized Optional<MeterStats> remove(int id) {
        return Optional.ofNullable(chunk(id).getAndSet(id % CHUNK, null)).map(Meter::stats);
    }

    /** The meter of that number. */
    public Optional<Meter> get(int id) {
        return Optional.ofNullable(find(id));
    }

    /** The meter of that number, for the packet path; null where there is none. */
    public @Nullable Meter find(int id) {
        if (id < 0 || id >= MOST) {
            return null;
        }
        AtomicReferenceArray<@Nullable Meter> chunk = chunks.get(id / CHUNK);
        return chunk == null ? null : chunk.get(id % CHUNK);
    }

    /** All meters by their numbers. */
    public Map<Integer, Meter> all() {
        Map<Integer, Meter> all = new HashMap<>();
        for (int i = 0; i < chunks.length(); i++) {
            AtomicReferenceArray<@Nullable Meter> chunk = chunks.get(i);
            for (int j = 0; chunk != null && j < CHUNK; j++) {
                Meter meter = chunk.get(j);
                if (meter != null) {
                    all.put(i * CHUNK + j, meter);
                }
            }
        }
        return all;
    }

    private AtomicReferenceArray<@Nullable Meter> chunk(int id) {
        if (id < 0 || id >= MOST) {
            throw new IllegalArgumentException(
                    "meter " + Integer.toUnsignedString(id) + ": give a number below " + MOST);
        }
        AtomicReferenceArray<@Nullable Meter> chunk = chunks.get(id / CHUNK);
        if (chunk == null) {
            chunk = new AtomicReferenceArray<>(CHUNK);
            chunks.set(id / CHUNK, chunk);
        }
        return chunk;
    }
}
