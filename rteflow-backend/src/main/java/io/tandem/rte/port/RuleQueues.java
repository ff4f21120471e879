package io.tandem.rte.port;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.FlowErrorImage;
import io.tandem.rte.nativelib.LibFlow;
import io.tandem.rte.nativelib.LibTemplates;
import io.tandem.rte.nativelib.Pointers;
import io.tandem.rte.nativelib.Struct;

/**
 * What a port offers to who makes rules by templates and queues: that call is the check whether its driver has them. Source:
 * rte_flow.h struct rte_flow_port_info and rte_flow_queue_info.
 *
 * @param most queues, unsigned
 * @param longest operations that one queue holds, unsigned
 * @param counters that can be set aside, unsigned
 * @param agingObjects likewise
 * @param meters likewise
 */
public record RuleQueues(int most, int longest, int counters, int agingObjects, int meters) {
    /** Operations that are wanted of a queue. */
    private static final int DEPTH = 64;

    /** Rules that count, and rules that age, which a port sets objects aside for. */
    private static final int OBJECTS = 65_536;

    private static final int METERS = 256;

    /**
     * Gives a port one queue of operations on rules, where its driver has them. The port is configured and not started.
     *
     * @return operations that the queue holds; 0 where its driver has none
     * @throws EalException with the driver's words where it has one and does not make it
     */
    static int configure(Eal eal, String device, int port) throws EalException {
        FlowErrorImage error = new FlowErrorImage(Dpdk.layouts());
        try (Struct info = new Struct("rte_flow_port_info");
                Struct limits = new Struct("rte_flow_queue_info");
                Struct attr = new Struct("rte_flow_port_attr");
                Struct queue = new Struct("rte_flow_queue_attr");
                Pointers queues = new Pointers(1)) {
            if (LibFlow.infoGet(port, info.address(), limits.address(), error.clear()) < 0
                    || info.get("max_nb_queues") == 0
                    || limits.get("max_size") == 0) {
                return 0;
            }
            int depth = (int) Math.min(DEPTH, limits.get("max_size"));
            attr.put("nb_counters", Math.min(OBJECTS, info.get("max_nb_counters")));
            attr.put("nb_aging_objects", Math.min(OBJECTS, info.get("max_nb_aging_objects")));
            attr.put("nb_meters", Math.min(METERS, info.get("max_nb_meters")));
            queue.put("size", depth);
            queues.put(0, queue.address());
            int answer = LibTemplates.configure(port, attr.address(), 1, queues.address(), error.clear());
            if (answer < 0) {
                throw eal.refused(
                        EalException.Reason.DEVICE,
                        "port " + device + ": making a queue of operations on rules: " + error.message(),
                        answer,
                        "correct the port's device in the configuration");
            }
            return depth;
        }
    }
}
