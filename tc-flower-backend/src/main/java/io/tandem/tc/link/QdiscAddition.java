package io.tandem.tc.link;

/** What became of the wish for a qdisc. */
public sealed interface QdiscAddition {
    /** It was added. */
    record Added(IngressQdisc qdisc) implements QdiscAddition {}

    /** There was one, which was left as it is; it may be of another kind, or on another block, than the wish. */
    record Found(IngressQdisc qdisc) implements QdiscAddition {}

    /**
     * The kernel refused.
     *
     * @param errno positive
     * @param words the kernel's, or empty
     */
    record Refused(int errno, String words) implements QdiscAddition {}
}
