package io.tandem.tc.device;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A meter of the configuration, and the police action that does the same.
 *
 * @param id as the meter action names it
 * @param unit what the bands count
 * @param bands from one on
 */
record TcMeter(int id, Unit unit, List<Band> bands) {
    /** Meters have ids below this. */
    static final int MOST = 1 << 18;

    private static final int BITS = 1000 / Byte.SIZE;
    /** Larger than any packet: without it the kernel drops those of more than 2,040 bytes. */
    private static final int ANY_SIZE = 1 << 20;
    /** What the kernel does not count of a frame without a VLAN tag, and police adds. See {@link FrameBytes}. */
    private static final int ETHERNET = 14;

    private static final long MOST_RATE = 0xffff_ffffL;

    TcMeter {
        bands = List.copyOf(bands);
    }

    /** What bands count in a second. */
    enum Unit {
        PPS,
        KBPS
    }

    /**
     * A limit.
     *
     * @param rate units a second
     * @param burst units that may pass at once after a pause
     */
    record Band(long rate, long burst) {}

    /** Reads {@code ID=UNIT:RATE:BURST}, bands behind the first as {@code +RATE:BURST}, with commas between; else empty. */
    static Optional<Map<Integer, TcMeter>> parse(String text) {
        Map<Integer, TcMeter> meters = new LinkedHashMap<>();
        for (String one : text.isBlank() ? new String[0] : text.split(",", -1)) {
            Optional<TcMeter> meter = meter(one.strip());
            if (meter.isEmpty() || meters.put(meter.get().id(), meter.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(meters);
    }

    private static Optional<TcMeter> meter(String text) {
        String[] sides = text.split("[=:]", 3);
        if (sides.length != 3) {
            return Optional.empty();
        }
        try {
            int id = Integer.parseInt(sides[0]);
            Unit unit = Unit.valueOf(sides[1].toUpperCase(Locale.ROOT));
            List<Band> bands = new ArrayList<>();
            for (String band : sides[2].split("\\+", -1)) {
                String[] numbers = band.split(":", -1);
                bands.add(new Band(number(numbers[0]), number(numbers[numbers.length - 1])));
            }
            return id < 0 || id >= MOST ? Optional.empty() : Optional.of(new TcMeter(id, unit, bands));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        long number = Long.parseLong(text);
        if (number < 1 || number > MOST_RATE) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    /** Why police can't be this meter; empty where it can. */
    Optional<String> refusal(KernelFeatures kernel) {
        if (bands.size() != 1) {
            return Optional.of("meter " + id + " has " + bands.size()
                    + " bands, police has one; give it the lowest alone, which drops first");
        }
        if (!kernel.has(KernelFeature.POLICE)) {
            return Optional.of("this kernel has no police for meter " + id + "; load or install its module act_police");
        }
        return unit == Unit.PPS && !kernel.has(KernelFeature.POLICE_PACKETS)
                ? Optional.of("meter " + id + " counts packets, and this kernel's police bytes only (Linux 5.13);"
                        + " give it kbps")
                : Optional.empty();
    }

    /** The police action: packets beyond the rate are dropped, the others go on. */
    ActionBody.Police police() {
        Band band = bands.getFirst();
        Optional<TcControl> conform = Optional.of(TcControl.PIPE);
        return switch (unit) {
            case PPS -> new ActionBody.Police(0, 0, ANY_SIZE, 0, band.rate(), band.burst(), 0, 0, conform);
            case KBPS ->
                new ActionBody.Police(
                        band.rate() * BITS,
                        Math.min(band.burst() * BITS, MOST_RATE),
                        ANY_SIZE,
                        0,
                        0,
                        0,
                        ETHERNET,
                        1,
                        conform);
        };
    }
}
