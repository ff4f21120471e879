package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.Bytes;

/** Takes the packets of psample actions. Called by packet threads. */
@FunctionalInterface
public interface PsampleReceiver {
    /** Nobody listens. */
    PsampleReceiver NONE = (packet, group, cookie, probability) -> false;

    /**
     * Takes a packet, which stays the caller's: what is kept is copied.
     *
     * @param packet as it is at this point of the list, cut where trunc says so
     * @param group the listeners' group
     * @param cookie what they are told beside it
     * @param probability of 2^32-1, with which the sample actions around it let packets through; all ones outside of any
     * @return true where somebody listens
     */
    boolean receive(Packet packet, int group, Bytes cookie, int probability);
}
