package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;

/** What carries out ct actions. Called by one packet thread. */
public interface ConnectionTracking {
    /** Knows no connection, and drops what it is given. */
    ConnectionTracking NONE = new ConnectionTracking() {
        @Override
        public Outcome track(Packet packet, Request request) {
            return Outcome.DROPPED;
        }

        @Override
        public int released() {
            return 0;
        }

        @Override
        public Packet released(int index) {
            throw new IllegalStateException("no fragment is held, so there is none at " + index);
        }
    };

    /** What becomes of a packet. */
    enum Outcome {
        /** It goes on, with what is known of its connection beside it. */
        TRACKED,
        /** It is a fragment that is kept until the others are there; it is handed back later, as released. */
        HELD,
        /** It goes on, and before it all {@link ConnectionTracking#released() fragments} that were held for it. */
        RELEASED,
        /** It does not go on. */
        DROPPED
    }

    /**
     * A ct action as it is prepared with its flow, shared by all packet threads.
     *
     * @param action the action
     */
    record Request(OdpAction.Ct action) {}

    /** Tracks a packet; writes the connection's state, zone, mark, label and tuple into its metadata. */
    Outcome track(Packet packet, Request request);

    /** How many held fragments go on after {@link Outcome#RELEASED}. */
    int released();

    /**
     * One of them, in the order in which they came in. It is the executor's until its actions end.
     *
     * @param index from 0
     */
    Packet released(int index);
}
