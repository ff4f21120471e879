package io.tandem.rte.port;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.FlowErrorImage;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.LibTemplates;
import io.tandem.rte.nativelib.OperationResults;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.TemplateImages;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteTemplates;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Tables of rules of this process's DPDK ports. A port has a queue where its driver offered one when the port was started.
 * The library
 * asks no driver whether it has the calls of a queue, and ends the process where one has not; so none of these are made
 * at other ports. Platform threads, one at a time.
 */
final class EthTemplates implements RteTemplates {
    private final RuleImage image = new RuleImage(Dpdk.layouts());
    private final TemplateImages structs = new TemplateImages(Dpdk.layouts());
    private final OperationResults results = new OperationResults(Dpdk.layouts());
    private final FlowErrorImage error = new FlowErrorImage(Dpdk.layouts());
    private final EthFlows flows;

    /** @param flows know the handles of actions that rules share; closed by others */
    EthTemplates(EthFlows flows) {
        this.flows = flows;
    }

    @Override
    public int depth(int port) {
        return AttachedPorts.ruleQueue(port);
    }

    @Override
    public RteAnswer<RteTable> createTable(int port, RteRule like, int rules) {
        Optional<RteError> hindrance = flows.hindrance(port, like);
        if (hindrance.isPresent()) {
            return RteAnswer.refused(hindrance.get());
        }
        image.set(like, handles(port));
        long pattern = LibTemplates.patternTemplateCreate(
                port, structs.patternAttr(like.traffic()), image.pattern(), error.clear());
        if (pattern == 0) {
            return RteAnswer.refused(error(LibEal.errno()));
        }
        long attr = structs.actionsAttr(like.traffic());
        long actions = LibTemplates.actionsTemplateCreate(
                port, attr, image.actions(), structs.actionMasks(like), error.clear());
        if (actions == 0) {
            RteError why = error(LibEal.errno());
            LibTemplates.patternTemplateDestroy(port, pattern, error.clear());
            return RteAnswer.refused(why);
        }
        long table = LibTemplates.tableCreate(
                port, structs.table(like, rules), structs.pointer(pattern), structs.pointer(actions), error.clear());
        if (table == 0) {
            RteError why = error(LibEal.errno());
            LibTemplates.actionsTemplateDestroy(port, actions, error.clear());
            LibTemplates.patternTemplateDestroy(port, pattern, error.clear());
            return RteAnswer.refused(why);
        }
        return new RteAnswer.Done<>(new RteTable(table, pattern, actions));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroyTable(int port, RteTable table) {
        RteAnswer<RteAnswer.Ok> answer = answer(LibTemplates.tableDestroy(port, table.table(), error.clear()));
        if (answer instanceof RteAnswer.Done<RteAnswer.Ok>) {
            LibTemplates.actionsTemplateDestroy(port, table.actions(), error.clear());
            LibTemplates.patternTemplateDestroy(port, table.pattern(), error.clear());
        }
        return answer;
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteTable table, RteRule rule, long operation) {
        if (depth(port) == 0) {
            return RteAnswer.refused(noQueue(port));
        }
        Optional<RteError> hindrance = flows.hindrance(port, rule);
        if (hindrance.isPresent()) {
            return RteAnswer.refused(hindrance.get());
        }
        image.set(rule, handles(port));
        long flow = LibTemplates.asyncCreate(
                port, structs.postponed(), table.table(), image.pattern(), image.actions(), operation, error.clear());
        return flow == 0 ? RteAnswer.refused(error(LibEal.errno())) : new RteAnswer.Done<>(new FlowHandle(flow));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle, long operation) {
        if (depth(port) == 0) {
            return RteAnswer.refused(noQueue(port));
        }
        return answer(LibTemplates.asyncDestroy(port, structs.postponed(), handle.value(), operation, error.clear()));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> push(int port) {
        if (depth(port) == 0) {
            return RteAnswer.refused(noQueue(port));
        }
        return answer(LibTemplates.push(port, error.clear()));
    }

    @Override
    public RteAnswer<List<Completion>> pull(int port) {
        if (depth(port) == 0) {
            return RteAnswer.refused(noQueue(port));
        }
        int count = LibTemplates.pull(port, results.address(), OperationResults.MOST, error.clear());
        return count < 0 ? RteAnswer.refused(error(-count)) : new RteAnswer.Done<>(results.read(count));
    }

    @Override
    public void close() {
        image.close();
        structs.close();
        results.close();
    }

    private IntToLongFunction handles(int port) {
        return id -> flows.handleOf(port, id);
    }

    private static RteError noQueue(int port) {
        return new RteError(
                RteErrorType.STATE,
                RteCause.NONE,
                "port " + port + " has no queue of operations on rules",
                RteError.EINVAL);
    }

    private RteAnswer<RteAnswer.Ok> answer(int answer) {
        return answer < 0 ? RteAnswer.refused(error(-answer)) : RteAnswer.ok();
    }

    private RteError error(int errno) {
        return new RteError(
                RteErrorType.of(error.type()).orElse(RteErrorType.UNSPECIFIED),
                image.cause(error.cause()),
                error.message(),
                errno);
    }
}
