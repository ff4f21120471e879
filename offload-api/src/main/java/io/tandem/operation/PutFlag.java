package io.tandem.operation;

/** What a {@link FlowOperation.Put} may do. Source: enum dpif_flow_put_flags in Open vSwitch's lib/dpif.h. */
public enum PutFlag {
    /**
     * A flow that is not there is added. Alone, one that is there, or another that overlaps it, is EEXIST.
     *
     * <p>With it the put is OVS_FLOW_CMD_NEW, without it OVS_FLOW_CMD_SET.
     */
    CREATE,

    /** A flow that is there gets the new actions and keeps its statistics. Alone, one that is not there is ENOENT. */
    MODIFY,

    /** Nobody is to be told of an error but the caller: it is expected, as when features are tried out. */
    PROBE,

    /**
     * The statistics of a flow that is modified start again. The kernel heeds it without {@link #CREATE} only:
     * ovs_flow_cmd_new does not look at OVS_FLOW_ATTR_CLEAR.
     */
    ZERO_STATS
}
