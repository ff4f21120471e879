package io.tandem.datapath.masktable;

import io.tandem.flow.FlowKey;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowCount;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation;
import io.tandem.operation.FlowOperation.Delete;
import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperation.Get;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.FlowOperationResult.Found;
import io.tandem.operation.FlowOperationResult.Stored;
import io.tandem.operation.FlowOperations;
import io.tandem.operation.FlowSnapshot;
import io.tandem.operation.PutFlag;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A datapath's flow table in memory, with the kernel's semantics: which put is EEXIST, which flow a key names, which of
 * several overlapping flows a packet meets.
 *
 * <p>Any thread may call anything; changes go one at a time, lookups ({@link #openLookup}) and dumps never wait. A put
 * is compared with what is there by its whole key, so a put without {@link PutFlag#MODIFY} fails where any flow matches
 * that key, and one that finds a flow by its ufid changes it only where the flow's masked key is the put's whole key.
 *
 * <p>Source: ovs_flow_cmd_new, _set, _get, _del and _dump in net/openvswitch/datapath.c.
 */
public final class MaskTableDatapath implements FlowOperations {
    /** DP_MASKS_REBALANCE_INTERVAL: how often the kernel calls for {@link #rebalance}, in milliseconds. */
    public static final int REBALANCE_MILLIS = 4000;

    /** ETH_HLEN: what a packet must have at least. */
    private static final int ETHERNET_HEADER = 14;

    private final Object writer = new Object();
    private final MaskTable table;
    private final PutRules rules;
    private final PacketExecutor executor;
    private final List<MaskLookup> lookups = new CopyOnWriteArrayList<>();
    /** Finds what a put overlaps with; used by the writer. */
    private final MaskLookup overlap;

    /** A table with the kernel's rules for keys, masks and actions, and random seeds. */
    public MaskTableDatapath(PacketExecutor executor) {
        this(PutRules.kernel(), executor, new SecureRandom()::nextInt, System::nanoTime);
    }

    /**
     * @param rules what a put must keep to
     * @param executor carries packets out
     * @param seeds gives hash seeds: what nobody can foresee, or flows can be made that all share a bucket
     * @param clock nanoseconds that never go back
     */
    public MaskTableDatapath(PutRules rules, PacketExecutor executor, IntSupplier seeds, LongSupplier clock) {
        this.rules = rules;
        this.executor = executor;
        table = new MaskTable(seeds, clock);
        overlap = new MaskLookup(table, 0);
        table.addReader(0);
    }

    /** A new way in for one packet thread, for as long as the table lives: its counters stay in the sums. */
    public MaskLookup openLookup() {
        synchronized (writer) {
            int reader = lookups.size() + 1;
            table.addReader(reader);
            MaskLookup lookup = new MaskLookup(table, reader);
            lookups.add(lookup);
            return lookup;
        }
    }

    @Override
    public List<FlowOperationResult> operate(List<? extends FlowOperation> operations) {
        List<FlowOperationResult> results = new ArrayList<>(operations.size());
        for (FlowOperation operation : operations) {
            results.add(
                    switch (operation) {
                        case Put put -> carryOut(put);
                        case Delete(FlowId id) -> remove(id);
                        case Get(FlowId id) -> read(id);
                        case Execute execute -> carryOut(execute);
                    });
        }
        return results;
    }

    @Override
    public FlowOperationResult dump(Consumer<? super FlowSnapshot> consumer) {
        table.keys().forEach(flow -> consumer.accept(flow.snapshot()));
        return new Done();
    }

    @Override
    public FlowOperationResult dumpTerse(Consumer<? super FlowCount> consumer) {
        table.keys().forEach(flow -> consumer.accept(new FlowCount(flow.id(), flow.stats())));
        return new Done();
    }

    @Override
    public FlowOperationResult flush() {
        synchronized (writer) {
            table.flush();
        }
        return new Done();
    }

    /** Puts the masks in the order of their use since the last time; to be called each {@link #REBALANCE_MILLIS}. */
    public void rebalance() {
        synchronized (writer) {
            table.rebalance();
        }
    }

    /** Flows that there are. */
    public int flows() {
        return table.flows();
    }

    /** The masks in the order in which a lookup without a cached one tries them. */
    public List<MaskUse> masks() {
        synchronized (writer) {
            MaskArray masks = table.masks();
            return IntStream.range(0, masks.count())
                    .mapToObj(
                            i -> new MaskUse(masks.mask(i).mask(), masks.mask(i).flows(), masks.uses(i)))
                    .toList();
        }
    }

    /** What the lookups of all packet threads came to. */
    public MaskLookupCounters counters() {
        return lookups.stream().map(MaskLookup::counters).reduce(MaskLookupCounters.ZERO, MaskLookupCounters::plus);
    }

    MaskTable table() {
        return table;
    }

    private FlowOperationResult carryOut(Put put) {
        Optional<Failed> broken = rules.check(put);
        if (broken.isPresent()) {
            return broken.get();
        }
        synchronized (writer) {
            return put.has(PutFlag.CREATE) ? create(put) : set(put);
        }
    }

    /** Source: ovs_flow_cmd_new. */
    private FlowOperationResult create(Put put) {
        MaskFlow flow = put.ufid().isPresent() ? table.withUfid(put.ufid().get()) : null;
        if (flow == null && overlap.find(put.key(), 0)) {
            flow = overlap.flow();
        }
        if (flow == null) {
            table.insert(put.id(), put.key(), put.mask(), put.actions());
            return new Stored(FlowStats.ZERO);
        }
        if (!put.has(PutFlag.MODIFY)) {
            return new Failed(
                    Errno.EEXIST,
                    put.id().equals(flow.id())
                            ? "there is a flow with " + name(flow.id())
                            : "the key matches the flow with " + name(flow.id()));
        }
        MaskFlow same = named(flow, put.key());
        if (same == null) {
            return new Failed(
                    Errno.ENOENT,
                    "the flow to modify would be the one with " + name(flow.id()) + ", but its key is another");
        }
        same.replaceActions(put.actions());
        return new Stored(same.stats());
    }

    /** The flow that a put with that key means where it came upon {@code flow}, or null; source: ovs_flow_cmp. */
    private @Nullable MaskFlow named(MaskFlow flow, FlowKey key) {
        return switch (flow.id()) {
            case FlowId.ByUfid ignored -> flow.key().equals(key) ? flow : null;
            case FlowId.ByKey(FlowKey whole) -> whole.equals(key) ? flow : table.withKey(key);
        };
    }

    /** Source: ovs_flow_cmd_set, which with a ufid does not look at the key. */
    private FlowOperationResult set(Put put) {
        MaskFlow flow = table.find(put.id());
        if (flow == null) {
            return absent(put.id());
        }
        flow.replaceActions(put.actions());
        FlowStats stats = flow.stats();
        if (put.has(PutFlag.ZERO_STATS)) {
            flow.clearStats();
        }
        return new Stored(stats);
    }

    private FlowOperationResult remove(FlowId id) {
        synchronized (writer) {
            MaskFlow flow = table.find(id);
            if (flow == null) {
                return absent(id);
            }
            table.remove(flow);
            return new Deleted(flow.stats());
        }
    }

    private FlowOperationResult read(FlowId id) {
        synchronized (writer) {
            MaskFlow flow = table.find(id);
            return flow == null ? absent(id) : new Found(flow.snapshot());
        }
    }

    private FlowOperationResult carryOut(Execute execute) {
        return execute.size() < ETHERNET_HEADER
                ? new Failed(
                        Errno.ERANGE,
                        "a packet of " + execute.size() + " bytes; an Ethernet header has " + ETHERNET_HEADER)
                : executor.execute(execute);
    }

    private static Failed absent(FlowId id) {
        return new Failed(Errno.ENOENT, "there is no flow with " + name(id));
    }

    private static String name(FlowId id) {
        return switch (id) {
            case FlowId.ByUfid(Ufid ufid) -> "ufid " + ufid;
            case FlowId.ByKey(FlowKey key) -> "no ufid and " + key;
        };
    }
}
