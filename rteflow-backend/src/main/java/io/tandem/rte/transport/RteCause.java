package io.tandem.rte.transport;

/**
 * The object that an error is about.
 *
 * @param part what it is
 * @param index of the item or action in the rule, from 0; 0 for others
 */
public record RteCause(Part part, int index) {
    /** No object was named. */
    public static final RteCause NONE = new RteCause(Part.NONE, 0);

    /** Kinds of objects. */
    public enum Part {
        NONE,
        ATTRIBUTES,
        ITEM,
        ACTION,
        HANDLE
    }
}
