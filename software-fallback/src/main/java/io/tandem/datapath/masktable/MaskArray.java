package io.tandem.datapath.masktable;

import io.tandem.flow.FlowMask;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The masks in the order in which a lookup tries them, and how often each reader found a flow by which. A change makes
 * another array, with counters at zero, so that each mask has a fair chance; readers of this one go on with it.
 *
 * <p>Source: struct mask_array, tbl_mask_array_add_mask, _del_mask and _realloc, ovs_flow_masks_rebalance in
 * net/openvswitch/flow_table.c. There an array without room left grows by its smallest size, and one that is filled to
 * a third is halved.
 */
final class MaskArray {
    /** MASK_ARRAY_SIZE_MIN. */
    static final int SMALLEST = 16;

    private final SharedMask[] masks;
    private final int room;
    /** By reader, then by mask: the kernel has them per CPU. */
    private final AtomicLongArray[] usage;
    /** What all readers' counters read at the last {@link #rebalanced}; for the writer only. */
    private final long[] counted;

    private MaskArray(SharedMask[] masks, int room, int readers) {
        this.masks = masks;
        this.room = room;
        this.counted = new long[masks.length];
        this.usage = new AtomicLongArray[readers];
        Arrays.setAll(usage, reader -> new AtomicLongArray(masks.length));
    }

    static MaskArray empty(int readers) {
        return new MaskArray(new SharedMask[0], SMALLEST, readers);
    }

    int count() {
        return masks.length;
    }

    /** Masks that there is room for before the array grows. */
    int room() {
        return room;
    }

    SharedMask mask(int index) {
        return masks[index];
    }

    /** A lookup of that reader, on its own thread, found a flow by that mask. */
    void used(int reader, int index) {
        AtomicLongArray mine = usage[reader];
        mine.setOpaque(index, mine.getPlain(index) + 1);
    }

    /** Flows found by that mask since the array was made or last rebalanced. */
    long uses(int index) {
        return total(index) - counted[index];
    }

    /** The shared mask that equals this one, or null. */
    @Nullable SharedMask find(FlowMask mask) {
        for (SharedMask shared : masks) {
            if (shared.mask().equals(mask)) {
                return shared;
            }
        }
        return null;
    }

    /** The array with one more mask at its end. */
    MaskArray with(SharedMask mask) {
        SharedMask[] more = Arrays.copyOf(masks, masks.length + 1);
        more[masks.length] = mask;
        return new MaskArray(more, masks.length < room ? room : room + SMALLEST, usage.length);
    }

    /** The array without a mask; the last one takes its place. */
    MaskArray without(SharedMask mask) {
        int last = masks.length - 1;
        SharedMask[] fewer = Arrays.copyOf(masks, last);
        int hole = IntStream.rangeClosed(0, last)
                .filter(i -> masks[i] == mask)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the mask is not in this array"));
        if (hole < last) {
            fewer[hole] = masks[last];
        }
        boolean shrink = room >= SMALLEST * 2 && masks.length <= room / 3;
        return new MaskArray(fewer, shrink ? Math.max(SMALLEST, room / 2) : room, usage.length);
    }

    /** The array with counters for that many readers. */
    MaskArray withReaders(int readers) {
        return new MaskArray(masks, room, readers);
    }

    /** The array with the masks found by most often since the last time first; this one where they already are. */
    MaskArray rebalanced() {
        long[] recent = new long[masks.length];
        for (int i = 0; i < recent.length; i++) {
            recent[i] = uses(i);
            counted[i] += recent[i];
        }
        int[] order = IntStream.range(0, recent.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> recent[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        if (IntStream.range(0, order.length).allMatch(i -> order[i] == i)) {
            return this;
        }
        return new MaskArray(
                Arrays.stream(order).mapToObj(i -> masks[i]).toArray(SharedMask[]::new), room, usage.length);
    }

    private long total(int index) {
        long sum = 0;
        for (AtomicLongArray reader : usage) {
            sum += reader.getOpaque(index);
        }
        return sum;
    }
}
