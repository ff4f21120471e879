package io.tandem.datapath.flowsets;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.ByteBuffer;

/** A datapath that forwards 64-byte UDP packets of 1,000 flows to a port that discards them, for tests and benchmarks. */
public final class Forwarding {
    /** What finds the packets' flows. */
    public enum Hit {
        /** The flow's mark, which comes in with the packet. */
        MARK,
        EMC,
        SMC,
        DPCLS
    }

    /** What becomes of a packet. */
    public enum Work {
        /** It is sent. */
        OUTPUT("2"),
        /** Its addresses of Ethernet and IPv4 are rewritten first. */
        REWRITE("set(eth(src=02:00:00:00:00:07,dst=02:00:00:00:00:08)),set(ipv4(src=10.7.0.1,dst=10.8.0.1)),2"),
        /** Its connection is established, and a second lookup sends it. */
        CONNECTION("ct(commit),recirc(0x1)");

        private final String actions;

        Work(String actions) {
            this.actions = actions;
        }
    }

    private static final int FLOWS = 1000;
    private static final int SIZE = 64;
    private static final int IN = 1;
    private static final int FIRST_SOURCE = 0x0a000001;
    private static final int DESTINATION = 0x0a010001;
    private static final int UDP = 17;

    private final Datapath datapath;
    private final PacketThread thread;
    private final PacketBatch batch = new PacketBatch();
    private final byte[][] frames = new byte[FLOWS][];
    private final int[] marks = new int[FLOWS];
    private int next;

    /** Puts the flows, and lets each packet pass once in either direction. */
    public Forwarding(Hit hit, Work work) throws FlowPutException {
        datapath = DiscardingDatapath.open(new DatapathConfig(
                hit == Hit.EMC ? 1 : 0, hit == Hit.SMC, ClassifierKind.DECISION_TREE, DiscardingDatapath.OUT));
        thread = datapath.openThread();
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.IPV4_SRC)
                .build();
        for (int i = 0; i < FLOWS; i++) {
            DatapathFlow flow = put(key(FIRST_SOURCE + i), mask, work.actions);
            marks[i] = hit == Hit.MARK ? flow.mark() : 0;
        }
        put(key(DESTINATION), mask, work.actions);
        FlowMask state = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.RECIRC_ID)
                .set(FlowField.CT_STATE, CtStateFlag.ESTABLISHED.bit())
                .build();
        FlowKey.Builder known = FlowKey.builder().set(FlowField.IN_PORT, IN).set(FlowField.RECIRC_ID, 1);
        put(known.build(), state, "drop");
        put(known.set(FlowField.CT_STATE, CtStateFlag.ESTABLISHED.bit()).build(), state, "2");
        for (int i = 0; i < FLOWS; i++) {
            frames[i] = frame(FIRST_SOURCE + i, DESTINATION);
            one(frames[i]);
            one(frame(DESTINATION, FIRST_SOURCE + i));
        }
    }

    private DatapathFlow put(FlowKey key, FlowMask mask, String actions) throws FlowPutException {
        try {
            return datapath.put(Megaflow.of(key, mask, OdpActionText.parse(actions, PortNames.any())));
        } catch (OdpParseException e) {
            throw new IllegalArgumentException(actions, e);
        }
    }

    private static FlowKey key(int source) {
        return FlowKey.builder()
                .set(FlowField.IN_PORT, IN)
                .set(FlowField.ETH_TYPE, 0x0800)
                .set(FlowField.IPV4_SRC, source)
                .build();
    }

    /** From a port to the same port, without a checksum of UDP. */
    private static byte[] frame(int source, int destination) {
        ByteBuffer to = ByteBuffer.allocate(SIZE);
        to.putShort((short) 0x0200).putInt(2).putShort((short) 0x0200).putInt(1).putShort((short) 0x0800);
        int ip = to.position();
        to.putShort((short) 0x4500).putShort((short) (SIZE - ip)).putInt(0);
        to.put((byte) 64).put((byte) UDP).putShort((short) 0).putInt(source).putInt(destination);
        int sum = 0;
        for (int at = ip; at < to.position(); at += Short.BYTES) {
            sum += to.getShort(at) & 0xffff;
        }
        to.putShort(ip + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        int udp = to.position();
        to.putShort((short) 4000).putShort((short) 4000).putShort((short) (SIZE - udp));
        return to.array();
    }

    private void one(byte[] frame) {
        batch.clear();
        batch.add().set(frame, 0, SIZE, IN, 1);
        thread.process(batch);
    }

    /** Processes the next 32 packets; copying them into the batch is part of it. */
    public void batch() {
        batch.clear();
        while (!batch.full()) {
            Packet packet = batch.add();
            packet.set(frames[next], 0, SIZE, IN, 1);
            packet.mark(marks[next]);
            next = next + 1 == FLOWS ? 0 : next + 1;
        }
        thread.process(batch);
    }

    /** What became of the packets so far. */
    public DatapathCounters counters() {
        return datapath.counters();
    }
}
