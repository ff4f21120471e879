package io.tandem.agent.engine;

import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.ConntrackCounters;
import io.tandem.datapath.poll.PollThreadState;
import io.tandem.datapath.poll.QueueLoad;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.upcall.UpcallCounters;
import java.util.List;

/**
 * The software datapath at one moment.
 *
 * @param ports on interfaces of this machine, in the order of the configuration
 * @param threads that poll these, in the order of their numbers
 * @param upcalls by ingress port, of ports that had any
 * @param pending packets that wait for the slow path
 * @param conntrack connections
 * @param limits what limits these
 */
public record DatapathView(
        List<PortView> ports,
        List<ThreadView> threads,
        List<UpcallCounters> upcalls,
        long pending,
        ConntrackCounters conntrack,
        ConntrackConfig limits) {
    public DatapathView {
        ports = List.copyOf(ports);
        threads = List.copyOf(threads);
        upcalls = List.copyOf(upcalls);
    }

    /**
     * A port.
     *
     * @param number datapath port number
     * @param name of the interface
     */
    public record PortView(int number, String name, LinkState state, PortCounters counters) {}

    /**
     * A poll thread.
     *
     * @param queues that it polls, with what they cost since they were opened
     */
    public record ThreadView(PollThreadState state, List<QueueLoad> queues) {
        public ThreadView {
            queues = List.copyOf(queues);
        }

        /** Packets that its queues have received. */
        public long packets() {
            return queues.stream().mapToLong(QueueLoad::packets).sum();
        }

        /** Nanoseconds that these took. */
        public long busyNanos() {
            return queues.stream().mapToLong(QueueLoad::busyNanos).sum();
        }
    }
}
