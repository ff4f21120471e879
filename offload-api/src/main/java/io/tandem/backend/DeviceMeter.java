package io.tandem.backend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A meter of the configuration, as the setting {@code meters} of a device names it: {@code ID=UNIT:RATE:BURST}, bands behind
 * the first as {@code +RATE:BURST}, meters with commas between.
 *
 * @param id as the meter action names it
 * @param unit what the bands count
 * @param bands from one on
 */
public record DeviceMeter(int id, Unit unit, List<Band> bands) {
    /** The form, for messages. */
    public static final String FORM =
            "ID=UNIT:RATE:BURST, UNIT pps or kbps, each id once, further bands as +RATE:BURST,"
                    + " with commas between";

    private static final long MOST_RATE = 0xffff_ffffL;

    public DeviceMeter {
        bands = List.copyOf(bands);
    }

    /** What bands count in a second. */
    public enum Unit {
        PPS,
        KBPS
    }

    /**
     * A limit.
     *
     * @param rate units a second, 1 to 4,294,967,295
     * @param burst units that may pass at once after a pause, in the same range
     */
    public record Band(long rate, long burst) {}

    /** The meters of a setting by their ids, in its order; empty where it has another form. */
    public static Optional<Map<Integer, DeviceMeter>> parse(String text) {
        Map<Integer, DeviceMeter> meters = new LinkedHashMap<>();
        for (String one : text.isBlank() ? new String[0] : text.split(",", -1)) {
            Optional<DeviceMeter> meter = meter(one.strip());
            if (meter.isEmpty() || meters.put(meter.get().id(), meter.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(meters);
    }

    private static Optional<DeviceMeter> meter(String text) {
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
                if (numbers.length != 2) {
                    return Optional.empty();
                }
                bands.add(new Band(number(numbers[0]), number(numbers[1])));
            }
            return id < 0 ? Optional.empty() : Optional.of(new DeviceMeter(id, unit, bands));
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

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return id + "=" + unit.name().toLowerCase(Locale.ROOT) + ":"
                + bands.stream().map(band -> band.rate() + ":" + band.burst()).collect(Collectors.joining("+"));
    }
}
