package io.tandem.datapath;

import io.tandem.datapath.PendingKey.Held;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.MissUpcall;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallConfig;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.datapath.upcall.UpcallQueues;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Packets of one packet thread that wait until handler threads have asked the slow path, in the order of arrival. All
 * packets of a key wait for one question.
 *
 * <p>No packet overtakes an older one of its flow: before a packet is carried by a flow that is younger than
 * {@link #settled}, so by one that may match keys that wait, {@link #settle} looks these up again and carries the packets
 * of those that have a flow now. A recirculated packet, which may not interrupt another, waits itself in that case.
 */
final class PendingUpcalls {
    /** Looks at what waits in one go; what comes up in the last waits for the next batch. */
    private static final int PASSES = 4;

    private final PacketThread thread;
    private final FlowTable table;
    private final PacketLookup lookup;
    private final PacketCounters counters;
    private final UpcallConfig config;
    private final UpcallHandler handler;
    private final UpcallQueues queues;

    private final Map<FlowKey, PendingKey> keys = new LinkedHashMap<>();
    private List<Held> held = new ArrayList<>();
    private final Deque<Packet> buffers = new ArrayDeque<>();
    private final Deque<MissUpcall> upcalls = new ArrayDeque<>();
    private final Queue<MissUpcall> answered;
    private int upcallsMade;
    private int packets;
    /** Something waits that was not looked up, or not asked for, yet. */
    private boolean unsettled;
    /** No flow with this or a smaller number matches a key that waits. */
    private long settled;

    PendingUpcalls(
            PacketThread thread,
            FlowTable table,
            PacketLookup lookup,
            PacketCounters counters,
            UpcallConfig config,
            UpcallHandler handler,
            UpcallQueues queues) {
        this.thread = thread;
        this.table = table;
        this.lookup = lookup;
        this.counters = counters;
        this.config = config;
        this.handler = handler;
        this.queues = queues;
        this.answered = new ConcurrentLinkedQueue<>();
    }

    /** Packets that wait. */
    int packets() {
        return packets;
    }

    /** True where a packet that this flow carries might overtake one that waits. */
    boolean mayOvertake(DatapathFlow flow) {
        return packets > 0 && (unsettled || flow.putNumber() > settled);
    }

    /** True where {@link #settle} is due before the next packet. */
    boolean unsettled() {
        return unsettled;
    }

    /** Takes in the answers that have come, and carries the packets that waited for them. Answers how many came. */
    int work() {
        int answers = 0;
        for (MissUpcall upcall = answered.poll(); upcall != null; upcall = answered.poll()) {
            take(upcall);
            upcalls.push(upcall);
            answers++;
        }
        if (packets > 0) {
            expire();
            if (unsettled || answers > 0 || table.putNumber() != settled) {
                settle();
            }
        }
        return answers;
    }

    /**
     * Lets a packet wait for the answer to its key's upcall.
     *
     * @param seen the number of flows put before the packet was looked up
     * @return false where it was dropped instead
     */
    boolean hold(Packet packet, long[] words, int base, int depth, long seen) {
        PendingKey key = key(packet, words, base, seen);
        if (full(key)) {
            thread.drop(DropReason.UPCALL_PENDING_FULL, depth);
            return false;
        }
        if (key.upcall == null && !key.decided() && !ask(key, packet)) {
            if (key.packets == 0) {
                thread.drop(DropReason.UPCALL_QUEUE_FULL, depth);
                return false;
            }
            unsettled = true;
        }
        append(key, packet, depth);
        return true;
    }

    /**
     * Lets a packet that has a flow wait until those that it might overtake are settled.
     *
     * @param seen the number of flows put before the packet was looked up
     * @return false where it was dropped instead
     */
    boolean defer(Packet packet, long[] words, int base, int depth, long seen) {
        PendingKey key = key(packet, words, base, seen);
        if (full(key)) {
            thread.drop(DropReason.UPCALL_PENDING_FULL, depth);
            return false;
        }
        append(key, packet, depth);
        unsettled = true;
        return true;
    }

    /** The entry of a key, which is a new one, in no list yet, where no packet of it waits. */
    private PendingKey key(Packet packet, long[] words, int base, long seen) {
        if (packets == 0) {
            settled = seen;
        }
        long[] own = Arrays.copyOfRange(words, base, base + FlowField.WORDS);
        FlowKey flowKey = FlowKey.ofWords(own);
        PendingKey present = keys.get(flowKey);
        return present == null ? new PendingKey(flowKey, own, packet.inPort()) : present;
    }

    private boolean full(PendingKey key) {
        return packets == config.pendingPackets() || key.packets == config.pendingPerKey();
    }

    private void append(PendingKey key, Packet packet, int depth) {
        keys.putIfAbsent(key.key, key);
        Packet copy = buffers.isEmpty() ? PacketBatch.single() : buffers.pop();
        copy.set(packet);
        held.add(new Held(copy, key, depth));
        key.packets++;
        packets++;
        counters.pending += depth == 0 ? 1 : 0;
    }

    /** False, and a verdict, where the question cannot be asked. */
    private boolean ask(PendingKey key, Packet packet) {
        MissUpcall upcall = upcalls.poll();
        if (upcall == null && upcallsMade < config.pendingPackets()) {
            upcall = new MissUpcall(answered);
            upcallsMade++;
        }
        if (upcall == null) {
            key.drop = DropReason.UPCALL_QUEUE_FULL;
            return false;
        }
        key.askedNanos = System.nanoTime();
        upcall.set(key.key, packet, key.askedNanos);
        if (!queues.offer(upcall)) {
            upcalls.push(upcall);
            key.drop = DropReason.UPCALL_QUEUE_FULL;
            return false;
        }
        key.upcall = upcall;
        return true;
    }

    /** Makes an answer the verdict on its key, if packets still wait for it; a flow is put in any case. */
    private void take(MissUpcall upcall) {
        PendingKey waiting = keys.get(upcall.key());
        PendingKey key = waiting != null && waiting.upcall == upcall
                ? waiting
                : new PendingKey(upcall.key(), upcall.key().toWords(), upcall.port());
        key.upcall = null;
        switch (upcall.answer()) {
            case UpcallAnswer.Discard(DropReason reason) -> key.drop = reason;
            case UpcallAnswer.Once(Megaflow flow) -> key.once = flow;
            case UpcallAnswer.Install(Megaflow flow) -> install(key, flow);
        }
    }

    private void install(PendingKey key, Megaflow flow) {
        if (!flow.matches(key.key)) {
            key.drop = DropReason.UPCALL_FAILED;
            return;
        }
        FlowTable.FoundOrPut result;
        try {
            result = table.findOrPut(key.key, flow);
        } catch (FlowPutException e) {
            key.drop = DropReason.UPCALL_REFUSED;
            return;
        }
        key.flow = result.flow();
        if (!result.put()) {
            return;
        }
        try {
            handler.installed(result.flow());
        } catch (RuntimeException e) {
            table.take(flow.ufid());
            key.flow = null;
            key.drop = DropReason.UPCALL_FAILED;
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (PendingKey key : keys.values()) {
            if (key.upcall != null && !key.decided() && now - key.askedNanos > config.maxAgeNanos()) {
                key.drop = DropReason.UPCALL_EXPIRED;
            }
        }
    }

    /** Carries, in the order of arrival, all packets that a verdict or a flow is there for; asks for the others. */
    void settle() {
        for (int pass = 0; pass < PASSES && (pass == 0 || unsettled); pass++) {
            settled = table.putNumber();
            unsettled = false;
            for (PendingKey key : keys.values()) {
                if (!key.decided()) {
                    lookUp(key);
                }
            }
            carryDecided();
            askOpen();
        }
    }

    /**
     * Takes the flow that a key has now. One that was put since the pass began is left for the next, as keys of older
     * packets were looked up before it was there.
     */
    private void lookUp(PendingKey key) {
        DatapathFlow flow = lookup.classify(key.port, key.words, 0);
        boolean younger = flow != null && flow.putNumber() > settled;
        unsettled |= younger;
        key.flow = younger ? null : flow;
    }

    private void carryDecided() {
        List<Held> all = held;
        held = new ArrayList<>();
        for (Held one : all) {
            if (carry(one)) {
                release(one);
            } else {
                held.add(one);
            }
        }
    }

    private boolean carry(Held one) {
        PendingKey key = one.key();
        if (key.flow != null && !key.flow.live()) {
            // Removed meanwhile. One in its place may carry packets behind this one, so it is looked for now.
            unsettled = true;
            lookUp(key);
        }
        if (key.drop != null) {
            thread.drop(key.drop, one.depth());
        } else if (key.once != null) {
            thread.carryOnce(one.packet(), key.once, one.depth());
        } else if (key.flow != null && key.flow.live()) {
            thread.carryHeld(one.packet(), key.flow, key.words, one.depth());
        } else {
            key.flow = null;
            return false;
        }
        return true;
    }

    private void release(Held one) {
        buffers.push(one.packet());
        packets--;
        counters.pending -= one.depth() == 0 ? 1 : 0;
        PendingKey key = one.key();
        if (--key.packets == 0) {
            keys.remove(key.key);
        }
    }

    private void askOpen() {
        for (Held one : held) {
            PendingKey key = one.key();
            if (!key.decided() && key.upcall == null && !ask(key, one.packet())) {
                unsettled = true;
            }
        }
    }

    /** Carries what has a verdict, and counts everything else that waits as dropped. */
    void dropAll(DropReason reason) {
        while (packets > 0) {
            for (PendingKey key : keys.values()) {
                if (!key.decided() || key.flow != null && !key.flow.live()) {
                    key.drop = reason;
                }
            }
            carryDecided();
        }
    }
}
