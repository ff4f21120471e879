package io.tandem.datapath.upcall;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Upcalls on their way from packet threads to handlers: a bounded queue for each ingress port, from which handlers take
 * in turn, so that a port with many misses loses its own upcalls and no other port's. Any thread may call anything; none
 * waits. Source: the fair queues of dpif-netlink and handlers of ofproto-dpif-upcall in Open vSwitch.
 */
public final class UpcallQueues {
    private final int length;
    private final Runnable wake;
    private final AtomicInteger turn = new AtomicInteger();

    /** Queues by port; replaced whole where a port is new. */
    private volatile @Nullable PortUpcalls[] byPort = new PortUpcalls[0];

    private volatile PortUpcalls[] queues = new PortUpcalls[0];

    /**
     * @param length upcalls of one port that may wait
     * @param wake called after an upcall was queued
     */
    UpcallQueues(int length, Runnable wake) {
        this.length = length;
        this.wake = wake;
    }

    /** Queues an upcall at its port. False, and a loss counted there, where the port's queue is full. */
    public boolean offer(Upcall upcall) {
        if (!of(upcall.port()).offer(upcall)) {
            return false;
        }
        wake.run();
        return true;
    }

    /** Queues a copy of the packet that a userspace action hands over. False where its port's queue is full. */
    public boolean offer(Packet packet, OdpAction.Userspace action, List<OdpAction> actions) {
        byte[] frame = new byte[packet.length()];
        packet.copyTo(frame, 0);
        return offer(new ActionUpcall(packet.inPort(), frame, action, actions, System.nanoTime()));
    }

    /** What became of the upcalls, port by port. */
    public List<UpcallCounters> counters() {
        return Arrays.stream(queues).map(PortUpcalls::counters).toList();
    }

    /** The next upcall, of the port whose turn it is; null where none waits. */
    @Nullable Upcall take() {
        PortUpcalls[] all = queues;
        for (int i = 0; i < all.length; i++) {
            Upcall upcall = all[Math.floorMod(turn.getAndIncrement(), all.length)].poll();
            if (upcall != null) {
                return upcall;
            }
        }
        return null;
    }

    /** The queue of a port. */
    PortUpcalls of(int port) {
        @Nullable PortUpcalls[] now = byPort;
        PortUpcalls present = port >= 0 && port < now.length ? now[port] : null;
        return present == null ? add(port) : present;
    }

    private synchronized PortUpcalls add(int port) {
        if (port < 0) {
            throw new IllegalArgumentException("there is no port " + port);
        }
        PortUpcalls present = port < byPort.length ? byPort[port] : null;
        if (present != null) {
            return present;
        }
        PortUpcalls added = new PortUpcalls(port, length);
        @Nullable PortUpcalls[] more = Arrays.copyOf(byPort, Math.max(byPort.length, port + 1));
        more[port] = added;
        PortUpcalls[] longer = Arrays.copyOf(queues, queues.length + 1);
        longer[queues.length] = added;
        queues = longer;
        byPort = more;
        return added;
    }
}
