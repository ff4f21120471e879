package io.tandem.rte.device;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteTemplates;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tables and a queue over rules in memory. An operation is done when it is pushed, and answered when it is pulled, two at a
 * time. Ends the test where a table or an operation is wrong, as a driver would end the process.
 */
final class MemoryTemplates implements RteTemplates {
    static final int DEPTH = 8;

    private final MemoryFlows flows;
    final Map<RteTable, List<FlowHandle>> tables = new HashMap<>();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final Queue<Completion> done = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    Predicate<RteRule> fails = rule -> false;
    /** What rules are refused with that are made by themselves, once an operation failed. */
    Optional<RteError> alone = Optional.empty();

    Optional<RteError> tableError = Optional.empty();
    int mostTables = Integer.MAX_VALUE;
    boolean silent;
    /** Handles of rules that the device rejected, which end as others do. */
    final Set<FlowHandle> rejected = new HashSet<>();

    /** Why no table ends. */
    Optional<RteError> tableStays = Optional.empty();
    /** The place of a rule that once does not end, among those that end. */
    int staying = -1;

    /** Rules that the tables were made for. */
    final List<Integer> rooms = new ArrayList<>();

    int pushes;
    private long next = 1;

    MemoryTemplates(MemoryFlows flows) {
        this.flows = flows;
    }

    @Override
    public int depth(int port) {
        return port == 0 ? DEPTH : 0;
    }

    @Override
    public RteAnswer<RteTable> createTable(int port, RteRule like, int rules) {
        require(port == 0, "a table at a port without a queue");
        if (tableError.isPresent()) {
            return RteAnswer.refused(tableError.get());
        }
        if (tables.size() >= mostTables) {
            return RteAnswer.refused(
                    MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOMEM, "no room for a table"));
        }
        RteTable table = new RteTable(next++, next++, next++);
        tables.put(table, new ArrayList<>());
        rooms.add(rules);
        return new RteAnswer.Done<>(table);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroyTable(int port, RteTable table) {
        if (tableStays.isPresent()) {
            return RteAnswer.refused(tableStays.get());
        }
        List<FlowHandle> rules = tables.remove(table);
        require(
                rules != null
                        && rules.stream().noneMatch(rule -> rejected.contains(rule) || flows.rules.containsKey(rule)),
                "a table with rules ended");
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteTable table, RteRule rule, long operation)
            throws RteTransportException {
        require(tables.containsKey(table), "a rule for a table that is not there");
        number(operation);
        RteAnswer<FlowHandle> answer = flows.create(port, rule);
        if (answer instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle)) {
            tables.computeIfAbsent(table, _ -> new ArrayList<>()).add(handle);
            queue.add(() -> {
                if (fails.test(rule)) {
                    flows.rules.remove(handle);
                    rejected.add(handle);
                    alone.ifPresent(error -> flows.refusals = (_, _) -> Optional.of(error));
                }
                done.add(new Completion(operation, !fails.test(rule)));
            });
        }
        return answer;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle, long operation) throws RteTransportException {
        number(operation);
        require(tables.values().stream().anyMatch(rules -> rules.contains(handle)), "a rule of no table in the queue");
        if (staying-- == 0) {
            return RteAnswer.refused(
                    MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "it stays"));
        }
        RteAnswer<RteAnswer.Ok> answer = rejected.contains(handle) ? RteAnswer.ok() : flows.destroy(port, handle);
        queue.add(() -> {
            rejected.remove(handle);
            done.add(new Completion(operation, true));
        });
        return answer;
    }

    private void number(long operation) {
        require(operation != 0 && seen.add(operation), "operation " + operation + " twice");
        require(queue.size() < DEPTH, "more operations than the queue holds");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> push(int port) {
        pushes++;
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<List<Completion>> pull(int port) {
        List<Completion> two = new ArrayList<>();
        while (!silent && !done.isEmpty() && two.size() < 2) {
            two.addFirst(done.remove());
        }
        return new RteAnswer.Done<>(two);
    }

    @Override
    public void close() {}

    private static void require(boolean right, String what) {
        if (!right) {
            throw new AssertionError("a driver would have crashed on " + what);
        }
    }
}
