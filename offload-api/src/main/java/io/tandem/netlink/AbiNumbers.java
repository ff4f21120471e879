package io.tandem.netlink;

/** Numbers of the attributes inside actions. Source: linux/openvswitch.h, the enums named at each group. */
public final class AbiNumbers {
    // enum ovs_userspace_attr
    public static final int USERSPACE_PID = 1;
    public static final int USERSPACE_USERDATA = 2;
    public static final int USERSPACE_TUNNEL_PORT = 3;
    public static final int USERSPACE_ACTIONS = 4;

    // enum ovs_sample_attr
    public static final int SAMPLE_PROBABILITY = 1;
    public static final int SAMPLE_ACTIONS = 2;

    // enum ovs_psample_attr
    public static final int PSAMPLE_GROUP = 1;
    public static final int PSAMPLE_COOKIE = 2;

    // enum ovs_check_pkt_len_attr
    public static final int CHECK_LENGTH = 1;
    public static final int CHECK_GREATER = 2;
    public static final int CHECK_LESS_OR_EQUAL = 3;

    // enum ovs_dec_ttl_attr
    public static final int DEC_TTL_ACTION = 1;

    // enum ovs_ct_attr
    public static final int CT_COMMIT = 1;
    public static final int CT_ZONE = 2;
    public static final int CT_MARK = 3;
    public static final int CT_LABELS = 4;
    public static final int CT_HELPER = 5;
    public static final int CT_NAT = 6;
    public static final int CT_FORCE_COMMIT = 7;
    public static final int CT_EVENTMASK = 8;
    public static final int CT_TIMEOUT = 9;

    // enum ovs_nat_attr
    public static final int NAT_SRC = 1;
    public static final int NAT_DST = 2;
    public static final int NAT_IP_MIN = 3;
    public static final int NAT_IP_MAX = 4;
    public static final int NAT_PROTO_MIN = 5;
    public static final int NAT_PROTO_MAX = 6;
    public static final int NAT_PERSISTENT = 7;
    public static final int NAT_PROTO_HASH = 8;
    public static final int NAT_PROTO_RANDOM = 9;

    private AbiNumbers() {}
}
