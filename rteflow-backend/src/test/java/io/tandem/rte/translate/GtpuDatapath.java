package io.tandem.rte.translate;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.tunnel.PopResult;
import io.tandem.datapath.tunnel.TunnelPop;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.Optional;

/** The software datapath with a GTP-U tunnel at port 7: the flow key of what comes out of it, and what a flow sends. */
final class GtpuDatapath implements AutoCloseable {
    private static final TunnelPortConfig GTPU = new TunnelPortConfig(7, TunnelProtocol.GTPU, GtpuFrame.PORT);
    private static final int SENDS = 2;

    private final Packet packet = PacketBatch.single();
    private final PacketBatch batch = new PacketBatch();
    private Optional<byte[]> sent = Optional.empty();
    private final Datapath datapath = new Datapath(
            new DatapathConfig(1, 9).withHashSeed(5),
            new UpcallHandler() {
                @Override
                public UpcallAnswer miss(FlowKey key, Packet missed) {
                    return new UpcallAnswer.Discard(DropReason.NO_ACTION);
                }

                @Override
                public void installed(DatapathFlow flow) {}
            },
            ActionServices.none().with(new Tunnels(List.of(GTPU))));
    private final PacketThread thread = datapath.openThread();

    GtpuDatapath() throws FlowPutException {
        datapath.put(TestBed.flow("recirc_id(0),in_port(1)", "tnl_pop(7)"));
        thread.attach(new Port() {
            @Override
            public int number() {
                return SENDS;
            }

            @Override
            public void transmit(Packet out) {
                byte[] bytes = new byte[out.length()];
                out.copyTo(bytes, 0);
                sent = Optional.of(bytes);
            }
        });
    }

    /** The key behind the pop. */
    FlowKey key(byte[] frame) {
        packet.set(frame, 0, frame.length, 1, 1000);
        if (TunnelPop.pop(packet, GTPU) != PopResult.POPPED) {
            throw new AssertionError("the frame is one that no tunnel takes");
        }
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    /** What the flow sends to port 2 of a frame that comes in by port 1; empty where it is not the frame's flow. */
    Optional<byte[]> send(Megaflow flow, byte[] frame) throws FlowPutException {
        sent = Optional.empty();
        datapath.put(flow);
        batch.clear();
        batch.add().set(frame, 0, frame.length, 1, 1000);
        thread.process(batch);
        datapath.remove(flow.ufid());
        return sent;
    }

    @Override
    public void close() {
        datapath.close();
    }
}
