package io.tandem.tc.place;

import io.tandem.tc.filter.FlowerMatch;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who has which priority in one chain. A mask gets a pair with its first rule, and the pair is free again with the last.
 * As flows of a switch never overlap unless they do the same, the order of masks among each other means nothing. One
 * thread at a time.
 */
public final class ChainPriorities {
    private final PriorityRange range;
    private final Map<MaskShape, Holding> masks = new HashMap<>();
    private final Map<Integer, Integer> covers = new HashMap<>();
    private final BitSet taken = new BitSet();
    private final BitSet foreign = new BitSet();

    /** A mask's pair, and how many rules need it. */
    private static final class Holding {
        private final int index;
        private int rules;

        private Holding(int index) {
            this.index = index;
        }
    }

    public ChainPriorities(PriorityRange range) {
        this.range = range;
    }

    /** The pair for one more rule of that mask; empty where none is free. */
    public Optional<MaskPriorities> take(int protocol, FlowerMatch match) {
        MaskShape shape = new MaskShape(protocol, match);
        Holding holding = masks.get(shape);
        if (holding == null) {
            int free = free();
            if (free >= range.masks()) {
                return Optional.empty();
            }
            holding = hold(shape, free);
        }
        holding.rules++;
        return Optional.of(new MaskPriorities(range.pair(holding.index)));
    }

    /**
     * Notes a rule that was there before us.
     *
     * @return false where its priority belongs to another mask, or its mask to another priority
     */
    public boolean adopt(int protocol, FlowerMatch match, int priority) {
        if (!range.contains(priority) || range.isCover(priority)) {
            return false;
        }
        int index = (priority - range.pair(0)) / 2;
        MaskShape shape = new MaskShape(protocol, match);
        Holding holding = masks.get(shape);
        if (holding == null) {
            if (index >= range.masks() || taken.get(index) || foreign.get(index)) {
                return false;
            }
            holding = hold(shape, index);
        } else if (holding.index != index) {
            return false;
        }
        holding.rules++;
        return true;
    }

    /** Somebody else has a filter at that priority of our range: its pair is given to no mask any more. */
    public void avoid(int priority) {
        if (range.contains(priority) && !range.isCover(priority)) {
            foreign.set((priority - range.pair(0)) / 2);
        }
    }

    /** What {@link #avoid} kept away from is gone. */
    public void allow(int priority) {
        if (range.contains(priority) && !range.isCover(priority)) {
            foreign.clear((priority - range.pair(0)) / 2);
        }
    }

    /** A rule of that mask is gone. */
    public void free(int protocol, FlowerMatch match) {
        MaskShape shape = new MaskShape(protocol, match);
        Holding holding = masks.get(shape);
        if (holding == null) {
            throw new IllegalStateException("no rule has the mask " + shape);
        }
        if (--holding.rules == 0) {
            masks.remove(shape);
            taken.clear(holding.index);
        }
    }

    /** The priority before all others of ours for filters of that protocol; empty where too many protocols have one. */
    public OptionalInt cover(int protocol) {
        Integer index = covers.get(protocol);
        if (index == null) {
            if (covers.size() == PriorityRange.COVERS) {
                return OptionalInt.empty();
            }
            index = covers.size();
            covers.put(protocol, index);
        }
        return OptionalInt.of(range.first() + index);
    }

    /** Masks that have a pair. */
    public int masks() {
        return masks.size();
    }

    private int free() {
        int free = taken.nextClearBit(0);
        while (foreign.get(free)) {
            free = taken.nextClearBit(free + 1);
        }
        return free;
    }

    private Holding hold(MaskShape shape, int index) {
        Holding holding = new Holding(index);
        taken.set(index);
        masks.put(shape, holding);
        return holding;
    }
}
