package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies of packets that go their own way, given back in the opposite order. Each is made when first needed, and there
 * are never more than nesting, recirculation and the fragments of a datagram can ask for at once. Belongs to one packet thread.
 */
final class PacketCopies {
    private static final int USUAL = (ActionExecutor.DEPTH_LIMIT + 1) * (StepCompiler.MOST_NESTED + 2);

    private @Nullable Packet[] copies = new Packet[USUAL];
    private int used;

    /** A copy, the caller's until {@link #giveBack}. */
    Packet of(Packet packet) {
        if (used == copies.length) {
            copies = Arrays.copyOf(copies, 2 * used);
        }
        Packet copy = copies[used];
        if (copy == null) {
            copy = PacketBatch.single();
            copies[used] = copy;
        }
        used++;
        copy.set(packet);
        return copy;
    }

    /** Copies in use. */
    int used() {
        return used;
    }

    /** The copy that was made when so many were in use. */
    Packet at(int place) {
        return Objects.requireNonNull(copies[place]);
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
