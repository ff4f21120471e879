package io.tandem.rte.flow;

import java.util.Arrays;
import java.util.Optional;

/**
 * The table of actions. Those of form {@link Form#NUMBER} take one number, which lies in the configuration's struct where
 * {@link #member} says; {@link RteAction} has a record for each of the others.
 *
 * <p>Source: DPDK, lib/ethdev/rte_flow.h, enum rte_flow_action_type and struct rte_flow_action_*; words from testpmd
 * 22.11, app/test-pmd/cmdline_flow.c. Numbers and sizes of structs are the same from 22.11 to 25.11.
 */
public enum RteActionType {
    // number, word of testpmd, struct, bytes of it, member, its word and notation
    PASSTHRU(2, "passthru"),
    JUMP(3, "jump", "rte_flow_action_jump", 4, Member.host("group", 0, 4), "group", Notation.DECIMAL),
    MARK(4, "mark", "rte_flow_action_mark", 4, Member.host("id", 0, 4), "id", Notation.DECIMAL),
    FLAG(5, "flag"),
    QUEUE(6, "queue", "rte_flow_action_queue", 2, Member.host("index", 0, 2), "index", Notation.DECIMAL),
    DROP(7, "drop"),
    COUNT(8, "count", "rte_flow_action_count", 4, Member.host("id", 0, 4), "identifier", Notation.DECIMAL),
    RSS(9, "rss", "rte_flow_action_rss", 40),
    PORT_ID(12, "port_id", "rte_flow_action_port_id", 8, Member.host("id", 4, 4), "id", Notation.DECIMAL),
    METER(13, "meter", "rte_flow_action_meter", 4, Member.host("mtr_id", 0, 4), "mtr_id", Notation.DECIMAL),
    OF_POP_VLAN(16, "of_pop_vlan"),
    OF_PUSH_VLAN(
            17,
            "of_push_vlan",
            "rte_flow_action_of_push_vlan",
            2,
            Member.network("ethertype", 0, 2),
            "ethertype",
            Notation.HEX),
    OF_SET_VLAN_VID(
            18,
            "of_set_vlan_vid",
            "rte_flow_action_of_set_vlan_vid",
            2,
            Member.network("vlan_vid", 0, 2),
            "vlan_vid",
            Notation.DECIMAL),
    OF_SET_VLAN_PCP(
            19,
            "of_set_vlan_pcp",
            "rte_flow_action_of_set_vlan_pcp",
            1,
            Member.network("vlan_pcp", 0, 1),
            "vlan_pcp",
            Notation.DECIMAL),
    OF_POP_MPLS(
            20,
            "of_pop_mpls",
            "rte_flow_action_of_pop_mpls",
            2,
            Member.network("ethertype", 0, 2),
            "ethertype",
            Notation.HEX),
    VXLAN_ENCAP(22, "vxlan_encap", "rte_flow_action_vxlan_encap", 8),
    VXLAN_DECAP(23, "vxlan_decap"),
    RAW_ENCAP(26, "raw_encap", "rte_flow_action_raw_encap", 24),
    RAW_DECAP(27, "raw_decap", "rte_flow_action_raw_decap", 16),
    SET_IPV4_SRC(
            28,
            "set_ipv4_src",
            "rte_flow_action_set_ipv4",
            4,
            Member.network("ipv4_addr", 0, 4),
            "ipv4_addr",
            Notation.IPV4),
    SET_IPV4_DST(
            29,
            "set_ipv4_dst",
            "rte_flow_action_set_ipv4",
            4,
            Member.network("ipv4_addr", 0, 4),
            "ipv4_addr",
            Notation.IPV4),
    SET_IPV6_SRC(
            30,
            "set_ipv6_src",
            "rte_flow_action_set_ipv6",
            16,
            Member.network("ipv6_addr", 0, 16),
            "ipv6_addr",
            Notation.IPV6),
    SET_IPV6_DST(
            31,
            "set_ipv6_dst",
            "rte_flow_action_set_ipv6",
            16,
            Member.network("ipv6_addr", 0, 16),
            "ipv6_addr",
            Notation.IPV6),
    SET_TP_SRC(32, "set_tp_src", "rte_flow_action_set_tp", 2, Member.network("port", 0, 2), "port", Notation.DECIMAL),
    SET_TP_DST(33, "set_tp_dst", "rte_flow_action_set_tp", 2, Member.network("port", 0, 2), "port", Notation.DECIMAL),
    DEC_TTL(35, "dec_ttl"),
    SET_TTL(
            36,
            "set_ttl",
            "rte_flow_action_set_ttl",
            1,
            Member.network("ttl_value", 0, 1),
            "ttl_value",
            Notation.DECIMAL),
    SET_MAC_SRC(
            37,
            "set_mac_src",
            "rte_flow_action_set_mac",
            6,
            Member.network("mac_addr", 0, 6),
            "mac_addr",
            Notation.MAC),
    SET_MAC_DST(
            38,
            "set_mac_dst",
            "rte_flow_action_set_mac",
            6,
            Member.network("mac_addr", 0, 6),
            "mac_addr",
            Notation.MAC),
    SET_IPV4_DSCP(
            45,
            "set_ipv4_dscp",
            "rte_flow_action_set_dscp",
            1,
            Member.network("dscp", 0, 1),
            "dscp_value",
            Notation.HEX),
    SET_IPV6_DSCP(
            46,
            "set_ipv6_dscp",
            "rte_flow_action_set_dscp",
            1,
            Member.network("dscp", 0, 1),
            "dscp_value",
            Notation.HEX),
    /** Seconds; the context behind it is null, which stands for the rule. */
    AGE(47, "age", "rte_flow_action_age", 16, Member.host("timeout", 0, 4).bits(0, 24), "timeout", Notation.DECIMAL),
    SAMPLE(48, "sample", "rte_flow_action_sample", 16),
    MODIFY_FIELD(50, "modify_field", "rte_flow_action_modify_field", 64),
    /** Its configuration is the indirect action's handle itself. */
    INDIRECT(51, "indirect"),
    /** A connection has two directions, so rules name it as an indirect action. */
    CONNTRACK(52, "conntrack", "rte_flow_action_conntrack", 72),
    PORT_REPRESENTOR(
            54,
            "port_representor",
            "rte_flow_action_ethdev",
            2,
            Member.host("port_id", 0, 2),
            "port_id",
            Notation.DECIMAL),
    REPRESENTED_PORT(
            55,
            "represented_port",
            "rte_flow_action_ethdev",
            2,
            Member.host("port_id", 0, 2),
            "ethdev_port_id",
            Notation.DECIMAL);

