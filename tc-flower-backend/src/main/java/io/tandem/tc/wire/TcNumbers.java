package io.tandem.tc.wire;

/**
 * Numbers of attributes, by their names in C. What is matched by a value and a mask is in {@link
 * io.tandem.tc.filter.FlowerKey} instead.
 */
final class TcNumbers {
    // linux/rtnetlink.h
    static final int TCA_KIND = 1;
    static final int TCA_OPTIONS = 2;
    static final int TCA_CHAIN = 11;
    static final int TCA_DUMP_FLAGS = 15;
    static final int TCA_DUMP_FLAGS_TERSE = 1;
    static final int TCA_ACT_TAB = 1;
    static final int TCA_ROOT_FLAGS = 2;
    static final int TCA_ROOT_COUNT = 3;
    static final int TCA_ACT_FLAG_LARGE_DUMP_ON = 1;

    // linux/pkt_cls.h, an action in its list
    static final int TCA_ACT_KIND = 1;
    static final int TCA_ACT_OPTIONS = 2;
    static final int TCA_ACT_INDEX = 3;
    static final int TCA_ACT_STATS = 4;
    static final int TCA_ACT_PAD = 5;
    static final int TCA_ACT_COOKIE = 6;
    static final int TCA_ACT_FLAGS = 7;
    static final int TCA_ACT_HW_STATS = 8;
    static final int TCA_ACT_USED_HW_STATS = 9;
    static final int TCA_ACT_IN_HW_COUNT = 10;
    static final int TCA_ACT_FLAGS_NO_PERCPU_STATS = 1;
    static final int TCA_ACT_MAX_PRIO = 32;

    // linux/pkt_cls.h, flower
    static final int TCA_FLOWER_CLASSID = 1;
    static final int TCA_FLOWER_INDEV = 2;
    static final int TCA_FLOWER_ACT = 3;
    static final int TCA_FLOWER_FLAGS = 22;
    static final int TCA_FLOWER_KEY_ENC_OPTS = 84;
    static final int TCA_FLOWER_KEY_ENC_OPTS_MASK = 85;
    static final int TCA_FLOWER_IN_HW_COUNT = 86;
    static final int TCA_FLOWER_KEY_PORT_SRC_MIN = 87;
    static final int TCA_FLOWER_KEY_PORT_SRC_MAX = 88;
    static final int TCA_FLOWER_KEY_PORT_DST_MIN = 89;
    static final int TCA_FLOWER_KEY_PORT_DST_MAX = 90;
    static final int TCA_FLOWER_KEY_MPLS_OPTS = 99;
    static final int TCA_FLOWER_KEY_MPLS_OPTS_LSE = 1;
    static final int TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH = 1;
    static final int TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL = 2;
    static final int TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS = 3;
    static final int TCA_FLOWER_KEY_MPLS_OPT_LSE_TC = 4;
    static final int TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL = 5;

    // linux/pkt_cls.h, options of a tunnel header; tunnel_key numbers the first three alike
    static final int TCA_FLOWER_KEY_ENC_OPTS_GENEVE = 1;
    static final int TCA_FLOWER_KEY_ENC_OPTS_VXLAN = 2;
    static final int TCA_FLOWER_KEY_ENC_OPTS_ERSPAN = 3;
    static final int TCA_FLOWER_KEY_ENC_OPTS_GTP = 4;
    static final int TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS = 1;
    static final int TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE = 2;
    static final int TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA = 3;
    static final int TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP = 1;
    static final int TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER = 1;
    static final int TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX = 2;
    static final int TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR = 3;
    static final int TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID = 4;
    static final int TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE = 1;
    static final int TCA_FLOWER_KEY_ENC_OPT_GTP_QFI = 2;

    // linux/gen_stats.h
    static final int TCA_STATS_BASIC = 1;
    static final int TCA_STATS_QUEUE = 3;
    static final int TCA_STATS_BASIC_HW = 7;
    static final int TCA_STATS_PKT64 = 8;

    // linux/tc_act/*.h
    static final int TCA_GACT_TM = 1;
    static final int TCA_GACT_PARMS = 2;
    static final int TCA_GACT_PAD = 4;

    static final int TCA_MIRRED_TM = 1;
    static final int TCA_MIRRED_PARMS = 2;
    static final int TCA_MIRRED_PAD = 3;
    static final int TCA_EGRESS_REDIR = 1;
    static final int TCA_EGRESS_MIRROR = 2;
    static final int TCA_INGRESS_REDIR = 3;
    static final int TCA_INGRESS_MIRROR = 4;

    static final int TCA_VLAN_TM = 1;
    static final int TCA_VLAN_PARMS = 2;
    static final int TCA_VLAN_PUSH_VLAN_ID = 3;
    static final int TCA_VLAN_PUSH_VLAN_PROTOCOL = 4;
    static final int TCA_VLAN_PAD = 5;
    static final int TCA_VLAN_PUSH_VLAN_PRIORITY = 6;
    static final int TCA_VLAN_PUSH_ETH_DST = 7;
    static final int TCA_VLAN_PUSH_ETH_SRC = 8;

