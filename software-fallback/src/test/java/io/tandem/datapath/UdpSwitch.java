package io.tandem.datapath;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A datapath with one thread that switches UDP packets: they come in by port 1 and are told apart by their destination port; what
 * leaves by port 2 or 3 is written down.
 */
final class UdpSwitch {
    /** Bytes of each frame. */
    static final int SIZE = 60;

    private static final PortNames PORTS = PortNames.range(1, 9);
    private static final int DESTINATION = 36;

    private final Datapath datapath;
    private final PacketThread thread;
    private final PacketBatch batch = new PacketBatch();
    private final List<String> sent = new ArrayList<>();
    private IntConsumer onTransmit = destination -> {};

    UdpSwitch(UpcallHandler slowPath) {
        datapath = new Datapath(new DatapathConfig(1, 9).withHashSeed(5), slowPath);
        thread = datapath.openThread();
        for (int number : List.of(2, 3)) {
            thread.attach(new Port() {
                @Override
                public int number() {
                    return number;
                }

                @Override
                public void transmit(Packet packet) {
                    onTransmit.accept(packet.u16(DESTINATION));
                    sent.add(number + ":" + packet.u16(DESTINATION));
                }
            });
        }
    }

    Datapath datapath() {
        return datapath;
    }

    DatapathCounters counters() {
        return datapath.counters();
    }

    /** What was sent, each as the port that it left by and its destination: {@code 2:53}. Cleared by the caller. */
    List<String> sent() {
        return sent;
    }

    /** Has each packet that leaves meet something before it is written down, as it is told its destination. */
    void onTransmit(IntConsumer action) {
        onTransmit = action;
    }

    /** @param destination of the packets, as ODP text has it: {@code 53} or {@code 16/0xfff0} */
    static Megaflow flow(int recirculation, String destination, String actions) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(%d),in_port(1),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=%s)"
                        .formatted(recirculation, destination),
                PORTS);
        return Megaflow.of(match.key(), match.mask(), OdpActionText.parseStrict(actions, PORTS));
    }

    /** Puts a flow for packets that come in. */
    DatapathFlow put(String destination, String actions) throws FlowPutException, OdpParseException {
        return put(0, destination, actions);
    }

    DatapathFlow put(int recirculation, String destination, String actions) throws FlowPutException, OdpParseException {
        return datapath.put(flow(recirculation, destination, actions));
    }

    /** A packet for the next batch; the n-th of one comes at 1000 + n nanoseconds. */
    void add(int destination, int mark) {
        byte[] frame = Frames.udp(7, destination, SIZE);
        Packet packet = batch.add();
        packet.set(frame, 0, frame.length, 1, 1000 + batch.size());
        packet.mark(mark);
    }

    /** Has the batch carried. */
    void process() {
        try {
            thread.process(batch);
        } finally {
            batch.clear();
        }
    }
}
