package io.tandem.rte.transport;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.MeterRate;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Flows over other flows, which are asked all that names no rule that is there: ports, meters, counters that are no rule's own.
 * What makes rules, or takes their handles, is the wrapper's. Called by one thread at a time.
 */
public abstract class WrappingFlows implements RteFlows {
    /** Those that are wrapped. */
    protected final RteFlows flows;

    /** @param flows to be closed with this, by {@link #close} of the wrapper */
    protected WrappingFlows(RteFlows flows) {
        this.flows = flows;
    }

    @Override
    public final OptionalInt port(String name) throws RteTransportException {
        return flows.port(name);
    }

    @Override
    public final int queues(int port) throws RteTransportException {
        return flows.queues(port);
    }

    @Override
    public final RteAnswer<RteAnswer.Ok> validate(int port, RteRule rule) throws RteTransportException {
        return flows.validate(port, rule);
    }

    @Override
    public int together(int port) throws RteTransportException {
        return flows.together(port);
    }

    @Override
    public final RteAnswer<RteAnswer.Ok> addMeter(int port, int id, MeterRate rate) throws RteTransportException {
        return flows.addMeter(port, id, rate);
    }

    @Override
    public final RteAnswer<MeterCounts> meterCounts(int port, int id) throws RteTransportException {
        return flows.meterCounts(port, id);
    }

    @Override
    public final RteAnswer<RteAnswer.Ok> addCounter(int port, int id, Set<Traffic> traffic)
            throws RteTransportException {
        return flows.addCounter(port, id, traffic);
    }

    @Override
    public final RteAnswer<RteCount> counter(int port, int id) throws RteTransportException {
        return flows.counter(port, id);
    }

    @Override
    public final RteAnswer<RteAnswer.Ok> removeCounter(int port, int id) throws RteTransportException {
        return flows.removeCounter(port, id);
    }

    @Override
    public final RteAnswer<RteAnswer.Ok> isolate(int port, Isolation isolation) throws RteTransportException {
        return flows.isolate(port, isolation);
    }

    @Override
    public final long life(int port) throws RteTransportException {
        return flows.life(port);
    }
}
