package io.tandem.rte.template;

import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteTemplates;
import io.tandem.rte.transport.RteTemplates.Completion;
import io.tandem.rte.transport.RteTransportException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Operations of a port that were put into its queue, and the wait for their end. One thread at a time. */
final class OperationQueue {
    /** How long a device may take for what was handed to it. */
    static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final AtomicLong NEXT = new AtomicLong(1);

    private final RteTemplates templates;
    private final LongSupplier clock;

    OperationQueue(RteTemplates templates, LongSupplier clock) {
        this.templates = templates;
        this.clock = clock;
    }

    /** A number for an operation: of this process, as a port may still answer what an earlier queue was waiting for. */
    static long number() {
        return NEXT.getAndIncrement();
    }

    /**
     * Hands the queue to the device and waits for those operations.
     *
     * @return those that the device could not do
     * @throws RteTransportException where the device doesn't say what became of them, so that nobody knows its rules
     */
    Set<Long> finish(int port, Set<Long> operations) throws RteTransportException {
        if (templates.push(port) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)) {
            throw new RteTransportException("port " + port + " takes no operations from its queue: " + error.message());
        }
        Set<Long> waiting = new HashSet<>(operations);
        Set<Long> failed = new HashSet<>();
        long start = clock.getAsLong();
        while (!waiting.isEmpty()) {
            for (Completion completion : pull(port)) {
                if (waiting.remove(completion.operation()) && !completion.done()) {
                    failed.add(completion.operation());
                }
            }
            if (!waiting.isEmpty() && clock.getAsLong() - start > PATIENCE_NANOS) {
                throw new RteTransportException("port " + port + " did not say within 2 s what became of "
                        + waiting.size() + " operations on its rules");
            }
            Thread.onSpinWait();
        }
        return failed;
    }

    private List<Completion> pull(int port) throws RteTransportException {
        return switch (templates.pull(port)) {
            case RteAnswer.Done<List<Completion>>(List<Completion> completions) -> completions;
            case RteAnswer.Refused<List<Completion>>(RteError error) ->
                throw new RteTransportException(
                        "port " + port + " does not say what became of operations: " + error.message());
        };
    }
}
