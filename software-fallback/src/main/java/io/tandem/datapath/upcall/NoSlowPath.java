package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;

/** For a datapath all of whose flows are put by hand: a packet that none matches is dropped. */
public record NoSlowPath() implements UpcallHandler {
    @Override
    public UpcallAnswer miss(FlowKey key, Packet packet) {
        return new UpcallAnswer.Discard(DropReason.UPCALL_REFUSED);
    }

    @Override
    public void installed(DatapathFlow flow) {}
}
