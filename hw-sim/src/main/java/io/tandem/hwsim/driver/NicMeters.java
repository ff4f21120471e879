package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.DeviceMeter;
import io.tandem.backend.MeterCounts;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.profile.MeterBits;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The meters that a NIC is given at the beginning of each life. Immutable.
 *
 * @param meters each by its place: the first one is in entry 1 of the NIC's table
 */
record NicMeters(List<DeviceMeter> meters) {
    private static final long VOLUME = 1000;
    private static final long MOST = 0xffff_ffffL;

    NicMeters {
        meters = List.copyOf(meters);
    }

    static NicMeters none() {
        return new NicMeters(List.of());
    }

    /** Those that have one band, as the NIC's have. */
    static NicMeters of(Collection<DeviceMeter> meters) {
        return new NicMeters(
                meters.stream().filter(meter -> meter.bands().size() == 1).toList());
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
        for (int entry = 1; entry <= meters.size(); entry++) {
            operations.writeMeter(entry, entryOf(meters.get(entry - 1)));
        }
        return operations;
    }

    /** What that entry of the NIC's table holds; empty where it is none. */
    Optional<NicEntry> held(int entry) {
        return entry < 1 || entry > meters.size() ? Optional.empty() : Optional.of(entryOf(meters.get(entry - 1)));
    }

    private static NicEntry entryOf(DeviceMeter meter) {
        DeviceMeter.Band limit = meter.bands().getFirst();
        long capacity = VOLUME * limit.burst();
        NicEntry entry = NicEntry.empty(MeterBits.WORDS);
        entry.put(MeterBits.RATE.lsb(), MeterBits.RATE.width(), limit.rate());
        entry.put(MeterBits.PAUSE.lsb(), MeterBits.PAUSE.width(), Math.min(MOST, capacity / limit.rate()));
        entry.put(MeterBits.CAPACITY.lsb(), MeterBits.CAPACITY.width(), capacity);
        entry.put(MeterBits.PACKETS.lsb(), MeterBits.PACKETS.width(), meter.unit() == DeviceMeter.Unit.PPS ? 1 : 0);
        return entry;
    }

    /** What each meter has counted since it was written last, by the meters' ids. */
    Map<Integer, MeterCounts> read(Bus bus) throws DeviceException {
        if (meters.isEmpty()) {
            return Map.of();
        }
        NicOperations operations = new NicOperations();
        meters.forEach(meter -> operations.readMeter(entry(meter.id()).orElseThrow()));
        NicAnswers once = bus.send(operations);
        NicAnswers answers = once.completions() == operations.commands() ? once : bus.send(operations);
        Map<Integer, MeterCounts> counts = new LinkedHashMap<>();
        for (int i = 0; i < meters.size(); i++) {
            int id = meters.get(i).id();
            answers.completion(i)
                    .ifPresent(c -> counts.put(id, new MeterCounts(c.packets(), c.bytes(), c.droppedPackets())));
        }
        return counts;
    }
}
