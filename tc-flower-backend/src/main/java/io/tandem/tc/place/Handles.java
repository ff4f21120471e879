package io.tandem.tc.place;

import java.util.HashSet;
import java.util.Set;

/**
 * Numbers for filters, so that a filter's place is known before the kernel answers. One number is never used twice at a
 * time, whatever the priority. One thread at a time.
 */
public final class Handles {
    /** The kernel's own choice goes up to here; higher ones are left alone. Source: cls_flower.c, INT_MAX. */
    private static final int LAST = Integer.MAX_VALUE;

    private final Set<Integer> used = new HashSet<>();
    private int last;

    /** A number that nobody uses. */
    public int take() {
        do {
            last = last == LAST ? 1 : last + 1;
        } while (!used.add(last));
        return last;
    }

    /** That number is in use by a filter that was there before us. */
    public void adopt(int handle) {
        used.add(handle);
    }

    /** That number's filter is gone. */
    public void free(int handle) {
        used.remove(handle);
    }
}
