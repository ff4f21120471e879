package io.tandem.datapath.masktable;

import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;

/** Carries out {@link Execute}: what the table itself has no ports for. Thread-safe. */
@FunctionalInterface
public interface PacketExecutor {
    /**
     * Carries the actions out on the packet.
     *
     * @return {@link Done} or {@link Failed}
     */
    FlowOperationResult execute(Execute execute);
}
