package io.tandem.rte.flow;

/** What of a tracked connection an update is about: the fields of struct rte_flow_modify_conntrack. Source: rte_flow.h. */
public enum ConntrackPart {
    /** {@link ConntrackField#IS_ORIGINAL_DIR} alone, for the rules of the other direction. */
    DIRECTION,
    /** All other fields. */
    STATE;

    /** The bit's name in the struct. */
    public String member() {
        return this == DIRECTION ? "direction" : "state";
    }
}
