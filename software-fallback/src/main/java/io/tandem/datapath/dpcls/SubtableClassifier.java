package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A subtable for each mask, tried in the order of recent hits. The reference for {@link DecisionTree}. Source: struct
 * dpcls in lib/dpif-netdev.c of Open vSwitch.
 *
 * <p>Every {@value #RANK_EVERY} lookups the hits are looked over; only where they no longer fit the order is a new order
 * made. Packet threads that share a classifier share the count of hits, and lose some of it to each other.
 */
final class SubtableClassifier implements Classifier {
    private static final int RANK_EVERY = 4096;

    /** An order stands until a subtable has so many times the hits of one before it. */
    private static final int OUT_OF_ORDER = 2;

    /** Hits that are too few to rank by. */
    private static final int NOISE = 64;

    private final Map<FlowMask, Subtable> byMask = new HashMap<>();
    private final AtomicReference<Subtable[]> ranked = new AtomicReference<>(new Subtable[0]);
    private final AtomicBoolean ranking = new AtomicBoolean();
    private int sinceRanked;

    @Override
    public int find(long[] words, int wanted, @Nullable DatapathFlow[] found, LookupPath path) {
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

    @Override
    public synchronized void put(DatapathFlow flow) {
        FlowMask mask = flow.megaflow().mask();
        Subtable table = byMask.get(mask);
        if (table != null) {
            table.put(flow);
            return;
        }
        Subtable last = new Subtable(mask, flow.mask());
        last.put(flow);
        byMask.put(mask, last);
        change(tables -> {
            Subtable[] more = Arrays.copyOf(tables, tables.length + 1);
            more[tables.length] = last;
            return more;
        });
    }

    @Override
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

    /** Subtables in the order in which they are tried. */
    List<FlowMask> order() {
        return Arrays.stream(ranked.get()).map(Subtable::mask).toList();
    }

    /** A writer's change, made again where a packet thread has ranked meanwhile. */
    private void change(UnaryOperator<Subtable[]> edit) {
        ranked.updateAndGet(edit);
    }

    /** Where a writer has changed the subtables meanwhile, their order stays as it is until the next time. */
    private void rank(Subtable[] tables) {
        if (!ranking.compareAndSet(false, true)) {
            return;
        }
        if (outOfOrder(tables)) {
            for (Subtable table : tables) {
                table.rank = table.hits;
            }
            Subtable[] sorted = tables.clone();
            Arrays.sort(
                    sorted,
                    Comparator.comparingLong((Subtable table) -> table.rank).reversed());
            ranked.compareAndSet(tables, sorted);
        }
        for (Subtable table : tables) {
            table.hits /= 2;
        }
        ranking.set(false);
    }

    private static boolean outOfOrder(Subtable[] tables) {
        long least = Long.MAX_VALUE;
        for (Subtable table : tables) {
            long hits = table.hits;
            if (hits > NOISE && hits / OUT_OF_ORDER > least) {
                return true;
            }
            least = Math.min(least, hits);
        }
        return false;
    }
}
