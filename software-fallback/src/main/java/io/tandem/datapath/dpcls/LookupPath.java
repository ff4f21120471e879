package io.tandem.datapath.dpcls;

import org.jspecify.annotations.Nullable;

/**
 * How far each key of a batch has come in a lookup. A lookup takes all its keys one step before any of them takes the
 * next, so that a step of one key does not wait for memory that the step before it asked for. Belongs to one packet
 * thread, which uses it for one lookup after the other.
 */
public final class LookupPath {
    private static final int KEYS = 32;

    /** What key i has come to; nothing is kept from one lookup to the next. */
    final @Nullable Object[] at = new Object[KEYS];
}