    private final int number;
    private final String word;
    private final String struct;
    private final int structSize;
    private final Member member;
    private final String memberWord;
    private final Notation notation;

    RteActionType(int number, String word) {
        this(number, word, "", 0, Member.NOTHING, "", Notation.DECIMAL);
    }

    RteActionType(int number, String word, String struct, int structSize) {
        this(number, word, struct, structSize, Member.NOTHING, "", Notation.DECIMAL);
    }

    RteActionType(
            int number,
            String word,
            String struct,
            int structSize,
            Member member,
            String memberWord,
            Notation notation) {
        this.number = number;
        this.word = word;
        this.struct = struct;
        this.structSize = structSize;
        this.member = member;
        this.memberWord = memberWord;
        this.notation = notation;
    }

    /** What an action is configured by. */
    public enum Form {
        /** Nothing. */
        PLAIN,
        /** One number. */
        NUMBER,
        /** A struct of several parts, or what {@link RteAction} says. */
        OWN
    }

    /** What it is configured by. */
    public Form form() {
        if (!memberWord.isEmpty()) {
            return Form.NUMBER;
        }
        return struct.isEmpty() && this != INDIRECT ? Form.PLAIN : Form.OWN;
    }

    /** The value of RTE_FLOW_ACTION_TYPE_*. */
    public int number() {
        return number;
    }

    /** The enumerator of C. */
    public String constant() {
        return "RTE_FLOW_ACTION_TYPE_" + name();
    }

    /** testpmd's word. */
    public String word() {
        return word;
    }

    /** The configuration's struct, without the word struct; empty where there is none. */
    public String struct() {
        return struct;
    }

    /** Bytes of the struct; 0 where there is none. */
    public int structSize() {
        return structSize;
    }

    /** Where the number lies; of no size unless the form is {@link Form#NUMBER}. */
    public Member member() {
        return member;
    }

    /** testpmd's word for the number; empty unless the form is {@link Form#NUMBER}. */
    public String memberWord() {
        return memberWord;
    }

    /** How testpmd reads the number. */
    public Notation notation() {
        return notation;
    }

    /** The action of that word of testpmd. */
    public static Optional<RteActionType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
