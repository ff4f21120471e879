package io.tandem.rte.transport;

import io.tandem.rte.flow.RteRule;
import java.util.List;

/**
 * The calls of rte_flow that make rules by templates: a table holds rules of one pattern but for its values and of one list
 * of actions, and rules go in and out of it by a queue of operations, of which a port has one. Ports are those of DPDK.
 *
 * <p>Called by one thread at a time, as {@link RteFlows} is. A number that the caller gives an operation comes back with
 * what became of it; 0 is none. Source: DPDK guide, "Generic flow API", Flow Templates and Asynchronous operations.
 */
public interface RteTemplates extends AutoCloseable {
    /** Operations that a port's queue holds; 0 where the port has none, and what else is asked of it is refused. */
    int depth(int port);

    /**
     * Makes a table for rules that are like one: in its group and priority, with its items and their masks, and its
     * actions.
     *
     * @param like a rule; the values in its items are of no account, and ranges are the same in all rules
     * @param rules how many it holds at most
     */
    RteAnswer<RteTable> createTable(int port, RteRule like, int rules) throws RteTransportException;

    /** Ends a table that has no rules. */
    RteAnswer<RteAnswer.Ok> destroyTable(int port, RteTable table) throws RteTransportException;

    /**
     * Puts the making of a rule into the queue.
     *
     * @param rule is like the table's
     * @param operation its number
     * @return a handle that is good once the operation is done
     */
    RteAnswer<FlowHandle> create(int port, RteTable table, RteRule rule, long operation) throws RteTransportException;

    /** Puts the end of a rule that this has made into the queue; the handle is gone. */
    RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle, long operation) throws RteTransportException;

    /** Hands what is in the queue to the device. */
    RteAnswer<RteAnswer.Ok> push(int port) throws RteTransportException;

    /** What the device has done since it was asked last, in any order; empty where it is not ready. */
    RteAnswer<List<Completion>> pull(int port) throws RteTransportException;

    /** Lets go of what calls are made with; tables stay. Idempotent. */
    @Override
    void close();

    /**
     * What became of an operation.
     *
     * @param operation its number
     * @param done false where the device could not do it
     */
    record Completion(long operation, boolean done) {}

    /**
     * A table.
     *
     * @param table the transport's own name of it
     * @param pattern of its template of patterns
     * @param actions of its template of actions
     */
    record RteTable(long table, long pattern, long actions) {}
}
