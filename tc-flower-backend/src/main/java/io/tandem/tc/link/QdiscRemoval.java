package io.tandem.tc.link;

/** What became of the wish to be rid of a qdisc. */
public sealed interface QdiscRemoval {
    /** It was removed, with its filters. */
    record Removed(IngressQdisc qdisc) implements QdiscRemoval {}

    /** There is none (any more). */
    record Absent() implements QdiscRemoval {}

    /** It is somebody else's, and was left as it is. */
    record Foreign(IngressQdisc qdisc) implements QdiscRemoval {}

    /**
     * The kernel refused.
     *
     * @param errno positive
     * @param words the kernel's, or empty
     */
    record Refused(int errno, String words) implements QdiscRemoval {}
}
