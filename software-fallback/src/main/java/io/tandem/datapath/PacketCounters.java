package io.tandem.datapath;

import io.tandem.datapath.execute.DropCounters;
import io.tandem.datapath.execute.DropReason;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the packets of one packet thread. That thread counts in the fields and shows them all at once with
 * {@link #publish}, so that any thread reads counts that belong together and never waits for a batch.
 */
final class PacketCounters {
    private static final int RECEIVED = 0;
    private static final int RECEIVED_BYTES = 1;
    private static final int EMC_HITS = 2;
    private static final int SMC_HITS = 3;
    private static final int DPCLS_HITS = 4;
    private static final int UPCALLS = 5;
    private static final int COUNTED = 6;
    private static final int UNASSIGNED = 7;
    private static final int PENDING = 8;
    private static final int TRANSMITTED = 9;
    private static final int RECIRCULATED = 10;
    private static final int MARK_HITS = 11;
    private static final int RECOVERED = 12;
    private static final int COUNTS = 13;

    // Written by the packet thread, read by nobody else.
    long received;
    long receivedBytes;
    long markHits;
    long emcHits;
    long smcHits;
    long dpclsHits;
    long upcalls;
    long counted;
    long recirculated;
    long recovered;
    /** Packets to be recovered whose turn has not come. */
    long unrecovered;

    long unassigned;
    long pending;
    long transmitted;
    final DropCounters drops = new DropCounters();

    /** Odd while the published counts change. */
    private final AtomicLong sequence = new AtomicLong();

    private final long[] published = new long[COUNTS];
    private final DropCounters publishedDrops = new DropCounters();
    private long dropsPublished;

    /** Counts a packet that no flow counts, with the reason. */
    void drop(DropReason reason) {
        unassigned++;
        drops.count(reason, 1);
    }

    /** Counts every packet that is accounted for nowhere as dropped: after an error that ended its thread. */
    void loseRest(DropReason reason) {
        long unfound = received - counted - unassigned;
        unassigned += unfound;
        pending = 0;
        long lost = unfound + unrecovered;
        unrecovered = 0;
        if (lost > 0) {
            drops.count(reason, lost);
        }
    }

    /** Shows what was counted so far. */
    void publish() {
        long next = sequence.getPlain() + 2;
        sequence.setOpaque(next - 1);
        VarHandle.storeStoreFence();
        published[RECEIVED] = received;
        published[RECEIVED_BYTES] = receivedBytes;
        published[MARK_HITS] = markHits;
        published[EMC_HITS] = emcHits;
        published[SMC_HITS] = smcHits;
        published[DPCLS_HITS] = dpclsHits;
        published[UPCALLS] = upcalls;
        published[COUNTED] = counted;
        published[RECIRCULATED] = recirculated;
        published[RECOVERED] = recovered;
        published[UNASSIGNED] = unassigned;
        published[PENDING] = pending;
        published[TRANSMITTED] = transmitted;
        if (drops.changes() != dropsPublished) {
            dropsPublished = drops.changes();
            publishedDrops.set(drops);
        }
        sequence.setRelease(next);
    }

    /** What was published last. Any thread. */
    DatapathCounters snapshot() {
        while (true) {
            long before = sequence.getAcquire();
            if ((before & 1) == 0) {
                DatapathCounters counters = read();
                VarHandle.acquireFence();
                if (sequence.getOpaque() == before) {
                    return counters;
                }
            }
            Thread.onSpinWait();
        }
    }

    private DatapathCounters read() {
        return new DatapathCounters(
                published[RECEIVED],
                published[RECEIVED_BYTES],
                published[MARK_HITS],
                published[EMC_HITS],
                published[SMC_HITS],
                published[DPCLS_HITS],
                published[UPCALLS],
                published[COUNTED],
                published[RECIRCULATED],
                published[RECOVERED],
                published[UNASSIGNED],
                published[PENDING],
                published[TRANSMITTED],
                publishedDrops.snapshot());
    }
}
