package io.tandem.tc.place;

/**
 * The two priorities of a mask in a chain. A flow's rule is at one of them; its successor goes to the other, so that
 * both can be there at once. What is at {@code fore} is asked first.
 *
 * @param fore the one asked first
 */
public record MaskPriorities(int fore) {
    /** The one asked after {@link #fore}. */
    public int aft() {
        return fore + 1;
    }

    /** The other of the two. */
    public int other(int priority) {
        return priority == fore ? aft() : fore;
    }
}
