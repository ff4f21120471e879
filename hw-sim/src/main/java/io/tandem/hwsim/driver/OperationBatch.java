package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadResult;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.Response;
import java.util.ArrayList;
import java.util.List;

/** Operations on rules on their way to the NIC: as many as can be go in one exchange. Not thread-safe. */
final class OperationBatch {
    /** Carries out register accesses. */
    interface Bus {
        Response send(List<Operation> operations) throws DeviceException;
    }

    /** Turns the results of one exchange into the answer to one operation. */
    interface Finish {
        OffloadResult of(Response response);
    }

    private final Bus bus;
    private final List<Finish> finishes = new ArrayList<>();
    private final List<OffloadResult> results = new ArrayList<>();
    private NicOperations operations = new NicOperations();

    OperationBatch(Bus bus) {
        this.bus = bus;
    }

    /** The register accesses that go next. */
    NicOperations operations() {
        return operations;
    }

    /** Says how the next operation is answered. */
    void add(Finish finish) {
        finishes.add(finish);
    }

    /** Sends what is there, so that the NIC and the driver's tables agree. */
    void flush() throws DeviceException {
        Response response = operations.isEmpty() ? Response.getDefaultInstance() : bus.send(operations.list());
        operations = new NicOperations();
        for (Finish finish : finishes) {
            results.add(finish.of(response));
        }
        finishes.clear();
    }

    /** Sends some accesses by themselves; everything before them has been flushed. */
    Response send(NicOperations alone) throws DeviceException {
        return bus.send(alone.list());
    }

    /** The answers to the operations that were flushed, in their order. */
    List<OffloadResult> results() {
        return List.copyOf(results);
    }
}
