package io.tandem.tc.link;

/**
 * The qdisc of a network interface that has filters for packets that come in. An interface has at most one.
 *
 * @param ifindex the interface
 * @param kind ingress, or clsact which has filters for packets that go out too
 * @param ingressBlock TCA_INGRESS_BLOCK: the block that its filters are shared by; 0 where they are its own
 * @param egressBlock TCA_EGRESS_BLOCK, likewise
 */
public record IngressQdisc(int ifindex, Kind kind, int ingressBlock, int egressBlock) {
    /** TCA_KIND. */
    public enum Kind {
        INGRESS("ingress"),
        CLSACT("clsact");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As the kernel writes it. */
        public String text() {
            return text;
        }
    }
}
