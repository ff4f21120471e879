package io.tandem.conformance.rtesim;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.OperationResults;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.TemplateImages;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteTemplates;
import java.util.List;

/**
 * The calls of rte_flow for templates on the machine of {@link SimulatedRte}: structs in native memory, and pointers to
 * them. Not thread-safe.
 */
final class SimulatedTemplates implements RteTemplates {
    private final NicTemplates driver;
    private final RuleImage image;
    private final TemplateImages structs;
    private final OperationResults results;

    /** Calls to that driver; structs as the release of DPDK has them that it reads. */
    SimulatedTemplates(NicTemplates driver, Layouts layouts) {
        this.driver = driver;
        image = new RuleImage(layouts);
        structs = new TemplateImages(layouts);
        results = new OperationResults(layouts);
    }

    @Override
    public int depth(int port) {
        return NicTemplates.DEPTH;
    }

    @Override
    public RteAnswer<RteTable> createTable(int port, RteRule like, int rules) {
        image.set(like, SimulatedRte.NO_HANDLES);
        RteAnswer<Long> pattern = driver.createPattern(image.pattern());
        RteAnswer<Long> actions = driver.createActions(image.actions(), structs.actionMasks(like));
        if (pattern instanceof RteAnswer.Refused<Long> refused) {
            return RteAnswer.refused(refused.error());
        }
        if (actions instanceof RteAnswer.Refused<Long> refused) {
            return RteAnswer.refused(refused.error());
        }
        long patternTemplate = ((RteAnswer.Done<Long>) pattern).value();
        long actionsTemplate = ((RteAnswer.Done<Long>) actions).value();
        RteAnswer<Long> table = driver.createTable(
                structs.table(like, rules), structs.pointer(patternTemplate), structs.pointer(actionsTemplate));
        return switch (table) {
            case RteAnswer.Refused<Long> refused -> RteAnswer.refused(refused.error());
            case RteAnswer.Done<Long>(Long number) ->
                new RteAnswer.Done<>(new RteTable(number, patternTemplate, actionsTemplate));
        };
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroyTable(int port, RteTable table) {
        return driver.destroyTable(table.table(), table.pattern(), table.actions());
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteTable table, RteRule rule, long operation) {
        image.set(rule, SimulatedRte.NO_HANDLES);
        return driver.create(port, table.table(), image.pattern(), image.actions(), operation);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle, long operation) {
        return driver.destroy(handle, operation);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> push(int port) {
        driver.push();
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<List<Completion>> pull(int port) {
        return new RteAnswer.Done<>(results.read(driver.pull(results.address(), OperationResults.MOST)));
    }

    @Override
    public void close() {
        image.close();
        structs.close();
        results.close();
    }
}