    static final int TCA_MPLS_TM = 1;
    static final int TCA_MPLS_PARMS = 2;
    static final int TCA_MPLS_PAD = 3;
    static final int TCA_MPLS_PROTO = 4;
    static final int TCA_MPLS_LABEL = 5;
    static final int TCA_MPLS_TC = 6;
    static final int TCA_MPLS_TTL = 7;
    static final int TCA_MPLS_BOS = 8;

    static final int TCA_PEDIT_TM = 1;
    static final int TCA_PEDIT_PARMS = 2;
    static final int TCA_PEDIT_PAD = 3;
    static final int TCA_PEDIT_PARMS_EX = 4;
    static final int TCA_PEDIT_KEYS_EX = 5;
    static final int TCA_PEDIT_KEY_EX = 6;
    static final int TCA_PEDIT_KEY_EX_HTYPE = 1;
    static final int TCA_PEDIT_KEY_EX_CMD = 2;

    static final int TCA_CSUM_PARMS = 1;
    static final int TCA_CSUM_TM = 2;
    static final int TCA_CSUM_PAD = 3;

    static final int TCA_TUNNEL_KEY_TM = 1;
    static final int TCA_TUNNEL_KEY_PARMS = 2;
    static final int TCA_TUNNEL_KEY_ENC_IPV4_SRC = 3;
    static final int TCA_TUNNEL_KEY_ENC_IPV4_DST = 4;
    static final int TCA_TUNNEL_KEY_ENC_IPV6_SRC = 5;
    static final int TCA_TUNNEL_KEY_ENC_IPV6_DST = 6;
    static final int TCA_TUNNEL_KEY_ENC_KEY_ID = 7;
    static final int TCA_TUNNEL_KEY_PAD = 8;
    static final int TCA_TUNNEL_KEY_ENC_DST_PORT = 9;
    static final int TCA_TUNNEL_KEY_NO_CSUM = 10;
    static final int TCA_TUNNEL_KEY_ENC_OPTS = 11;
    static final int TCA_TUNNEL_KEY_ENC_TOS = 12;
    static final int TCA_TUNNEL_KEY_ENC_TTL = 13;
    static final int TCA_TUNNEL_KEY_NO_FRAG = 14;
    static final int TCA_TUNNEL_KEY_ACT_SET = 1;
    static final int TCA_TUNNEL_KEY_ACT_RELEASE = 2;

    static final int TCA_CT_PARMS = 1;
    static final int TCA_CT_TM = 2;
    static final int TCA_CT_ACTION = 3;
    static final int TCA_CT_ZONE = 4;
    static final int TCA_CT_MARK = 5;
    static final int TCA_CT_MARK_MASK = 6;
    static final int TCA_CT_LABELS = 7;
    static final int TCA_CT_LABELS_MASK = 8;
    static final int TCA_CT_NAT_IPV4_MIN = 9;
    static final int TCA_CT_NAT_IPV4_MAX = 10;
    static final int TCA_CT_NAT_IPV6_MIN = 11;
    static final int TCA_CT_NAT_IPV6_MAX = 12;
    static final int TCA_CT_NAT_PORT_MIN = 13;
    static final int TCA_CT_NAT_PORT_MAX = 14;
    static final int TCA_CT_PAD = 15;

    static final int TCA_POLICE_TBF = 1;
    static final int TCA_POLICE_RATE = 2;
    static final int TCA_POLICE_PEAKRATE = 3;
    static final int TCA_POLICE_RESULT = 5;
    static final int TCA_POLICE_TM = 6;
    static final int TCA_POLICE_PAD = 7;
    static final int TCA_POLICE_RATE64 = 8;
    static final int TCA_POLICE_PEAKRATE64 = 9;
    static final int TCA_POLICE_PKTRATE64 = 10;
    static final int TCA_POLICE_PKTBURST64 = 11;

    static final int TCA_SAMPLE_TM = 1;
    static final int TCA_SAMPLE_PARMS = 2;
    static final int TCA_SAMPLE_RATE = 3;
    static final int TCA_SAMPLE_TRUNC_SIZE = 4;
    static final int TCA_SAMPLE_PSAMPLE_GROUP = 5;
    static final int TCA_SAMPLE_PAD = 6;

    static final int TCA_SKBEDIT_TM = 1;
    static final int TCA_SKBEDIT_PARMS = 2;
    static final int TCA_SKBEDIT_PRIORITY = 3;
    static final int TCA_SKBEDIT_QUEUE_MAPPING = 4;
    static final int TCA_SKBEDIT_MARK = 5;
    static final int TCA_SKBEDIT_PAD = 6;
    static final int TCA_SKBEDIT_PTYPE = 7;
    static final int TCA_SKBEDIT_MASK = 8;
    static final int TCA_SKBEDIT_FLAGS = 9;
    static final int SKBEDIT_F_INHERITDSFIELD = 0x20;

    /** Linux/netlink.h: the flag in an attribute's type that says that attributes are inside. */
    static final int NLA_F_NESTED = 0x8000;

    private TcNumbers() {}
}
