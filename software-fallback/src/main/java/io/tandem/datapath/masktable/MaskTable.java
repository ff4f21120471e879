package io.tandem.datapath.masktable;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The flows in their buckets, the ufids in theirs, and the masks. One writer at a time, as {@link MaskTableDatapath}
 * sees to; readers take no lock: they read {@link #masks()}, then {@link #keys()}. A lookup that begins after a change
 * sees it; one that is under way may see the flow that was there before.
 *
 * <p>Source: struct flow_table and its functions in net/openvswitch/flow_table.c.
 */
final class MaskTable {
    /** REHASH_INTERVAL: after so long an insertion gives the table a new seed. */
    static final long REHASH_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final IntSupplier seeds;
    private final LongSupplier clock;

    private volatile Buckets keys;
    private volatile Buckets ufids;
    private volatile MaskArray masks;
    private final AtomicInteger flows = new AtomicInteger();
    private int flowsWithUfid;
    private long rehashedAt;

    /**
     * @param seeds gives hash seeds
     * @param clock nanoseconds that never go back
     */
    MaskTable(IntSupplier seeds, LongSupplier clock) {
        this.seeds = seeds;
        this.clock = clock;
        keys = new Buckets(Buckets.SMALLEST, seeds.getAsInt());
        ufids = new Buckets(Buckets.SMALLEST, seeds.getAsInt());
        masks = MaskArray.empty(0);
        rehashedAt = clock.getAsLong();
    }

    Buckets keys() {
        return keys;
    }

    Buckets ufids() {
        return ufids;
    }

    MaskArray masks() {
        return masks;
    }

    int flows() {
        return flows.get();
    }

    /** Makes room for the counters of one more reader. */
    void addReader(int reader) {
        masks = masks.withReaders(reader + 1);
    }

    void rebalance() {
        masks = masks.rebalanced();
    }

    /** The flow with that mask that the key matches, or null. Any thread may ask. */
    static @Nullable MaskFlow under(SharedMask mask, Buckets keys, long[] words, int base) {
        int hash = mask.hash(words, base);
        for (Buckets.Node node = keys.chain(hash); node != null; node = node.next()) {
            MaskFlow flow = node.flow();
            if (node.hash() == hash && flow.matches(mask, words, base)) {
                return flow;
            }
        }
        return null;
    }

    /** The flow without a ufid that was put with exactly that key, or null; source: ovs_flow_tbl_lookup_exact. */
    @Nullable MaskFlow withKey(FlowKey key) {
        FlowId id = FlowId.of(key);
        long[] words = key.toWords();
        MaskArray array = masks;
        for (int i = 0; i < array.count(); i++) {
            MaskFlow flow = under(array.mask(i), keys, words, 0);
            if (flow != null && flow.id().equals(id)) {
                return flow;
            }
        }
        return null;
    }

    /** The flow with that ufid, or null; source: ovs_flow_tbl_lookup_ufid. */
    @Nullable MaskFlow withUfid(Ufid ufid) {
        int hash = ufid.hashCode();
        for (Buckets.Node node = ufids.chain(hash); node != null; node = node.next()) {
            if (node.hash() == hash && node.flow().id().ufid().equals(ufid)) {
                return node.flow();
            }
        }
        return null;
    }

    /** The flow of that identity, or null. */
    @Nullable MaskFlow find(FlowId id) {
        return switch (id) {
            case FlowId.ByUfid(Ufid ufid) -> withUfid(ufid);
            case FlowId.ByKey(FlowKey key) -> withKey(key);
        };
    }

    /** Adds a flow; source: ovs_flow_tbl_insert. */
    void insert(FlowId id, FlowKey key, FlowMask mask, List<OdpAction> actions) {
        SharedMask shared = masks.find(mask);
        if (shared == null) {
            shared = new SharedMask(mask);
            masks = masks.with(shared);
        }
        shared.acquire();
        MaskFlow flow = new MaskFlow(id, key, shared, actions);
        insertKey(flow);
        if (id instanceof FlowId.ByUfid(Ufid ufid)) {
            ufids.insert(flow, ufid.hashCode());
            flowsWithUfid++;
            if (flowsWithUfid > ufids.size()) {
                ufids = ufids.rehashed(ufids.size() * 2, seeds.getAsInt());
            }
        }
    }

    /** Removes a flow, and its mask with the last flow that had it; source: ovs_flow_tbl_remove. */
    void remove(MaskFlow flow) {
        flow.retire();
        keys.remove(flow, flow.hash());
        if (flow.id() instanceof FlowId.ByUfid(Ufid ufid)) {
            ufids.remove(flow, ufid.hashCode());
            flowsWithUfid--;
        }
        release(flow);
    }

    /** Removes every flow, and goes back to the smallest tables; source: ovs_flow_tbl_flush. */
    void flush() {
        Buckets old = keys;
        keys = new Buckets(Buckets.SMALLEST, seeds.getAsInt());
        ufids = new Buckets(Buckets.SMALLEST, seeds.getAsInt());
        rehashedAt = clock.getAsLong();
        flowsWithUfid = 0;
        old.forEach(flow -> {
            flow.retire();
            release(flow);
        });
    }

    private void insertKey(MaskFlow flow) {
        Buckets table = keys;
        table.insert(flow, flow.hash());
        long now = clock.getAsLong();
        boolean full = flows.incrementAndGet() > table.size();
        if (full || now - rehashedAt > REHASH_NANOS) {
            keys = table.rehashed(full ? table.size() * 2 : table.size(), seeds.getAsInt());
            rehashedAt = now;
        }
    }

    private void release(MaskFlow flow) {
        flows.decrementAndGet();
        if (flow.shared().release()) {
            masks = masks.without(flow.shared());
        }
    }
}
