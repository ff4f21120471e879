package io.tandem.datapath;

import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.smc.SignatureMatchCache;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the flows of a batch: those that devices have marked packets with, without a lookup; of the others in the exact
 * match cache, in the signature match cache where that is enabled, then in the classifier of each ingress port. A mark is
 * believed where the packet's key agrees with the flow's in every bit of its mask, so one that is older than the flow, or
 * just wrong, is as good as none. Packets that a device has looked up already, as their marks say, are left out. Belongs to
 * one packet thread, with caches and storage that are used again for every batch.
 */
final class PacketLookup {
    private static final int PORTS_WORD = FlowField.UDP_SRC.word();

    private final FlowTable table;
    private final DeviceMisses misses;
    private final PacketCounters counters;
    private final long seed;
    private final ExactMatchCache emc;
    private final @Nullable SignatureMatchCache smc;

    /** The keys of the batch, one after the other. */
    final long[] keys = new long[PacketBatch.SIZE * FlowField.WORDS];

    private final long[] maps = new long[PacketBatch.SIZE];
    private final int[] hashes = new int[PacketBatch.SIZE];
    private final @Nullable DatapathFlow[] found = new DatapathFlow[PacketBatch.SIZE];
    private final LookupPath path = new LookupPath();
    private final long[] singleKey = new long[FlowField.WORDS];
    private final @Nullable DatapathFlow[] singleFound = new DatapathFlow[1];
    private int markFound;
    private int emcFound;
    private int smcFound;
    private int missed;

    PacketLookup(DatapathConfig config, FlowTable table, DeviceMisses misses, PacketCounters counters) {
        this.table = table;
        this.misses = misses;
        this.seed = config.hashSeed();
        this.counters = counters;
        this.emc = new ExactMatchCache(config.emcInsertInverse());
        this.smc = config.smcEnabled() ? new SignatureMatchCache(table.directory()) : null;
    }

    /**
     * Looks the packets of a batch up. Answers those that have a key, and those that a {@linkplain #missed device gave back},
     * packet i by bit i; the others are dropped.
     */
    int find(PacketBatch batch) {
        int usable = 0;
        int known = 0;
        int hashed = 0;
        int alike = 0;
        int back = 0;
        int size = batch.size();
        long bytes = 0;
        for (int i = 0; i < size; i++) {
            Packet packet = batch.get(i);
            int mark = packet.mark();
            if (mark != 0 && misses.stepsTo(mark) != null) {
                back |= 1 << i;
                continue;
            }
            bytes += packet.length();
            if (packet.metadata().isEthernet() && packet.length() < KeyExtractor.ETHERNET_HEADER) {
                counters.drop(DropReason.RUNT);
                continue;
            }
            usable |= 1 << i;
            int base = i * FlowField.WORDS;
            long map = KeyExtractor.extract(packet, keys, base, maps[i]);
            maps[i] = map;
            if (mark != 0 && marked(mark, i)) {
                known |= 1 << i;
            } else if ((hashed << 1 & 1 << i) != 0 && likeTheOneBefore(i, map)) {
                hashed |= 1 << i;
                alike |= 1 << i;
                hashes[i] = hashes[i - 1];
            } else {
                hashed |= 1 << i;
                hashes[i] = KeyHash.of(keys, base, map, seed);
            }
        }
        missed = back;
        int backCount = Integer.bitCount(back);
        counters.recovered += backCount;
        counters.unrecovered += backCount;
        counters.received += size - backCount;
        counters.receivedBytes += bytes;
        markFound = known;
        int wanted = hashed & ~alike;
        int left = emc.find(keys, wanted, maps, hashes, found);
        emcFound = wanted & ~left;
        int unknown = smc == null ? left : findSignatures(smc, left);
        smcFound = left & ~unknown;
        classify(batch, unknown);
        if (alike != 0) {
            takeFromTheOneBefore(alike);
        }
        return usable | back;
    }

    /** True where a device gave packet {@code i} of the batch back from behind a jump. */
    boolean missed(int i) {
        return (missed & 1 << i) != 0;
    }

    /** True where packet {@code i} of the batch has the key of the one before. What differs most often is compared first. */
    private boolean likeTheOneBefore(int i, long map) {
        int base = i * FlowField.WORDS;
        if (keys[base + PORTS_WORD] != keys[base + PORTS_WORD - FlowField.WORDS] || map != maps[i - 1]) {
            return false;
        }
        for (long rest = map; rest != 0; rest &= rest - 1) {
            int at = base + Long.numberOfTrailingZeros(rest);
            if (keys[at] != keys[at - FlowField.WORDS]) {
                return false;
            }
        }
        return true;
    }

