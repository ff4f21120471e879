package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadResult;
import java.util.ArrayList;
import java.util.List;

/** Operations on rules on their way to the NIC: as many as can be go in one exchange. Not thread-safe. */
final class OperationBatch {
    /** Carries out what is asked of the NIC. */
    interface Bus {
        NicAnswers send(NicOperations operations) throws DeviceException;
    }

    /** Turns the answers of one exchange into the answer to one operation. */
    interface Finish {
        OffloadResult of(NicAnswers answers);
    }

    private final Bus bus;
    private final List<Finish> finishes = new ArrayList<>();
    private final List<OffloadResult> results = new ArrayList<>();
    private NicOperations operations = new NicOperations();

    OperationBatch(Bus bus) {
        this.bus = bus;
    }

    /** What is asked of the NIC next. */
    NicOperations operations() {
        return operations;
    }

    /** Says how the next operation is answered. */
    void add(Finish finish) {
        finishes.add(finish);
    }

    /** Sends what is there, so that the NIC and the driver's tables agree. */
    void flush() throws DeviceException {
        NicAnswers answers = operations.isEmpty() ? NicAnswers.NONE : bus.send(operations);
        operations = new NicOperations();
        for (Finish finish : finishes) {
            results.add(finish.of(answers));
        }
        finishes.clear();
    }

    /** Sends something by itself; everything before it has been flushed. */
    NicAnswers send(NicOperations alone) throws DeviceException {
        return bus.send(alone);
    }

    /** The answers to the operations that were flushed, in their order. */
    List<OffloadResult> results() {
        return List.copyOf(results);
    }
}
