package io.tandem.rte.flow;

/** Which traffic a rule is about. Source: DPDK, struct rte_flow_attr. */
public enum Traffic {
    /** What the port receives. */
    INGRESS,
    /** What the port sends. */
    EGRESS,
    /** What enters the switch inside the device, from wherever the items say. */
    TRANSFER;

    /** testpmd's word. */
    public String word() {
        return switch (this) {
            case INGRESS -> "ingress";
            case EGRESS -> "egress";
            case TRANSFER -> "transfer";
        };
    }
}