    /** Packets of a flow often follow each other; what was found for the first of them holds for all. */
    private void takeFromTheOneBefore(int alike) {
        for (int rest = alike; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            found[i] = found[i - 1];
            emcFound |= emcFound << 1 & 1 << i;
            smcFound |= smcFound << 1 & 1 << i;
        }
    }

    /** Takes the flow with that mark for packet {@code i} of the batch, where it is the packet's. */
    private boolean marked(int mark, int i) {
        DatapathFlow flow = table.directory().marked(mark);
        if (flow == null || !flow.matches(keys, i * FlowField.WORDS) || !flow.live()) {
            return false;
        }
        found[i] = flow;
        return true;
    }

    private int findSignatures(SignatureMatchCache cache, int wanted) {
        int left = wanted;
        for (int rest = wanted; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            DatapathFlow flow = cache.find(keys, i * FlowField.WORDS, hashes[i]);
            if (flow != null) {
                found[i] = flow;
                left &= ~(1 << i);
            }
        }
        return left;
    }

    /** Asks the classifier of each port for the packets that came in by it. */
    private void classify(PacketBatch batch, int wanted) {
        for (int rest = wanted; rest != 0; ) {
            int port = batch.get(Integer.numberOfTrailingZeros(rest)).inPort();
            int same = 0;
            for (int bits = rest; bits != 0; bits &= bits - 1) {
                int i = Integer.numberOfTrailingZeros(bits);
                same |= batch.get(i).inPort() == port ? 1 << i : 0;
            }
            Classifier classifier = table.classifier(port);
            if (classifier != null) {
                classifier.find(keys, same, found, path);
            }
            rest &= ~same;
        }
    }

    /** The flow that was found for packet {@code i} of the batch, which may have been removed since; null where there is none. */
    @Nullable DatapathFlow foundFlow(int i) {
        return found[i];
    }

    /**
     * Counts the packets from one on for which this flow was found, one after the other, as hits.
     *
     * @param flow what {@link #foundFlow} has for the first, and live
     * @return the first packet behind them
     */
    int takeRun(int from, int size, DatapathFlow flow) {
        int end = from;
        while (end < size && found[end] == flow) {
            hit(end++, flow);
        }
        return end;
    }

    /**
     * The flow of packet {@code i} of the batch, counted as a hit or as a miss; null where no flow matches it now.
     */
    @Nullable DatapathFlow flow(Packet packet, int i) {
        DatapathFlow flow = found[i];
        if (flow != null && flow.live()) {
            hit(i, flow);
            return flow;
        }
        if ((markFound & 1 << i) != 0) {
            hashes[i] = KeyHash.of(keys, i * FlowField.WORDS, maps[i], seed);
        }
        // An earlier packet of the batch, or another thread, may have brought one.
        flow = classify(packet.inPort(), keys, i * FlowField.WORDS);
        if (flow == null) {
            counters.upcalls++;
            return null;
        }
        counters.dpclsHits++;
        remember(i, flow);
        return flow;
    }

    private void hit(int i, DatapathFlow flow) {
        int bit = 1 << i;
        if ((emcFound & bit) != 0) {
            counters.emcHits++;
        } else if ((markFound & bit) != 0) {
            counters.markHits++;
        } else if ((smcFound & bit) != 0) {
            counters.smcHits++;
            emc.offer(keys, i * FlowField.WORDS, maps[i], hashes[i], flow);
        } else {
            counters.dpclsHits++;
            remember(i, flow);
        }
    }

    /** Lets the caches know the flow of packet {@code i} of the batch. */
    void remember(int i, DatapathFlow flow) {
        emc.offer(keys, i * FlowField.WORDS, maps[i], hashes[i], flow);
        if (smc != null) {
            smc.offer(hashes[i], flow);
        }
    }

    /** The flow that the classifier of a port has for a key, or null. */
    @Nullable DatapathFlow classify(int port, long[] words, int base) {
        Classifier classifier = table.classifier(port);
        if (classifier == null) {
            return null;
        }
        System.arraycopy(words, base, singleKey, 0, FlowField.WORDS);
        singleFound[0] = null;
        classifier.find(singleKey, 1, singleFound, path);
        return singleFound[0];
    }

    /** Lets go of the batch's flows, and of some removed ones. */
    void end() {
        Arrays.fill(found, null);
        singleFound[0] = null;
        emc.sweep();
    }
}
