package io.tandem.rte.flow;

/**
 * What a device knows of a TCP connection that it tracks: the fields of struct rte_flow_action_conntrack, unsigned and in the
 * host's byte order. Source: rte_flow.h; DPDK guide, "Generic flow API", Action: CONNTRACK.
 */
public enum ConntrackField {
    /** The port that the other direction's packets come in by; it may be the same. */
    PEER_PORT("peer_port", 16),
    /** 1 where rules made from now on are of the direction that began the connection. */
    IS_ORIGINAL_DIR("is_original_dir", 1),
    /** 0 where packets pass with the state RTE_FLOW_CONNTRACK_PKT_STATE_DISABLED. */
    ENABLE("enable", 1),
    /** 1 where an acknowledgment was seen after the connection was established. */
    LIVE_CONNECTION("live_connection", 1),
    SELECTIVE_ACK("selective_ack", 1),
    CHALLENGE_ACK_PASSED("challenge_ack_passed", 1),
    /** 1 where the last packet was of the direction that began the connection. */
    LAST_DIRECTION("last_direction", 1),
    /** 1 where nothing of TCP is checked but changes of state. */
    LIBERAL_MODE("liberal_mode", 1),
    /** RTE_FLOW_CONNTRACK_STATE_*: 0 SYN_RECV, 1 ESTABLISHED, 2 FIN_WAIT, 3 CLOSE_WAIT, 4 LAST_ACK, 5 TIME_WAIT. */
    STATE("state", 8),
    MAX_ACK_WINDOW("max_ack_window", 8),
    RETRANSMISSION_LIMIT("retransmission_limit", 8),
    LAST_WINDOW("last_window", 16),
    /** RTE_FLOW_CONNTRACK_FLAG_* of the last packet: 1 SYN, 2 SYNACK, 4 FIN, 8 ACK, 16 RST. */
    LAST_INDEX("last_index", 8),
    LAST_SEQ("last_seq", 32),
    LAST_ACK("last_ack", 32),
    LAST_END("last_end", 32),
    /** 15 where windows are not scaled. */
    ORIGINAL_SCALE("original_dir.scale", 4),
    ORIGINAL_CLOSE_INITIATED("original_dir.close_initiated", 1),
    ORIGINAL_LAST_ACK_SEEN("original_dir.last_ack_seen", 1),
    ORIGINAL_DATA_UNACKED("original_dir.data_unacked", 1),
    ORIGINAL_SENT_END("original_dir.sent_end", 32),
    ORIGINAL_REPLY_END("original_dir.reply_end", 32),
    ORIGINAL_MAX_WIN("original_dir.max_win", 32),
    ORIGINAL_MAX_ACK("original_dir.max_ack", 32),
    /** 15 where windows are not scaled. */
    REPLY_SCALE("reply_dir.scale", 4),
    REPLY_CLOSE_INITIATED("reply_dir.close_initiated", 1),
    REPLY_LAST_ACK_SEEN("reply_dir.last_ack_seen", 1),
    REPLY_DATA_UNACKED("reply_dir.data_unacked", 1),
    REPLY_SENT_END("reply_dir.sent_end", 32),
    REPLY_REPLY_END("reply_dir.reply_end", 32),
    REPLY_MAX_WIN("reply_dir.max_win", 32),
    REPLY_MAX_ACK("reply_dir.max_ack", 32);

    private final String member;
    private final int width;

    ConntrackField(String member, int width) {
        this.member = member;
        this.width = width;
    }

    /** Where it lies in the struct. */
    public String member() {
        return member;
    }

    /** Bits of its values; fewer than the struct has for it where it is an enumeration. */
    public int width() {
        return width;
    }
}
