package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Copies of packets that go their own way, given back in the opposite order. Each is made when first needed, and there
 * are never more than nesting and recirculation can ask for at once. Belongs to one packet thread.
 */
final class PacketCopies {
    private static final int MOST = (ActionExecutor.DEPTH_LIMIT + 1) * (StepCompiler.MOST_NESTED + 2);

    private final @Nullable Packet[] copies = new Packet[MOST];
    private int used;

    /** A copy, the caller's until {@link #giveBack}. */
    Packet of(Packet packet) {
        Packet copy = copies[used];
        if (copy == null) {
            copy = PacketBatch.single();
            copies[used] = copy;
        }
        used++;
        copy.set(packet);
        return copy;
    }

    /** Ends the use of the copy that was made last. */
    void giveBack() {
        used--;
    }

    /** Ends the use of all copies, where an error has left them behind. */
    void giveAllBack() {
        used = 0;
    }
}
