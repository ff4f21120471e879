package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.ActionUpcall;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallConfig;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/** A datapath with handler threads, and what tests of misses ask of it. */
final class UpcallBench {
    static final OdpAction OUT = new OdpAction.Output(2);
    static final long NEVER = Long.MAX_VALUE;

    final PacketBatch batch = new PacketBatch();

    private record Handler(BiFunction<FlowKey, Packet, UpcallAnswer> answer) implements UpcallHandler {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            return answer.apply(key, packet);
        }

        @Override
        public void installed(DatapathFlow flow) {}

        @Override
        public void userspace(ActionUpcall upcall) {
            throw new IllegalStateException("nobody asked for this");
        }
    }

    /** Keeps the UDP source ports of what it is given. */
    record Recorder(int number, List<Integer> sent) implements Port {
        @Override
        public void transmit(Packet packet) {
            sent.add(packet.u16(packet.length() >= 38 ? 34 : 0));
        }
    }

    static UpcallConfig config(int handlers, int queue, int pending, int perKey, long age) {
        return new UpcallConfig(handlers, queue, pending, perKey, age);
    }

    static Datapath datapath(UpcallConfig upcalls, BiFunction<FlowKey, Packet, UpcallAnswer> answer) {
        return new Datapath(new DatapathConfig(1, 8).withUpcalls(upcalls).withPacketThreads(4), new Handler(answer));
    }

    /** All packets to a UDP port. */
    static Megaflow flow(FlowKey key, OdpAction... actions) {
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.UDP_DST)
                .build();
        return Megaflow.of(key, mask, List.of(actions));
    }

    /** Takes frames through a thread, and looks whether it counts each of them. */
    void process(PacketThread thread, int port, byte[]... frames) {
        batch.clear();
        for (byte[] frame : frames) {
            batch.add().set(frame, 0, frame.length, port, 0);
        }
        thread.process(batch);
        DatapathCounters counters = thread.counters();
        assertThat(counters.counted() + counters.unassigned() + counters.pending())
                .isEqualTo(counters.received());
    }

    /** Waits until all answers are there, and carries what waited for them. */
    static void settle(PacketThread thread) {
        while (thread.pendingPackets() > 0) {
            thread.serviceUpcalls();
            Thread.onSpinWait();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
