package io.tandem.operation;

import io.tandem.flow.FlowField;
import io.tandem.operation.FlowOperation.Delete;
import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperation.Get;
import io.tandem.operation.FlowOperation.Put;
import java.util.List;
import java.util.function.Consumer;

/**
 * The flow table of a datapath, whichever datapath it is: in memory, in the kernel, or behind a NIC.
 *
 * <p>Any thread may call anything. What goes wrong with a flow is an answer, {@link FlowOperationResult.Failed}, and
 * never an exception: EEXIST for a flow that is there or overlaps, ENOENT for one that is not, EINVAL for a key, mask
 * or action that the datapath refuses, ENODEV for a datapath that is gone, ENOSPC and ENOBUFS for want of room.
 *
 * <p>Source: struct dpif_class in Open vSwitch's lib/dpif-provider.h; net/openvswitch/datapath.c for the semantics.
 */
public interface FlowOperations {
    /**
     * Carries out operations in their order; one that fails stops no other.
     *
     * @return an answer for each operation, at the operation's place
     */
    List<FlowOperationResult> operate(List<? extends FlowOperation> operations);

    /**
     * Tells every flow: identity, key, mask, actions, statistics. A flow that is there from beginning to end is told
     * once; one that comes or goes meanwhile is told once or not at all.
     *
     * @param consumer is called on this thread, with no lock held: it may itself use this table
     * @return {@link FlowOperationResult.Done} or {@link FlowOperationResult.Failed}
     */
    FlowOperationResult dump(Consumer<? super FlowSnapshot> consumer);

    /** As {@link #dump}, but tells identity and statistics only. */
    FlowOperationResult dumpTerse(Consumer<? super FlowCount> consumer);

    /**
     * Removes every flow. Their last counts are not told: who wants them deletes one by one.
     *
     * @return {@link FlowOperationResult.Done} or {@link FlowOperationResult.Failed}
     */
    FlowOperationResult flush();

    /**
     * Adds a flow or changes its actions.
     *
     * @return {@link FlowOperationResult.Stored} or {@link FlowOperationResult.Failed}
     */
    default FlowOperationResult put(Put put) {
        return one(put);
    }

    /**
     * Removes a flow.
     *
     * @return {@link FlowOperationResult.Deleted} or {@link FlowOperationResult.Failed}
     */
    default FlowOperationResult delete(FlowId id) {
        return one(new Delete(id));
    }

    /**
     * Reads a flow.
     *
     * @return {@link FlowOperationResult.Found} or {@link FlowOperationResult.Failed}
     */
    default FlowOperationResult get(FlowId id) {
        return one(new Get(id));
    }

    /**
     * Carries actions out on a packet.
     *
     * @param execute the packet, its actions, and a key that tells at least {@link FlowField#IN_PORT}
     * @return {@link FlowOperationResult.Done} or {@link FlowOperationResult.Failed}
     */
    default FlowOperationResult execute(Execute execute) {
        return one(execute);
    }

    private FlowOperationResult one(FlowOperation operation) {
        return operate(List.of(operation)).getFirst();
    }
}
