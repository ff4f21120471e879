package io.tandem.datapath.dpcls;

import io.tandem.datapath.masktable.MaskCache;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A subtable for each mask, in the order in which the masks came, tried from the one that the packet thread's mask cache
 * knows for the packet's connection: the kernel's way. Source: flow_lookup and ovs_flow_tbl_lookup_stats in
 * net/openvswitch/flow_table.c.
 */
final class MaskArrayClassifier implements Classifier {
    /** What a packet's hash is made of, as the kernel's is of its connection, beside what tells lookups apart. */
    private static final Set<FlowField> CONNECTION = EnumSet.of(
            FlowField.IN_PORT,
            FlowField.RECIRC_ID,
            FlowField.ETH_SRC,
            FlowField.ETH_DST,
            FlowField.ETH_TYPE,
            FlowField.IPV6_SRC,
            FlowField.IPV6_DST,
            FlowField.IPV4_PROTO,
            FlowField.TCP_SRC,
            FlowField.TCP_DST);

    private static final int[] WORDS = CONNECTION.stream()
            .flatMapToInt(field -> IntStream.range(field.word(), field.word() + field.words()))
            .sorted()
            .distinct()
            .toArray();

    private volatile Subtable[] tables = new Subtable[0];

    @Override
    public int find(long[] words, int wanted, @Nullable DatapathFlow[] found, LookupPath path) {
        Subtable[] all = tables;
        int left = wanted;
        for (int rest = wanted; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            DatapathFlow flow = find(all, words, i * FlowField.WORDS, path.masks);
            if (flow != null) {
                found[i] = flow;
                left &= ~(1 << i);
            }
        }
        return left;
    }

    private static @Nullable DatapathFlow find(Subtable[] tables, long[] words, int base, MaskCache cache) {
        int hash = hash(words, base);
        int entry = cache.entry(hash);
        int first = cache.mask(entry);
        DatapathFlow flow = first < tables.length ? tables[first].find(words, base) : null;
        int at = first;
        for (int i = 0; flow == null && i < tables.length; i++) {
            if (i != first) {
                flow = tables[i].find(words, base);
                at = i;
            }
        }
        if (flow != null) {
            cache.set(entry, hash, at);
        } else if (cache.has(entry, hash)) {
            cache.forget(entry);
        }
        return flow;
    }

    private static int hash(long[] words, int base) {
        long hash = 0;
        for (int word : WORDS) {
            hash = KeyHash.step(hash, words[base + word]);
        }
        return KeyHash.finish(hash);
    }

    @Override
    public synchronized void put(DatapathFlow flow) {
        FlowMask mask = flow.megaflow().mask();
        Subtable table = of(mask);
        if (table != null) {
            table.put(flow);
            return;
        }
        Subtable last = new Subtable(mask, flow.mask());
        last.put(flow);
        Subtable[] more = Arrays.copyOf(tables, tables.length + 1);
        more[tables.length] = last;
        tables = more;
    }

    @Override
    public synchronized void remove(DatapathFlow flow) {
        Subtable table = of(flow.megaflow().mask());
        if (table == null) {
            return;
        }
        table.remove(flow);
        if (table.size() == 0) {
            tables = Arrays.stream(tables).filter(t -> t != table).toArray(Subtable[]::new);
        }
    }

    private @Nullable Subtable of(FlowMask mask) {
        for (Subtable table : tables) {
            if (table.mask().equals(mask)) {
                return table;
            }
        }
        return null;
    }
}
