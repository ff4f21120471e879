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

    /** Times that it is read after each other: a NIC whose entries do not stay right is asked again later. */
    private static final int ROUNDS = 8;

    private final Map<NicTable, LongAdder> repaired = new ConcurrentHashMap<>();

    /** Reads the log and stores anew what it names, until it is empty or has named too much. */
    void mend(TableRepair repair, Bus bus) throws DeviceException {
        Set<ParityError> errors = read(bus.send(reads(new NicOperations())), 0);
        for (int round = 0; round < ROUNDS && !errors.isEmpty(); round++) {
            NicOperations operations = new NicOperations();
            errors.forEach(error -> repair.repair(error, operations));
            int commands = operations.inOrder().size();
            Set<ParityError> found = read(bus.send(reads(operations)), commands);
            found.removeAll(errors); // they were found before they were stored anew
            errors.forEach(error -> repaired.computeIfAbsent(error.table(), t -> new LongAdder())
                    .increment());
            errors = found;
        }
    }

    private static NicOperations reads(NicOperations operations) {
        for (int i = 0; i < ENTRIES; i++) {
            operations.read(Register.PARITY_LOG, 0);
        }
        return operations;
    }

    private static Set<ParityError> read(NicAnswers answers, int first) {
        Set<ParityError> errors = new LinkedHashSet<>();
        for (int i = 0; i < ENTRIES; i++) {
            ParityError.of(answers.value(first + i)).ifPresent(errors::add);
        }
        return errors;
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
