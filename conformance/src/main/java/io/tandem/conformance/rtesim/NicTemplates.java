package io.tandem.conformance.rtesim;

import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.OperationResults;
import io.tandem.rte.nativelib.RuleReader;
import io.tandem.rte.nativelib.TableStructs;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteTemplates.Completion;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * The entry points of a driver's rte_flow for templates and its one queue (struct rte_flow_ops, pattern_template_create to
 * pull) over the simulated NIC: they are given pointers to C structs. What is in the queue is done when it is pushed. Not
 * thread-safe.
 */
final class NicTemplates {
    /** Operations that the queue holds. */
    static final int DEPTH = 32;

    private final NicFlows flows;
    private final RuleReader structs;
    private final TableStructs tableStructs;
    private final OperationResults results;
    private final Map<Long, List<PatternItem>> patterns = new HashMap<>();
    private final Map<Long, Actions> actionLists = new HashMap<>();
    private final Map<Long, Table> tables = new HashMap<>();
    private final Queue<Operation> queue = new ArrayDeque<>();
    private final Queue<Completion> done = new ArrayDeque<>();
    private long next = 1;

    private record Actions(List<RteAction> list, BitSet constant) {}

    private static final class Table {
        final List<PatternItem> pattern;
        final Actions actions;
        final RteRule like;
        final int most;
        int used;

        Table(List<PatternItem> pattern, Actions actions, RteRule like, int most) {
            this.pattern = pattern;
            this.actions = actions;
            this.like = like;
            this.most = most;
        }
    }

    private record Operation(long number, BooleanSupplier work) {}

    /** Over a NIC's rules, with structs as the release of DPDK has them. */
    NicTemplates(NicFlows flows, Layouts layouts) {
        this.flows = flows;
        structs = new RuleReader(layouts);
        tableStructs = new TableStructs(layouts);
        results = new OperationResults(layouts);
    }

    /** struct rte_flow_ops, pattern_template_create; the attributes say nothing that a NIC's table does not. */
    RteAnswer<Long> createPattern(long pattern) {
        try {
            patterns.put(next, structs.template(pattern));
            return new RteAnswer.Done<>(next++);
        } catch (RuleNotTakenException e) {
            return RteAnswer.refused(e.error());
        }
    }

    /** struct rte_flow_ops, actions_template_create. */
    RteAnswer<Long> createActions(long actions, long masks) {
        try {
            List<RteAction> list = structs.actions(actions);
            actionLists.put(next, new Actions(list, structs.configured(masks, list.size())));
            return new RteAnswer.Done<>(next++);
        } catch (RuleNotTakenException e) {
            return RteAnswer.refused(e.error());
        }
    }

    /** struct rte_flow_ops, template_table_create, with one template of each kind. */
    RteAnswer<Long> createTable(long attr, long patternTemplates, long actionsTemplates) {
        List<PatternItem> pattern = patterns.get(tableStructs.template(patternTemplates));
        Actions actions = actionLists.get(tableStructs.template(actionsTemplates));
        if (pattern == null || actions == null) {
            return RteAnswer.refused(error(RteErrorType.UNSPECIFIED, "a table of templates that are not there"));
        }
        RteRule like = tableStructs.like(attr);
        tables.put(next, new Table(pattern, actions, like, tableStructs.rules(attr)));
        return new RteAnswer.Done<>(next++);
    }

    /** struct rte_flow_ops, template_table_destroy and the ends of its templates. */
    RteAnswer<RteAnswer.Ok> destroyTable(long table, long pattern, long actions) {
        Table gone = tables.get(table);
        if (gone == null || gone.used > 0) {
            return RteAnswer.refused(error(
                    RteErrorType.UNSPECIFIED,
                    gone == null ? "there is no such table" : "the table has " + gone.used + " rules"));
        }
        tables.remove(table);
        patterns.remove(pattern);
        actionLists.remove(actions);
        return RteAnswer.ok();
    }

    /** struct rte_flow_ops, async_create. */
    RteAnswer<FlowHandle> create(int port, long number, long pattern, long list, long operation) {
        Table table = tables.get(number);
        if (table == null || table.used == table.most || queue.size() == DEPTH) {
            return RteAnswer.refused(error(
                    RteErrorType.UNSPECIFIED,
                    table == null ? "there is no such table" : "the table or the queue is full"));
        }
        try {
            RteRule rule = structs.read(table.like, table.pattern, pattern, list);
            RteRule whole = rule.withActions(constant(table.actions, rule.actions()));
            FlowHandle handle = flows.reserve(port, whole, () -> table.used--);
            table.used++;
            queue.add(new Operation(operation, () -> flows.install(handle)));
            return new RteAnswer.Done<>(handle);
        } catch (RuleNotTakenException e) {
            return RteAnswer.refused(e.error());
        }
    }

    /** The list's actions, and the template's where those are the same for all. */
    private static List<RteAction> constant(Actions template, List<RteAction> list) throws RuleNotTakenException {
        List<RteAction> actions = new ArrayList<>(list);
        boolean same = list.size() == template.list().size();
        for (int i = 0; same && i < list.size(); i++) {
            same = list.get(i).type() == template.list().get(i).type();
            if (template.constant().get(i)) {
                actions.set(i, template.list().get(i));
            }
        }
        if (!same) {
            throw RuleNotTakenException.action(RteErrorType.ACTION_NUM, 0, "the template has other actions");
        }
        return actions;
    }

    /** struct rte_flow_ops, async_destroy. */
    RteAnswer<RteAnswer.Ok> destroy(FlowHandle handle, long operation) {
        if (queue.size() == DEPTH) {
            return RteAnswer.refused(error(RteErrorType.UNSPECIFIED, "the queue is full"));
        }
        queue.add(new Operation(operation, () -> {
            flows.destroy(handle);
            return true;
        }));
        return RteAnswer.ok();
    }

    /** struct rte_flow_ops, push. */
    void push() {
        while (!queue.isEmpty()) {
            Operation operation = queue.remove();
            done.add(new Completion(operation.number(), operation.work().getAsBoolean()));
        }
    }

    /** struct rte_flow_ops, pull: fills an array of struct rte_flow_op_result, and answers how many. */
    int pull(long array, int most) {
        List<Completion> some = new ArrayList<>();
        while (!done.isEmpty() && some.size() < most) {
            some.add(done.remove());
        }
        results.write(array, some);
        return some.size();
    }

    private static RteError error(RteErrorType type, String message) {
        return new RteError(type, RteCause.NONE, message, RteError.EINVAL);
    }
}
