package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import io.tandem.flow.Megaflow;

/** What to do with a packet that no flow matches. */
public sealed interface UpcallAnswer {
    /** Puts this flow, which matches the packet, and lets the packet have its actions. */
    record Install(Megaflow flow) implements UpcallAnswer {}

    /** Drops the packet and puts nothing. */
    record Discard(DropReason reason) implements UpcallAnswer {}
}
