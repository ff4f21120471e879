package io.tandem.rte.template;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTemplates;
import io.tandem.rte.transport.RteTransportException;
import io.tandem.rte.transport.WrappingFlows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Makes rules by templates, many at once, at ports that have a queue for it, and one by one at others. Of a kind of rules that a
 * port makes no table for, each is made by itself too. All else goes to the calls that are for every rule.
 */
public final class TemplateFlows extends WrappingFlows {
    private static final RteError NOT_MADE = new RteError(
            RteErrorType.UNSPECIFIED,
            RteCause.NONE,
            "the device could not make a rule that its driver had put into the queue",
            RteError.EIO);

    private final RteTemplates templates;
    private final TableStore tables;
    private final OperationQueue queue;
    /** Rules that are in tables. */
    private final Map<Rule, RuleTable> made = new HashMap<>();

    private final Map<Integer, Long> lives = new HashMap<>();

    private record Rule(int port, FlowHandle handle) {}

    /** @param flows closed with this, as are the templates */
    public TemplateFlows(RteFlows flows, RteTemplates templates) {
        this(flows, templates, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    TemplateFlows(RteFlows flows, RteTemplates templates, LongSupplier clock) {
        super(flows);
        this.templates = templates;
        tables = new TableStore(templates);
        queue = new OperationQueue(templates, clock);
    }

    @Override
    public int together(int port) {
        return Math.max(1, templates.depth(port));
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteRule rule) throws RteTransportException {
        return create(port, List.of(rule)).getFirst();
    }

    @Override
    public RteAnswer<FlowHandle> createSingle(int port, RteRule rule) throws RteTransportException {
        return create(port, List.of(rule), 1).getFirst();
    }

    @Override
    public List<RteAnswer<FlowHandle>> create(int port, List<RteRule> rules) throws RteTransportException {
        return create(port, rules, TableStore.ROOM);
    }

    /** @param room rules that a new table holds */
    private List<RteAnswer<FlowHandle>> create(int port, List<RteRule> rules, int room) throws RteTransportException {
        int depth = templates.depth(port);
        if (depth == 0) {
            return flows.create(port, rules);
        }
        living(port);
        List<RteAnswer<FlowHandle>> answers = new ArrayList<>(rules.size());
        for (int first = 0; first < rules.size(); first += depth) {
            queued(port, rules.subList(first, Math.min(rules.size(), first + depth)), room, answers);
        }
        return answers;
    }

    /** Tables go with a port's life. */
    private void living(int port) throws RteTransportException {
        long life = flows.life(port);
        Long known = lives.put(port, life);
        if (known != null && known != life) {
            tables.forget(port);
            made.keySet().removeIf(rule -> rule.port() == port);
        }
    }

    private void queued(int port, List<RteRule> rules, int room, List<RteAnswer<FlowHandle>> answers)
            throws RteTransportException {
        Map<Long, Integer> places = new HashMap<>();
        Map<Long, RuleTable> used = new HashMap<>();
        for (RteRule rule : rules) {
            int place = answers.size();
            switch (tables.tableFor(port, rule, room)) {
                case RteAnswer.Refused<RuleTable>(RteError why) -> answers.add(alone(port, rule, why));
                case RteAnswer.Done<RuleTable>(RuleTable table) -> {
                    long operation = OperationQueue.number();
                    RteAnswer<FlowHandle> answer = templates.create(port, table.table(), rule, operation);
                    answers.add(answer);
                    if (answer instanceof RteAnswer.Done<FlowHandle>) {
                        places.put(operation, place);
                        used.put(operation, table);
                        table.add();
                    }
                }
            }
        }
        if (places.isEmpty()) {
            return;
        }
        Set<Long> failed = queue.finish(port, places.keySet());
        int first = answers.size() - rules.size();
        List<FlowHandle> rejected = new ArrayList<>(failed.size());
        for (Map.Entry<Long, Integer> operation : places.entrySet()) {
            if (failed.contains(operation.getKey())
                    && answers.get(operation.getValue()) instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle)) {
                rejected.add(handle);
            }
        }
        endRejected(port, rejected);
        for (Map.Entry<Long, RuleTable> operation : used.entrySet()) {
            int place = places.getOrDefault(operation.getKey(), first);
            if (failed.contains(operation.getKey())) {
                operation.getValue().remove();
                answers.set(place, alone(port, rules.get(place - first), NOT_MADE));
            } else if (answers.get(place) instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle)) {
                made.put(new Rule(port, handle), operation.getValue());
            }
        }
    }

