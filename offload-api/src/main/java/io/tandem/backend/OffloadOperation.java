package io.tandem.backend;

import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;

/** One change to a device's rules. */
public sealed interface OffloadOperation {
    /** The flow that the operation is about. */
    Ufid ufid();

    /** Installs a rule for the flow. */
    record Put(Megaflow flow) implements OffloadOperation {
        @Override
        public Ufid ufid() {
            return flow.ufid();
        }
    }

    /**
     * Gives the flow's rule other actions: every packet sees the old ones or the new ones. Counters start again; the
     * result has their final values.
     */
    record Modify(Megaflow flow) implements OffloadOperation {
        @Override
        public Ufid ufid() {
            return flow.ufid();
        }
    }

    /**
     * Installs a rule that marks the flow's packets and gives them to the host, or puts it in the place of the flow's rule;
     * answered as a put is. What such a rule counts is never the flow's, as software counts its packets.
     *
     * @param mark what a packet comes to the host with; not 0
     */
    record Mark(Megaflow flow, int mark) implements OffloadOperation {
        @Override
        public Ufid ufid() {
            return flow.ufid();
        }
    }

    /**
     * Lets packets of a connection go on in the device behind a {@code ct} action of its zone; answered as a put is, and
     * removed as a rule. Only for devices that {@linkplain OffloadDevice#tracks track}.
     */
    record Track(TrackedConnection connection) implements OffloadOperation {
        @Override
        public Ufid ufid() {
            return connection.ufid();
        }
    }

    /** Removes the flow's rule. The result has its final counters. */
    record Delete(Ufid ufid) implements OffloadOperation {}
}
