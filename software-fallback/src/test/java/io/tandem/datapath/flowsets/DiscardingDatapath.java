package io.tandem.datapath.flowsets;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;

/** A datapath whose one port discards what is sent to it, and in which each packet must have a flow. */
public final class DiscardingDatapath {
    /** The port. */
    public static final int OUT = 2;

    /** An {@link IllegalStateException} comes of a packet that no flow matches. */
    public static Datapath open(DatapathConfig config) {
        Datapath datapath = new Datapath(config, new UpcallHandler() {
            @Override
            public UpcallAnswer miss(FlowKey key, Packet packet) {
                throw new IllegalStateException("no flow for " + key);
            }

            @Override
            public void installed(DatapathFlow flow) {}
        });
        datapath.attach(new Port() {
            @Override
            public int number() {
                return OUT;
            }

            @Override
            public void transmit(Packet packet) {}
        });
        return datapath;
    }

    private DiscardingDatapath() {}
}
