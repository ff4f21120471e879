package io.tandem.datapath;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Asks the slow path in the packet thread, which waits for the answer: what happens to a packet depends on nothing but
 * the packets before it.
 */
final class SynchronousUpcalls {
    private final PacketThread thread;
    private final FlowTable table;
    private final UpcallHandler handler;

    SynchronousUpcalls(PacketThread thread, FlowTable table, UpcallHandler handler) {
        this.thread = thread;
        this.table = table;
        this.handler = handler;
    }

    /** The flow of a packet that no flow matched, or null where the packet was dropped, or carried without one. */
    @Nullable DatapathFlow miss(Packet packet, long[] words, int base, int depth) {
        FlowKey key = FlowKey.ofWords(Arrays.copyOfRange(words, base, base + FlowField.WORDS));
        UpcallAnswer answer;
        thread.quiescence().offline();
        try {
            answer = handler.miss(key, packet);
        } catch (RuntimeException e) {
            return dropped(depth, DropReason.UPCALL_FAILED);
        } finally {
            thread.quiescence().online();
        }
        return switch (answer) {
            case UpcallAnswer.Discard(DropReason reason) -> dropped(depth, reason);
            case UpcallAnswer.Install(Megaflow flow) -> install(flow, key, depth);
            case UpcallAnswer.Once(Megaflow flow) -> {
                thread.carryOnce(packet, flow, depth);
                yield null;
            }
        };
    }

    /** Puts the flow of an answer, unless another thread was faster with one that the packet matches. */
    private @Nullable DatapathFlow install(Megaflow flow, FlowKey key, int depth) {
        if (!flow.matches(key)) {
            return dropped(depth, DropReason.UPCALL_FAILED);
        }
        FlowTable.FoundOrPut result;
        try {
            result = table.findOrPut(key, flow);
        } catch (FlowPutException e) {
            return dropped(depth, DropReason.UPCALL_REFUSED);
        }
        DatapathFlow present = result.flow();
        if (!result.put()) {
            return present;
        }
        try {
            handler.installed(present);
            return present;
        } catch (RuntimeException e) {
            table.take(flow.ufid());
            return dropped(depth, DropReason.UPCALL_FAILED);
        }
    }

    private @Nullable DatapathFlow dropped(int depth, DropReason reason) {
        thread.drop(reason, depth);
        return null;
    }
}
