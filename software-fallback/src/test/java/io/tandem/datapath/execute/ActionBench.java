package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An executor with port 1 on which every frame that is sent is kept. */
final class ActionBench {
    final List<byte[]> sent = new ArrayList<>();
    final DropCounters drops = new DropCounters();
    private final @Nullable Port[] ports = new Port[4];
    private final ActionExecutor executor;

    ActionBench() {
        ports[1] = new Port() {
            @Override
            public int number() {
                return 1;
            }

            @Override
            public void transmit(Packet packet) {
                byte[] frame = new byte[packet.length()];
                packet.copyTo(frame, 0);
                sent.add(frame);
            }
        };
        executor = new ActionExecutor(ports, drops, (packet, depth) -> {});
    }

    /** Carries the actions out and answers what was sent. */
    List<byte[]> execute(byte[] frame, OdpAction... actions) {
        sent.clear();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, 1, 0);
        executor.execute(packet, Step.prepare(List.of(actions)), 0);
        return List.copyOf(sent);
    }

    Map<DropReason, Long> dropped() {
        return drops.snapshot();
    }
}
