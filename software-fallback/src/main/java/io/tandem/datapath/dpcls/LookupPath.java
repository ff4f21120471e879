package io.tandem.datapath.dpcls;

import io.tandem.datapath.masktable.MaskCache;
import io.tandem.datapath.table.DatapathFlow;
import org.jspecify.annotations.Nullable;

/**
 * How far each key of a batch has come in a lookup. A lookup takes all its keys one step before any of them takes the
 * next, so that a step of one key does not wait for memory that the step before it asked for. And what lookups have
 * learned. Belongs to one packet thread, which uses it for one lookup after the other.
 */
public final class LookupPath {
    private static final int KEYS = 32;

    /** What key i has come to; nothing is kept from one lookup to the next. */
    final @Nullable Object[] at = new Object[KEYS];

    /** The hash of key i's answer to the node that it has come to. */
    final int[] answers = new int[KEYS];

    /** The mask that each connection had last. */
    final MaskCache masks = new MaskCache();

    /** Something that was read, kept so that the reading is not left out. */
    private long touched;

    /** Asks for the memory of the flows that keys have come to, all of it before any of it is needed. */
    void touch(int keys) {
        long read = 0;
        for (int rest = keys; rest != 0; rest &= rest - 1) {
            if (at[Integer.numberOfTrailingZeros(rest)] instanceof DatapathFlow flow) {
                read ^= flow.touch();
            }
        }
        touched = read;
    }
}
