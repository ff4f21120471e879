package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The megaflows of one ingress port: a subtable for each mask, tried in the order of recent hits. Megaflows do not
 * overlap, so the first match is the only one.
 *
 * <p>One packet thread looks up and ranks, without a lock; flows are put and removed by any thread, one at a time.
 */
public final class Classifier {
    /** Lookups after which subtables are ranked anew. */
    private static final int RANK_EVERY = 4096;

    private final Map<FlowMask, Subtable> byMask = new HashMap<>();
    private final AtomicReference<Subtable[]> ranked = new AtomicReference<>(new Subtable[0]);
    private int sinceRanked;

    /** Subtables, which is the number of masks. */
    public int masks() {
        return ranked.get().length;
    }

    /**
     * Finds the flows of a batch's keys.
     *
     * @param words keys, each {@link FlowField#WORDS} words, one after the other
     * @param wanted bit i is set where key i is looked for
     * @param found receives the flow of key i at place i
     * @return {@code wanted} without those that were found
     */
    public int find(long[] words, int wanted, @Nullable DatapathFlow[] found) {
        Subtable[] tables = ranked.get();
        int left = wanted;
        for (Subtable table : tables) {
            for (int rest = left; rest != 0; rest &= rest - 1) {
                int i = Integer.numberOfTrailingZeros(rest);
                DatapathFlow flow = table.find(words, i * FlowField.WORDS);
                if (flow != null) {
                    found[i] = flow;
                    table.hits++;
                    left &= ~(1 << i);
                }
            }
            if (left == 0) {
                break;
            }
        }
        sinceRanked += Integer.bitCount(wanted);
        if (sinceRanked >= RANK_EVERY) {
            sinceRanked = 0;
            rank(tables);
        }
        return left;
    }

    /** Adds a flow; the caller has seen to it that no flow with the same mask and masked key is here. */
    public synchronized DatapathFlow put(Megaflow flow) {
        Subtable table = byMask.get(flow.mask());
        if (table == null) {
            table = new Subtable(flow.mask(), flow);
            byMask.put(flow.mask(), table);
            Subtable last = table;
            change(tables -> {
                Subtable[] more = Arrays.copyOf(tables, tables.length + 1);
                more[tables.length] = last;
                return more;
            });
        }
        DatapathFlow added = new DatapathFlow(flow, table.hash(flow.key().toWords(), 0));
        table.put(added);
        return added;
    }

    /** Removes a flow; an empty subtable goes with it. */
    public synchronized void remove(DatapathFlow flow) {
        Subtable table = byMask.get(flow.megaflow().mask());
        if (table == null) {
            return;
        }
        table.remove(flow);
        if (table.size() == 0) {
            byMask.remove(table.mask());
            change(tables -> {
                List<Subtable> fewer = new ArrayList<>(List.of(tables));
                fewer.remove(table);
                return fewer.toArray(Subtable[]::new);
            });
        }
    }

    /** A writer's change, made again where the packet thread has ranked meanwhile. */
    private void change(UnaryOperator<Subtable[]> edit) {
        ranked.updateAndGet(edit);
    }

    /** Where a writer has changed the subtables meanwhile, their order stays as it is until the next time. */
    private void rank(Subtable[] tables) {
        Subtable[] sorted = tables.clone();
        Arrays.sort(sorted, Comparator.comparingLong((Subtable t) -> t.hits).reversed());
        for (Subtable table : sorted) {
            table.hits = 0;
        }
        ranked.compareAndSet(tables, sorted);
    }
}
