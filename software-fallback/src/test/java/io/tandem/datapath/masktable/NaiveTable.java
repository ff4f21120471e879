package io.tandem.datapath.masktable;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.FlowOperationResult.Found;
import io.tandem.operation.FlowOperationResult.Stored;
import io.tandem.operation.FlowSnapshot;
import io.tandem.operation.PutFlag;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the kernel's flow table does, with lists and linear search. */
final class NaiveTable {
    /** A flow; those with the same mask stay in no particular order. */
    static final class Flow {
        final FlowId id;
        final FlowKey key;
        final FlowMask mask;
        List<OdpAction> actions;
        FlowStats stats = FlowStats.ZERO;

        Flow(Put put) {
            id = put.id();
            key = put.key().masked(put.mask());
            mask = put.mask();
            actions = put.actions();
        }

        void count(int size, long time, int tcpFlags) {
            stats = stats.plus(new FlowStats(1, size, time, tcpFlags & 0xff, true));
        }

        FlowSnapshot snapshot() {
            return new FlowSnapshot(id, key, mask, actions, stats);
        }
    }

    final List<Flow> flows = new ArrayList<>();
    private final List<FlowMask> masks = new ArrayList<>();
    private final Map<FlowMask, Long> uses = new HashMap<>();

    Optional<Flow> find(FlowId id) {
        return flows.stream().filter(f -> f.id.equals(id)).findFirst();
    }

    /** The flow of the first mask by which there is one, and its mask has been of use. */
    Optional<Flow> lookup(FlowKey packet) {
        for (FlowMask mask : masks) {
            for (Flow flow : flows) {
                if (flow.mask.equals(mask) && flow.key.matches(packet, mask)) {
                    used(mask);
                    return Optional.of(flow);
                }
            }
        }
        return Optional.empty();
    }

    void used(FlowMask mask) {
        uses.merge(mask, 1L, Long::sum);
    }

    int place(FlowMask mask) {
        return masks.indexOf(mask);
    }

    List<MaskUse> masks() {
        return masks.stream()
                .map(m -> new MaskUse(
                        m, (int) flows.stream().filter(f -> f.mask.equals(m)).count(), uses.getOrDefault(m, 0L)))
                .toList();
    }

    FlowOperationResult put(Put put) {
        return put.has(PutFlag.CREATE) ? create(put) : set(put);
    }

    FlowOperationResult get(FlowId id) {
        return find(id).<FlowOperationResult>map(f -> new Found(f.snapshot())).orElse(failed(Errno.ENOENT));
    }

    FlowOperationResult delete(FlowId id) {
        Optional<Flow> flow = find(id);
        flow.ifPresent(this::remove);
        return flow.<FlowOperationResult>map(f -> new Deleted(f.stats)).orElse(failed(Errno.ENOENT));
    }

    void flush() {
        List.copyOf(flows).forEach(this::remove);
    }

    void rebalance() {
        masks.sort(Comparator.comparingLong((FlowMask m) -> uses.getOrDefault(m, 0L))
                .reversed());
        uses.clear();
    }

    private FlowOperationResult create(Put put) {
        Optional<Flow> there = put.ufid().isPresent() ? find(put.id()) : Optional.empty();
        if (there.isEmpty()) {
            there = lookup(put.key());
        }
        if (there.isEmpty()) {
            if (!masks.contains(put.mask())) {
                masks.add(put.mask());
                uses.clear();
            }
            flows.add(new Flow(put));
            return new Stored(FlowStats.ZERO);
        }
        if (!put.has(PutFlag.MODIFY)) {
            return failed(Errno.EEXIST);
        }
        Optional<Flow> meant = there.filter(f -> f.id instanceof FlowId.ByUfid);
        meant = meant.isPresent() ? meant.filter(f -> f.key.equals(put.key())) : find(FlowId.of(put.key()));
        return meant.<FlowOperationResult>map(f -> {
                    f.actions = put.actions();
                    return new Stored(f.stats);
                })
                .orElse(failed(Errno.ENOENT));
    }

    private FlowOperationResult set(Put put) {
        return find(put.id())
                .<FlowOperationResult>map(f -> {
                    FlowStats before = f.stats;
                    f.actions = put.actions();
                    f.stats = put.has(PutFlag.ZERO_STATS) ? FlowStats.ZERO : before;
                    return new Stored(before);
                })
                .orElse(failed(Errno.ENOENT));
    }

    private void remove(Flow flow) {
        flows.remove(flow);
        if (flows.stream().noneMatch(f -> f.mask.equals(flow.mask))) {
            int hole = masks.indexOf(flow.mask);
            FlowMask last = masks.removeLast();
            if (hole < masks.size()) {
                masks.set(hole, last);
            }
            uses.clear();
        }
    }

    private static Failed failed(Errno errno) {
        return new Failed(errno, "");
    }
}
