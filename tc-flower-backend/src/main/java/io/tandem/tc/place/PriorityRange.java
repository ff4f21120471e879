package io.tandem.tc.place;

import java.util.Optional;

/**
 * The priorities that are ours, in every chain of every device that we serve. Whatever has another priority is foreign
 * and never touched.
 *
 * <p>The first {@link #COVERS} are for filters that stand for a moment before all others, one for each protocol; the
 * rest are pairs, one for each mask.
 *
 * @param first 1 or more
 * @param last up to 65,535
 */
public record PriorityRange(int first, int last) {
    /** Priorities before all others of ours. */
    static final int COVERS = 16;

    private static final int HIGHEST = 0xffff;

    public PriorityRange {
        if (first < 1 || last > HIGHEST || last - first < COVERS + 1) {
            throw new IllegalArgumentException("priorities " + first + "-" + last + ": expected FIRST-LAST from 1 to "
                    + HIGHEST + ", " + (COVERS + 2) + " at least");
        }
    }

    /** Reads {@code FIRST-LAST}; empty where the text is none, or the range too small. */
    public static Optional<PriorityRange> parse(String text) {
        String[] parts = text.split("-", -1);
        try {
            return parts.length == 2
                    ? Optional.of(
                            new PriorityRange(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** True where a filter of that priority is ours. */
    public boolean contains(int priority) {
        return priority >= first && priority <= last;
    }

    /** True where a filter of that priority only stood before others for a moment. */
    public boolean isCover(int priority) {
        return priority >= first && priority < first + COVERS;
    }

    /** Masks that there is room for in one chain. */
    public int masks() {
        return (last - first + 1 - COVERS) / 2;
    }

    /** The first priority of a pair. */
    int pair(int index) {
        return first + COVERS + 2 * index;
    }
}
