package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.driver.OperationBatch.Bus;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the NIC's tables were found to have wrong, and how often it was made good, over all lives of a device. The NIC is asked
 * by one thread at a time; counts are read by any.
 */
final class ParityLog {
    /** Entries of the NIC's log at most. */
    private static final int ENTRIES = 16;

    private final Map<NicTable, LongAdder> repaired = new ConcurrentHashMap<>();

    /**
     * Reads the log and stores anew what it names, as much as it holds: the NIC finds again what found no room there, and what
     * is wrong again.
     */
    void mend(TableRepair repair, Bus bus) throws DeviceException {
        NicOperations reads = new NicOperations();
        for (int i = 0; i < ENTRIES; i++) {
            reads.read(Register.PARITY_LOG, 0);
        }
        NicAnswers log = bus.send(reads);
        Set<ParityError> errors = new LinkedHashSet<>();
        for (int i = 0; i < ENTRIES; i++) {
            ParityError.of(log.value(i)).ifPresent(errors::add);
        }
        NicOperations repairs = new NicOperations();
        errors.forEach(error -> repair.repair(error, repairs));
        if (!repairs.isEmpty()) {
            bus.send(repairs);
        }
        errors.forEach(error ->
                repaired.computeIfAbsent(error.table(), t -> new LongAdder()).increment());
    }

    /** Entries of a table that were stored anew. */
    long repaired(NicTable table) {
        LongAdder count = repaired.get(table);
        return count == null ? 0 : count.sum();
    }

    /** Entries of all tables. */
    long repaired() {
        return repaired.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
