package io.tandem.conformance.verdict;

/** Numbers of linux/openvswitch.h that the hand-made cases are written with, as in kernel 6.1. */
final class DatapathAbi {
    /** enum ovs_key_attr. */
    static final class KeyAttr {
        static final int ENCAP = 1;
        static final int PRIORITY = 2;
        static final int IN_PORT = 3;
        static final int ETHERNET = 4;
        static final int VLAN = 5;
        static final int ETHERTYPE = 6;
        static final int IPV4 = 7;
        static final int IPV6 = 8;
        static final int TCP = 9;
        static final int UDP = 10;
        static final int ICMP = 11;
        static final int ICMPV6 = 12;
        static final int ARP = 13;
        static final int ND = 14;
        static final int SKB_MARK = 15;
        static final int TUNNEL = 16;
        static final int SCTP = 17;
        static final int TCP_FLAGS = 18;
        static final int DP_HASH = 19;
        static final int RECIRC_ID = 20;
        static final int MPLS = 21;
        static final int CT_STATE = 22;
        static final int CT_ZONE = 23;
        static final int CT_MARK = 24;
        static final int CT_LABELS = 25;
        static final int CT_TUPLE4 = 26;
        static final int NSH = 28;

        private KeyAttr() {}
    }

    /** enum ovs_tunnel_key_attr. */
    static final class TunnelAttr {
        static final int ID = 0;
        static final int IPV4_SRC = 1;
        static final int IPV4_DST = 2;
        static final int TOS = 3;
        static final int TTL = 4;
        static final int CSUM = 6;
        static final int GENEVE_OPTS = 8;
        static final int TP_DST = 10;
        static final int VXLAN_OPTS = 11;
        static final int IPV6_SRC = 12;
        static final int IPV6_DST = 13;

        private TunnelAttr() {}
    }

    /** enum ovs_action_attr. */
    static final class ActionAttr {
        static final int OUTPUT = 1;
        static final int USERSPACE = 2;
        static final int SET = 3;
        static final int PUSH_VLAN = 4;
        static final int POP_VLAN = 5;
        static final int SAMPLE = 6;
        static final int RECIRC = 7;
        static final int HASH = 8;
        static final int PUSH_MPLS = 9;
        static final int POP_MPLS = 10;
        static final int SET_MASKED = 11;
        static final int CT = 12;
        static final int TRUNC = 13;
        static final int PUSH_ETH = 14;
        static final int POP_ETH = 15;
        static final int CT_CLEAR = 16;
        static final int PUSH_NSH = 17;
        static final int POP_NSH = 18;
        static final int METER = 19;
        static final int CLONE = 20;
        static final int CHECK_PKT_LEN = 21;
        static final int ADD_MPLS = 22;
        static final int DEC_TTL = 23;

        private ActionAttr() {}
    }

    private DatapathAbi() {}
}
