package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.datapath.port.Port;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An executor with port 1 on which every frame that is sent is kept, and the last packet that was recirculated. */
final class ActionBench {
    final List<byte[]> sent = new ArrayList<>();
    final DropCounters drops = new DropCounters();
    final Packet last = PacketBatch.single();
    final ActionExecutor executor;
    FlowKey recirculated = FlowKey.EMPTY;
    Consumer<PacketMetadata> metadata = m -> {};
    private final @Nullable Port[] ports = new Port[4];

    ActionBench() {
        this(ActionServices.none());
    }

    ActionBench(ActionServices services) {
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
        executor = new ActionExecutor(
                ports,
                drops,
                (packet, depth) -> {
                    last.set(packet);
                    long[] words = new long[FlowField.WORDS];
                    KeyExtractor.extract(packet, words, 0, 0);
                    recirculated = FlowKey.ofWords(words);
                },
                services);
    }

    /** Carries the actions out and answers what was sent. */
    List<byte[]> execute(byte[] frame, OdpAction... actions) {
        return execute(PacketMetadata.ETHERNET, frame, actions);
    }

    /** The same of a packet that starts with the network header of that Ethernet type. */
    List<byte[]> execute(int packetType, byte[] bytes, OdpAction... actions) {
        sent.clear();
        Packet packet = PacketBatch.single();
        packet.set(bytes, 0, bytes.length, 1, 0);
        packet.metadata().packetType(packetType);
        metadata.accept(packet.metadata());
        executor.execute(packet, Step.prepare(List.of(actions)), 0);
        return List.copyOf(sent);
    }

    Map<DropReason, Long> dropped() {
        return drops.snapshot();
    }
}
