package io.tandem.datapath;

import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.execute.ActionExecutor;
import io.tandem.datapath.execute.DropCounters;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.smc.SignatureMatchCache;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The software datapath. One packet thread calls {@link #process}; flows are put, changed and removed by any thread;
 * counters are read by any thread.
 *
 * <p>A packet is looked up in the exact match cache, in the signature match cache where that is enabled, then in the
 * classifier of its port, and is an upcall where none has it. It is counted once, in the flow of its first lookup; each recirculation counts in the flow that it finds too.
 */
public final class Datapath {
    private final UpcallHandler upcalls;
    private final FlowTable table;
    private final ExactMatchCache emc;
    private final @Nullable SignatureMatchCache smc;
    private final DropCounters drops = new DropCounters();
    private final @Nullable Port[] ports;
    private final ActionExecutor executor;

    // Storage of the packet thread, used again for every batch.
    private final long[] keys = new long[PacketBatch.SIZE * FlowField.WORDS];
    private final long[] maps = new long[PacketBatch.SIZE];
    private final int[] hashes = new int[PacketBatch.SIZE];
    private final @Nullable DatapathFlow[] found = new DatapathFlow[PacketBatch.SIZE];
    private final LookupPath path = new LookupPath();
    private final long[] deepKeys = new long[FlowField.WORDS];
    private final long[] singleKey = new long[FlowField.WORDS];
    private final @Nullable DatapathFlow[] singleFound = new DatapathFlow[1];
    private long deepMap;
    private int emcFound;
    private int smcFound;

    // Written by the packet thread, read by others between batches.
    private long received;
    private long receivedBytes;
    private long emcHits;
    private long smcHits;
    private long dpclsHits;
    private long missed;
    private long counted;
    private long unassigned;
    private volatile long begun;
    private volatile long ended;
    private volatile @Nullable Thread packetThread;

    public Datapath(DatapathConfig config, UpcallHandler upcalls) {
        this.upcalls = upcalls;
        this.table = new FlowTable(config.classifier());
        this.emc = new ExactMatchCache(config.emcInsertInverse());
        this.smc = config.smcEnabled() ? new SignatureMatchCache(table.directory()) : null;
        this.ports = new Port[config.ports() + 1];
        this.executor = new ActionExecutor(ports, drops, this::recirculate);
    }

    /** Attaches a port, before the first packet. */
    public void attach(Port port) {
        ports[port.number()] = port;
    }

    /** The flows. */
    public FlowTable flows() {
        return table;
    }

    /**
     * Adds a flow.
     *
     * @throws FlowPutException where the table does not take it
     */
    public DatapathFlow put(Megaflow flow) throws FlowPutException {
        return table.put(flow);
    }

    /**
     * Gives a flow other actions; each packet has the old ones or the new ones. False where there is no such flow.
     *
     * @throws IllegalArgumentException where an action cannot be carried out; then the flow keeps its old ones
     */
    public boolean modify(Megaflow flow) {
        return table.modify(flow);
    }

    /**
     * Removes a flow and waits until no packet can be counted on it any more.
     *
     * @return its final statistics; empty where there is no such flow
     */
    public Optional<FlowStats> remove(Ufid ufid) {
        Optional<DatapathFlow> flow = table.find(ufid);
        if (flow.isEmpty() || table.remove(ufid).isEmpty()) {
            return Optional.empty();
        }
        long underWay = begun;
        while (ended < underWay && Thread.currentThread() != packetThread) {
            Thread.onSpinWait();
        }
        return Optional.of(flow.get().stats());
    }

    /**
     * What became of the packets. While the packet thread is inside a batch this waits for its end, so that the counts
     * belong together.
     */
    public DatapathCounters counters() {
        while (true) {
            long before = ended;
            if (begun == before) {
                VarHandle.acquireFence();
                DatapathCounters counters = snapshot();
                VarHandle.acquireFence();
                if (begun == before) {
                    return counters;
                }
            }
            if (Thread.currentThread() == packetThread) {
                return snapshot();
            }
            Thread.onSpinWait();
        }
    }

    /** Counts packets that were dropped elsewhere, as by hardware. Called by the packet thread. */
    public void countDrop(DropReason reason, long packets) {
        begin();
        drops.count(reason, packets);
        end();
    }

    /** Processes the packets of a batch in order. */
    public void process(PacketBatch batch) {
        begin();
        try {
            int wanted = lookUp(batch);
            for (int i = 0; i < batch.size(); i++) {
                if ((wanted & 1 << i) != 0) {
                    forward(batch.get(i), i);
                }
            }
        } finally {
            Arrays.fill(found, null);
            emc.sweep();
            end();
        }
    }

    /** Counts a packet that cannot even be taken into a buffer. */
    public void discard(int bytes, DropReason reason) {
        begin();
        received++;
        receivedBytes += bytes;
        unassigned++;
        drops.count(reason, 1);
        end();
    }

    /** Finds the flows of a batch. Answers the packets that have a key. */
    private int lookUp(PacketBatch batch) {
        int usable = 0;
        int left = 0;
        for (int i = 0; i < batch.size(); i++) {
            Packet packet = batch.get(i);
            received++;
            receivedBytes += packet.length();
            if (packet.length() < KeyExtractor.ETHERNET_HEADER) {
                drops.count(DropReason.RUNT, 1);
                unassigned++;
                continue;
            }
            usable |= 1 << i;
            int base = i * FlowField.WORDS;
            long map = KeyExtractor.extract(packet, keys, base, maps[i]);
            maps[i] = map;
            hashes[i] = KeyHash.of(keys, base, map);
            DatapathFlow flow = emc.find(keys, base, map, hashes[i]);
            found[i] = flow;
            if (flow == null) {
                left |= 1 << i;
            }
        }
        emcFound = usable & ~left;
        int unknown = smc == null ? left : findSignatures(smc, left);
        smcFound = left & ~unknown;
        classify(batch, unknown);
        return usable;
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

    /** Counts a packet in exactly one flow, or as one that has none; an error of any kind keeps the thread. */
    private void forward(Packet packet, int index) {
        int base = index * FlowField.WORDS;
        DatapathFlow flow = null;
        try {
            flow = assign(packet, index, base);
        } catch (RuntimeException e) {
            drops.count(DropReason.DATAPATH_FAILED, 1);
        }
        if (flow == null) {
            unassigned++;
            return;
        }
        counted++;
        try {
            run(packet, flow, keys, base, 0);
        } catch (RuntimeException e) {
            drops.count(DropReason.DATAPATH_FAILED, 1);
        }
    }

    /** The flow of a packet's first lookup, or null where it was dropped, or carried without a flow. */
    private @Nullable DatapathFlow assign(Packet packet, int index, int base) {
        DatapathFlow flow = found[index];
        if (flow != null && flow.live()) {
            int bit = 1 << index;
            if ((emcFound & bit) != 0) {
                emcHits++;
                return flow;
            }
            if ((smcFound & bit) != 0) {
                smcHits++;
                emc.offer(keys, base, maps[index], hashes[index], flow);
                return flow;
            }
            dpclsHits++;
        } else {
            flow = classifyAgain(packet, keys, base);
            if (flow == null) {
                missed++;
                flow = upcall(packet, keys, base, 0);
            } else {
                dpclsHits++;
            }
        }
        if (flow != null) {
            emc.offer(keys, base, maps[index], hashes[index], flow);
            if (smc != null) {
                smc.offer(hashes[index], flow);
            }
        }
        return flow;
    }

    /** Looks once more for a flow that an earlier packet of the batch may have brought. */
    private @Nullable DatapathFlow classifyAgain(Packet packet, long[] words, int base) {
        Classifier classifier = table.classifier(packet.inPort());
        if (classifier == null) {
            return null;
        }
        System.arraycopy(words, base, singleKey, 0, FlowField.WORDS);
        singleFound[0] = null;
        classifier.find(singleKey, 1, singleFound, path);
        return singleFound[0];
    }

    private @Nullable DatapathFlow upcall(Packet packet, long[] words, int base, int depth) {
        UpcallAnswer answer;
        try {
            answer = upcalls.miss(FlowKey.ofWords(Arrays.copyOfRange(words, base, base + FlowField.WORDS)), packet);
        } catch (RuntimeException e) {
            drops.count(DropReason.UPCALL_FAILED, 1);
            return null;
        }
        return switch (answer) {
            case UpcallAnswer.Discard(DropReason reason) -> {
                drops.count(reason, 1);
                yield null;
            }
            case UpcallAnswer.Install(Megaflow flow) -> install(packet, flow, words, base);
            case UpcallAnswer.Once(Megaflow flow) -> {
                executor.execute(packet, Step.prepare(flow.actions()), depth);
                yield null;
            }
        };
    }

    /** Puts the flow of an answer, unless another thread was faster with one that the packet matches. */
    private @Nullable DatapathFlow install(Packet packet, Megaflow flow, long[] words, int base) {
        DatapathFlow present = classifyAgain(packet, words, base);
        if (present != null) {
            return present;
        }
        if (!flow.matches(FlowKey.ofWords(Arrays.copyOfRange(words, base, base + FlowField.WORDS)))) {
            drops.count(DropReason.UPCALL_FAILED, 1);
            return null;
        }
        DatapathFlow added;
        try {
            added = table.put(flow);
        } catch (FlowPutException e) {
            present = classifyAgain(packet, words, base);
            if (present == null) {
                drops.count(DropReason.UPCALL_REFUSED, 1);
            }
            return present;
        }
        try {
            upcalls.installed(added);
            return added;
        } catch (RuntimeException e) {
            table.remove(flow.ufid());
            drops.count(DropReason.UPCALL_FAILED, 1);
            return null;
        }
    }

    private void run(Packet packet, DatapathFlow flow, long[] words, int base, int depth) {
        long flags =
                words[base + FlowField.TCP_FLAGS.word()] >>> FlowField.TCP_FLAGS.shift() & FlowField.TCP_FLAGS.ones();
        flow.count(packet.length(), packet.timeNanos(), (int) flags);
        executor.execute(packet, flow.steps(), depth);
    }

    private void recirculate(Packet packet, int depth) {
        if (packet.length() < KeyExtractor.ETHERNET_HEADER) {
            drops.count(DropReason.RUNT, 1);
            return;
        }
        deepMap = KeyExtractor.extract(packet, deepKeys, 0, deepMap);
        DatapathFlow flow = classifyAgain(packet, deepKeys, 0);
        if (flow == null) {
            flow = upcall(packet, deepKeys, 0, depth);
        }
        if (flow != null) {
            run(packet, flow, deepKeys, 0, depth);
        }
    }

    /** The packet thread is changing counters from here to {@link #end}; it is the only one that calls these. */
    private void begin() {
        packetThread = Thread.currentThread();
        long next = begun + 1;
        begun = next;
    }

    private void end() {
        long next = ended + 1;
        ended = next;
    }

    private DatapathCounters snapshot() {
        return new DatapathCounters(
                received,
                receivedBytes,
                emcHits,
                smcHits,
                dpclsHits,
                missed,
                counted,
                unassigned,
                executor.transmitted(),
                drops.snapshot());
    }
}
