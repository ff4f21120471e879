package io.tandem.datapath.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A meter's buckets and counts. Shared by all packet threads without a lock: a bucket is changed by compare and set, and
 * time is advanced by one of the threads that see it pass.
 *
 * <p>A bucket holds {@code 1000 * burst}, is full at first, and gets {@code rate} each millisecond; a packet that finds
 * less than its volume in it exceeds the band, and takes nothing. Source: Open vSwitch lib/dpif-netdev.c,
 * dp_netdev_run_meter, which does the same to the packets of a batch.
 */
public final class Meter {
    private static final long BURST_UNIT = 1000;

    private final MeterConfig config;
    private final MeterUnit unit;
    private final long[] rates;
    private final long[] capacities;
    /** Milliseconds that fill any bucket. */
    private final long longestPause;

    private final AtomicLong used;
    private final AtomicLongArray buckets;
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLongArray droppedPackets;
    private final AtomicLongArray droppedBytes;

    /** @param now milliseconds on the datapath's clock */
    Meter(MeterConfig config, long now) {
        this.config = config;
        this.unit = config.unit();
        int bands = config.bands().size();
        this.rates = config.bands().stream().mapToLong(MeterBand::rate).toArray();
        this.capacities =
                config.bands().stream().mapToLong(b -> b.burst() * BURST_UNIT).toArray();
        this.buckets = new AtomicLongArray(capacities);
        this.droppedPackets = new AtomicLongArray(bands);
        this.droppedBytes = new AtomicLongArray(bands);
        this.used = new AtomicLong(now);
        long pause = 0;
        for (int i = 0; i < bands; i++) {
            pause = Math.max(pause, capacities[i] / rates[i]);
        }
        this.longestPause = pause;
    }

    /** What it was asked to do. */
    public MeterConfig config() {
        return config;
    }

    /**
     * Passes a packet.
     *
     * @param length bytes of the frame without FCS
     * @param now milliseconds on the datapath's clock
     * @return false where it is to be dropped
     */
    public boolean pass(int length, long now) {
        advance(now);
        packets.getAndIncrement();
        bytes.getAndAdd(length);
        long volume = unit.volume(length);
        int exceeded = -1;
        for (int i = 0; i < rates.length; i++) {
            if (!take(i, volume) && (exceeded < 0 || rates[i] > rates[exceeded])) {
                exceeded = i;
            }
        }
        if (exceeded < 0) {
            return true;
        }
        droppedPackets.getAndIncrement(exceeded);
        droppedBytes.getAndAdd(exceeded, length);
        return false;
    }

    /** What it has seen so far. */
    public MeterStats stats() {
        List<MeterStats.Band> bands = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            bands.add(new MeterStats.Band(droppedPackets.get(i), droppedBytes.get(i)));
        }
        return new MeterStats(packets.get(), bytes.get(), bands);
    }

    private void advance(long now) {
        long before = used.get();
        while (before < now && !used.compareAndSet(before, now)) {
            before = used.get();
        }
        if (before >= now) {
            return;
        }
        long pause = Math.min(now - before, longestPause);
        for (int i = 0; i < rates.length; i++) {
            long content;
            do {
                content = buckets.get(i);
            } while (!buckets.compareAndSet(i, content, Math.min(content + pause * rates[i], capacities[i])));
        }
    }

    private boolean take(int band, long volume) {
        long content;
        do {
            content = buckets.get(band);
            if (content < volume) {
                return false;
            }
        } while (!buckets.compareAndSet(band, content, content - volume));
        return true;
    }
}