    /**
     * Ends the handles of rules that the device rejected, which its driver keeps until then. Source: DPDK guide,
     * "Generic flow API", Enqueue creation operation.
     */
    private void endRejected(int port, List<FlowHandle> rejected) throws RteTransportException {
        Set<Long> operations = new HashSet<>();
        for (FlowHandle handle : rejected) {
            long operation = OperationQueue.number();
            if (templates.destroy(port, handle, operation) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)) {
                throw new RteTransportException(
                        "port " + port + " keeps the handle of a rule that it rejected: " + error.message());
            }
            operations.add(operation);
        }
        if (!operations.isEmpty() && !queue.finish(port, operations).isEmpty()) {
            throw new RteTransportException("port " + port + " keeps the handle of a rule that it rejected");
        }
    }

    /**
     * Makes a rule by itself; where it can't be, the driver says why, as the end of an operation does not.
     *
     * @param why it is not made by the queue: the answer where the port makes no rules by themselves
     */
    private RteAnswer<FlowHandle> alone(int port, RteRule rule, RteError why) throws RteTransportException {
        RteAnswer<FlowHandle> answer = flows.create(port, rule);
        return answer instanceof RteAnswer.Refused<FlowHandle>(RteError error) && byTablesOnly(error)
                ? RteAnswer.refused(why)
                : answer;
    }

    /** True where it is no part of the rule that a driver does not support. */
    private static boolean byTablesOnly(RteError error) {
        boolean nothingNamed = error.type() == RteErrorType.NONE || error.type() == RteErrorType.UNSPECIFIED;
        return error.noSuchCall() || nothingNamed && error.errno() == RteError.ENOTSUP;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) throws RteTransportException {
        return destroy(port, List.of(handle)).getFirst();
    }

    @Override
    public List<RteAnswer<RteAnswer.Ok>> destroy(int port, List<FlowHandle> handles) throws RteTransportException {
        int depth = Math.max(1, templates.depth(port));
        List<RteAnswer<RteAnswer.Ok>> answers = new ArrayList<>(handles.size());
        for (int first = 0; first < handles.size(); first += depth) {
            ended(port, handles.subList(first, Math.min(handles.size(), first + depth)), answers);
        }
        return answers;
    }

    private void ended(int port, List<FlowHandle> handles, List<RteAnswer<RteAnswer.Ok>> answers)
            throws RteTransportException {
        Set<Long> operations = new HashSet<>();
        for (FlowHandle handle : handles) {
            RuleTable table = made.get(new Rule(port, handle));
            if (table == null) {
                answers.add(flows.destroy(port, handle));
                continue;
            }
            long operation = OperationQueue.number();
            RteAnswer<RteAnswer.Ok> answer = templates.destroy(port, handle, operation);
            answers.add(answer);
            if (answer instanceof RteAnswer.Done<RteAnswer.Ok>) {
                operations.add(operation);
                made.remove(new Rule(port, handle));
                table.remove();
            } else if (answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && error.handleIsLost()) {
                // its table may have the rule still, and does not end
                made.remove(new Rule(port, handle));
            }
        }
        if (!operations.isEmpty() && !queue.finish(port, operations).isEmpty()) {
            throw new RteTransportException(
                    "port " + port + " could not end a rule whose handle is gone, so that its rules are not known");
        }
    }

    /** A rule of a table has the actions of the table's template. */
    @Override
    public RteAnswer<RteAnswer.Ok> update(int port, FlowHandle handle, RteRule rule) throws RteTransportException {
        return made.containsKey(new Rule(port, handle))
                ? RteAnswer.refused(new RteError(
                        RteErrorType.STATE,
                        RteCause.NONE,
                        "a rule that was made by templates keeps the actions of its table",
                        RteError.ENOTSUP))
                : flows.update(port, handle, rule);
    }

    @Override
    public RteAnswer<RteCount> query(int port, FlowHandle handle) throws RteTransportException {
        return flows.query(port, handle);
    }

    @Override
    public List<RteAnswer<RteCount>> query(int port, List<FlowHandle> handles) throws RteTransportException {
        return flows.query(port, handles);
    }

    @Override
    public RteAnswer<List<FlowHandle>> aged(int port) throws RteTransportException {
        return flows.aged(port);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> flush(int port) throws RteTransportException {
        RteAnswer<RteAnswer.Ok> answer = flows.flush(port);
        if (answer instanceof RteAnswer.Done<RteAnswer.Ok>) {
            made.keySet().removeIf(rule -> rule.port() == port);
            tables.emptied(port);
        }
        return answer;
    }

    /** Rules in tables end with these, as nobody else knows them. */
    @Override
    public void close() {
        for (Map.Entry<Integer, Long> port : lives.entrySet()) {
            try {
                if (flows.life(port.getKey()) == port.getValue()
                        && flush(port.getKey()) instanceof RteAnswer.Done<RteAnswer.Ok>) {
                    tables.endEmpty(port.getKey());
                }
            } catch (RteTransportException gone) {
                // tables go with the life of their port, and nobody answers for this one
                tables.forget(port.getKey());
            }
        }
        lives.clear();
        templates.close();
        flows.close();
    }
}
