package io.tandem.rte.transport;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.MeterRate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The calls of rte_flow, to DPDK or to what stands for it. Ports are those of DPDK.
 *
 * <p>Called by one thread at a time. A call that the driver refuses is an answer; an exception is the end of all rules:
 * nothing is known of them any more. A handle is destroyed once: what is not a live rule's handle must not reach a driver,
 * {@link CheckedFlows} sees to it.
 */
public interface RteFlows extends AutoCloseable {
    /** Where counters are rules' own. */
    RteError NO_COUNTERS = new RteError(
            RteErrorType.UNSPECIFIED, RteCause.NONE, "there are no counters but rules' own", RteError.ENOSYS);

    /**
     * The DPDK port of that name, a PCI address or a device's name, with the representor of it where the port is one, as {@code
     * 0000:03:00.0_representor_vf0}; empty where there is none.
     */
    OptionalInt port(String name) throws RteTransportException;

    /** How many receive queues of a port this process polls, from 0 on, that marks come up by; 0 where there are none. */
    int queues(int port) throws RteTransportException;

    /** Asks whether a rule would be taken. */
    RteAnswer<RteAnswer.Ok> validate(int port, RteRule rule) throws RteTransportException;

    /** Makes a rule. */
    RteAnswer<FlowHandle> create(int port, RteRule rule) throws RteTransportException;

    /** Makes a rule that no other of the port will be like, so that nothing is set aside for others. */
    default RteAnswer<FlowHandle> createSingle(int port, RteRule rule) throws RteTransportException {
        return create(port, rule);
    }

    /** How many rules of a port are best made, or ended, by one call for a list of them; 1 where it makes no difference. */
    default int together(int port) throws RteTransportException {
        return 1;
    }

    /** Makes rules, each answered for itself, in their order. */
    default List<RteAnswer<FlowHandle>> create(int port, List<RteRule> rules) throws RteTransportException {
        List<RteAnswer<FlowHandle>> answers = new ArrayList<>(rules.size());
        for (RteRule rule : rules) {
            answers.add(create(port, rule));
        }
        return answers;
    }

    /** Ends a rule. */
    RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) throws RteTransportException;

    /** Ends rules, each answered for itself, in their order. */
    default List<RteAnswer<RteAnswer.Ok>> destroy(int port, List<FlowHandle> handles) throws RteTransportException {
        List<RteAnswer<RteAnswer.Ok>> answers = new ArrayList<>(handles.size());
        for (FlowHandle handle : handles) {
            answers.add(destroy(port, handle));
        }
        return answers;
    }

    /**
     * Gives a rule other actions, so that each packet meets these or those before; this implementation has no such call.
     *
     * @param rule the rule as it will be: as it is but for its actions
     */
    default RteAnswer<RteAnswer.Ok> update(int port, FlowHandle handle, RteRule rule) throws RteTransportException {
        return RteAnswer.refused(new RteError(
                RteErrorType.UNSPECIFIED, RteCause.NONE, "a rule keeps the actions it was made with", RteError.ENOSYS));
    }

    /** Reads a rule's own counter, which goes on. The rule has an action COUNT. */
    RteAnswer<RteCount> query(int port, FlowHandle handle) throws RteTransportException;

    /** Reads counters of rules as {@link #query(int, FlowHandle)} does, in bulk where the device can. */
    default List<RteAnswer<RteCount>> query(int port, List<FlowHandle> handles) throws RteTransportException {
        List<RteAnswer<RteCount>> answers = new ArrayList<>(handles.size());
        for (FlowHandle handle : handles) {
            answers.add(query(port, handle));
        }
        return answers;
    }

    /** The rules whose action AGE has seen no packet for its time; each may be answered once, or until it ends. */
    RteAnswer<List<FlowHandle>> aged(int port) throws RteTransportException;

    /** Ends all rules of a port. */
    RteAnswer<RteAnswer.Ok> flush(int port) throws RteTransportException;

    /**
     * Makes a meter that rules of a port may name, in its action METER, until this is closed or the port's life ends. One that
     * was left under its number, by flows that are closed, is ended before.
     *
     * @param id not that of a meter which this has made at the port
     */
    RteAnswer<RteAnswer.Ok> addMeter(int port, int id, MeterRate rate) throws RteTransportException;

    /** What a meter of a port has counted, as far as its driver counts; this implementation tells of none. */
    default RteAnswer<MeterCounts> meterCounts(int port, int id) throws RteTransportException {
        return RteAnswer.refused(new RteError(
                RteErrorType.UNSPECIFIED, RteCause.NONE, "nobody tells what meters have counted", RteError.ENOSYS));
    }

    /**
     * Makes a counter that is no rule's own, for a rule to name by {@link RteAction.Indirect}; this implementation has none.
     * It lasts until {@link #removeCounter}, or the port's life ends.
     *
     * @param id not a counter's of that port yet
     * @param traffic of the rules that name it
     */
    default RteAnswer<RteAnswer.Ok> addCounter(int port, int id, Set<Traffic> traffic) throws RteTransportException {
        return RteAnswer.refused(NO_COUNTERS);
    }

    /** What such a counter has counted, whether or not there is still a rule that names it. */
    default RteAnswer<RteCount> counter(int port, int id) throws RteTransportException {
        return RteAnswer.refused(NO_COUNTERS);
    }

    /** Ends such a counter, which no rule names any more. */
    default RteAnswer<RteAnswer.Ok> removeCounter(int port, int id) throws RteTransportException {
        return RteAnswer.refused(NO_COUNTERS);
    }

    /** Says whether packets that no rule is for reach the port. */
    RteAnswer<RteAnswer.Ok> isolate(int port, Isolation isolation) throws RteTransportException;

    /** What becomes of packets that no rule is for. */
    enum Isolation {
        /** They reach the port as if there were no rules. */
        OFF,
        /** They don't. */
        ON
    }

    /**
     * Counts the lives of a port: grows when it was reset, stopped or taken away, and its rules are gone. Costs nothing
     * much; asked before each batch.
     */
    long life(int port) throws RteTransportException;

    /** Lets go of the ports. Idempotent; never throws. */
    @Override
    void close();
}
