package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.profile.MeterBits;
import io.tandem.hwsim.profile.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meters that a NIC is given at the beginning of each life. Immutable.
 *
 * @param meters each by its place: the first one is in entry 1 of the NIC's table
 */
record NicMeters(List<Limit> meters) {
    private static final long VOLUME = 1000;
    private static final long MOST = 0xffff_ffffL;
    private static final Pattern ONE =
            Pattern.compile("(0|[1-9][0-9]{0,5})=(pktps|kbps):([1-9][0-9]{0,9}):([1-9][0-9]{0,9})");

    /**
     * A meter with one band, which drops.
     *
     * @param id the number by which actions name it
     * @param packets the unit is packets per second, not kilobits
     * @param rate in that unit
     * @param burst what passes at once after a pause, in the same unit for a second
     */
    record Limit(int id, boolean packets, long rate, long burst) {}

    NicMeters {
        meters = List.copyOf(meters);
    }

    static NicMeters none() {
        return new NicMeters(List.of());
    }

    /** Reads {@code 1=pktps:1000:50,7=kbps:8000:400}; empty where the text is not of that form. */
    static Optional<NicMeters> parse(String text) {
        List<Limit> meters = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher one = ONE.matcher(part);
            if (!one.matches()) {
                return Optional.empty();
            }
            Limit limit = new Limit(
                    Integer.parseInt(one.group(1)),
                    one.group(2).equals("pktps"),
                    Long.parseLong(one.group(3)),
                    Long.parseLong(one.group(4)));
            boolean twice = meters.stream().anyMatch(other -> other.id() == limit.id());
            if (twice || limit.rate() > MOST || limit.burst() > MOST) {
                return Optional.empty();
            }
            meters.add(limit);
        }
        return Optional.of(new NicMeters(meters));
    }

    /** The NIC's entry for the meter of that number. */
    OptionalInt entry(int id) {
        for (int i = 0; i < meters.size(); i++) {
            if (meters.get(i).id() == id) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    /** Writes them all, with full buckets. */
    NicOperations writes(NicCapabilities nic) throws DeviceException {
        if (meters.size() >= nic.meters()) {
            throw new DeviceException(meters.size() + " meters for a NIC that has " + (nic.meters() - 1));
        }
        NicOperations operations = new NicOperations();
        for (Limit limit : meters) {
            long capacity = VOLUME * limit.burst();
            NicEntry entry = NicEntry.empty(MeterBits.WORDS);
            entry.put(MeterBits.RATE.lsb(), MeterBits.RATE.width(), limit.rate());
            entry.put(MeterBits.PAUSE.lsb(), MeterBits.PAUSE.width(), Math.min(MOST, capacity / limit.rate()));
            entry.put(MeterBits.CAPACITY.lsb(), MeterBits.CAPACITY.width(), capacity);
            entry.put(MeterBits.PACKETS.lsb(), MeterBits.PACKETS.width(), limit.packets() ? 1 : 0);
            for (int word = 0; word < MeterBits.WORDS; word++) {
                operations.write(Register.STAGED_METER, word, entry.words()[word]);
            }
            operations.write(Register.METER, entry(limit.id()).orElseThrow());
        }
        return operations;
    }
}
