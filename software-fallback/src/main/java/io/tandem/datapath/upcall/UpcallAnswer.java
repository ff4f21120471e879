package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import io.tandem.flow.Megaflow;

/** What to do with a packet that no flow matches. */
public sealed interface UpcallAnswer {
    /** Puts this flow, which matches the packet, and lets the packet have its actions. */
    record Install(Megaflow flow) implements UpcallAnswer {}

    /** Lets the packet have the flow's actions and puts nothing, as when the flow table is full. */
    record Once(Megaflow flow) implements UpcallAnswer {}

    /** Drops the packet and puts nothing. */
    record Discard(DropReason reason) implements UpcallAnswer {}
}
