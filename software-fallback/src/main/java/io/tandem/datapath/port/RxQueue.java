package io.tandem.datapath.port;

import io.tandem.datapath.packet.FrameLender;
import io.tandem.datapath.packet.PacketBatch;

/**
 * One receive queue of a port. One thread at a time may use it; the kernel spreads flows over the queues of a port, and
 * packets of one flow stay in order.
 */
public interface RxQueue {
    /** The datapath port number that its packets get as ingress port. */
    int port();

    /** Its place among the port's receive queues, from 0. */
    int index();

    /**
     * Adds packets that have arrived to the batch, until it is full or none is left. Never blocks, never allocates, and
     * makes one system call at most; {@link PortKind#TAP} has no rings and makes one for each packet. A port that is down,
     * removed or closed has no packets.
     *
     * <p>Each packet has this queue's {@link #port}, no metadata, and the time of its arrival on the port's
     * {@link PortClock}: the kernel's own stamp where the kind has one, else the time of this call. VLAN tags that the
     * kernel had taken off are in the frame again, and checksums that the sender had left to hardware are complete.
     *
     * <p>A packet may lie in memory of the queue ({@link FrameLender}), so it is to be done with, or copied, before the next
     * call.
     *
     * @return packets added, 0 where there were none or the batch was full
     */
    int receive(PacketBatch batch);

    /**
     * A file descriptor that poll(2) finds readable while packets wait; -1 once the port is closed, and where only
     * {@link #receive} tells.
     */
    int descriptor();
}
