package io.tandem.rte.nativelib;

import io.tandem.rte.transport.RteTemplates.Completion;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of struct rte_flow_op_result, which a driver fills and its caller reads. Needs no library. One thread at a time.
 * Source: rte_flow.h.
 */
public final class OperationResults implements AutoCloseable {
    /** Results that it has room for. */
    public static final int MOST = 256;

    private static final String RESULT = "rte_flow_op_result";

    private final NativeRoom room;
    private final long address;
    private final int size;
    private final Layouts.Field status;
    private final Layouts.Field data;
    private final long success;
    private final long failure;

    /** Results as a release of DPDK has them. */
    public OperationResults(Layouts layouts) {
        size = layouts.size(RESULT);
        room = new NativeRoom(MOST * size);
        address = room.reserve(MOST * size);
        status = layouts.field(RESULT, "status");
        data = layouts.field(RESULT, "user_data");
        success = layouts.constant("RTE_FLOW_OP_SUCCESS");
        failure = layouts.constant("RTE_FLOW_OP_ERROR");
    }

    /** Where the first one lies. */
    public long address() {
        return address;
    }

    /** The first {@code count}. */
    public List<Completion> read(int count) {
        List<Completion> completions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long at = address + (long) size * i;
            completions.add(new Completion(Memory.get(at, data), Memory.get(at, status) == success));
        }
        return completions;
    }

    /** Writes completions into such an array that is elsewhere. */
    public void write(long array, List<Completion> completions) {
        long at = array;
        for (Completion completion : completions) {
            Memory.put(at, status, completion.done() ? success : failure);
            Memory.put(at, data, completion.operation());
            at += size;
        }
    }

    @Override
    public void close() {
        room.close();
    }
}
