package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowKey;
import java.util.Queue;

/**
 * The question what to do with packets of a key that no flow matches. Belongs to a packet thread, is lent to a handler,
 * and comes back with the answer through that packet thread's queue; then it is used again.
 */
public final class MissUpcall implements Upcall {
    private final Packet packet = PacketBatch.single();
    private final Queue<MissUpcall> answered;
    private FlowKey key = FlowKey.builder().build();
    private long queuedNanos;
    private UpcallAnswer answer = new UpcallAnswer.Discard(DropReason.UPCALL_FAILED);

    /**
     * @param answered receives this upcall when it has its answer, by any thread
     */
    public MissUpcall(Queue<MissUpcall> answered) {
        this.answered = answered;
    }

    /** Becomes the question about a packet, which is copied. */
    public void set(FlowKey asked, Packet first, long nanos) {
        key = asked;
        packet.set(first);
        queuedNanos = nanos;
    }

    /** The key that no flow matched. */
    public FlowKey key() {
        return key;
    }

    /** The first packet of that key, for the handler to read. */
    public Packet packet() {
        return packet;
    }

    @Override
    public int port() {
        return packet.inPort();
    }

    @Override
    public long queuedNanos() {
        return queuedNanos;
    }

    /** The answer, once the upcall has come back. */
    public UpcallAnswer answer() {
        return answer;
    }

    /** Gives the upcall back with its answer. The caller lets go of it. */
    void answer(UpcallAnswer decided) {
        answer = decided;
        answered.add(this);
    }
}
