package io.tandem.rte.flow;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of pattern items. {@link RteField} has what each can match.
 *
 * <p>Source: DPDK, lib/ethdev/rte_flow.h, enum rte_flow_item_type and struct rte_flow_item_*; the words are those of
 * testpmd 22.11, app/test-pmd/cmdline_flow.c. Numbers and sizes of structs are the same from 22.11 to 25.11.
 */
public enum RteItem {
    // number, struct, bytes of it, word of testpmd
    PORT_ID(4, "rte_flow_item_port_id", 4, "port_id"),
    ETH(6, "rte_flow_item_eth", 20, "eth"),
    VLAN(7, "rte_flow_item_vlan", 8, "vlan"),
    IPV4(8, "rte_flow_item_ipv4", 20, "ipv4"),
    IPV6(9, "rte_flow_item_ipv6", 44, "ipv6"),
    ICMP(10, "rte_flow_item_icmp", 8, "icmp"),
    UDP(11, "rte_flow_item_udp", 8, "udp"),
    TCP(12, "rte_flow_item_tcp", 20, "tcp"),
    SCTP(13, "rte_flow_item_sctp", 12, "sctp"),
    VXLAN(14, "rte_flow_item_vxlan", 8, "vxlan"),
    MPLS(17, "rte_flow_item_mpls", 4, "mpls"),
    GRE(18, "rte_flow_item_gre", 4, "gre"),
    GTP(20, "rte_flow_item_gtp", 8, "gtp"),
    GENEVE(24, "rte_flow_item_geneve", 8, "geneve"),
    ARP_ETH_IPV4(26, "rte_flow_item_arp_eth_ipv4", 32, "arp_eth_ipv4"),
    ICMP6(28, "rte_flow_item_icmp6", 4, "icmp6"),
    ICMP6_ND_NS(29, "rte_flow_item_icmp6_nd_ns", 24, "icmp6_nd_ns"),
    ICMP6_ND_NA(30, "rte_flow_item_icmp6_nd_na", 24, "icmp6_nd_na"),
    ICMP6_ND_OPT(31, "rte_flow_item_icmp6_nd_opt", 2, "icmp6_nd_opt"),
    ICMP6_ND_OPT_SLA_ETH(32, "rte_flow_item_icmp6_nd_opt_sla_eth", 8, "icmp6_nd_opt_sla_eth"),
    ICMP6_ND_OPT_TLA_ETH(33, "rte_flow_item_icmp6_nd_opt_tla_eth", 8, "icmp6_nd_opt_tla_eth"),
    MARK(34, "rte_flow_item_mark", 4, "mark"),
    META(35, "rte_flow_item_meta", 4, "meta"),
    /** Its struct is the key itself, {@code rte_be32_t}. */
    GRE_KEY(36, "", 4, "gre_key"),
    /** testpmd has no word for it. */
    NSH(41, "rte_flow_item_nsh", 8, ""),
    TAG(45, "rte_flow_item_tag", 8, "tag"),
    IPV6_FRAG_EXT(49, "rte_flow_item_ipv6_frag_ext", 8, "ipv6_frag_ext"),
    GENEVE_OPT(50, "rte_flow_item_geneve_opt", 16, "geneve-opt"),
    CONNTRACK(52, "rte_flow_item_conntrack", 4, "conntrack"),
    PORT_REPRESENTOR(53, "rte_flow_item_ethdev", 2, "port_representor"),
    REPRESENTED_PORT(54, "rte_flow_item_ethdev", 2, "represented_port");

    private final int number;
    private final String struct;
    private final int structSize;
    private final String word;

    RteItem(int number, String struct, int structSize, String word) {
        this.number = number;
        this.struct = struct;
        this.structSize = structSize;
        this.word = word;
    }

    /** The value of RTE_FLOW_ITEM_TYPE_*. */
    public int number() {
        return number;
    }

    /** The enumerator of C. */
    public String constant() {
        return "RTE_FLOW_ITEM_TYPE_" + name();
    }

    /** The struct of spec, mask and last, without the word struct; empty for {@link #GRE_KEY}. */
    public String struct() {
        return struct;
    }

    /** Bytes of the struct. */
    public int structSize() {
        return structSize;
    }

    /** testpmd's word; empty where it has none. */
    public String word() {
        return word;
    }

    /** What it can match, in the order of the struct. */
    public List<RteField> fields() {
        return Index.FIELDS.getOrDefault(this, List.of());
    }

    /** The item of that word of testpmd. */
    public static Optional<RteItem> ofWord(String word) {
        return Arrays.stream(values())
                .filter(item -> !item.word.isEmpty() && item.word.equals(word))
                .findFirst();
    }

    private static final class Index {
        static final Map<RteItem, List<RteField>> FIELDS = fields();

        private static Map<RteItem, List<RteField>> fields() {
            Map<RteItem, List<RteField>> fields = new EnumMap<>(RteItem.class);
            for (RteItem item : values()) {
                fields.put(
                        item,
                        Arrays.stream(RteField.values())
                                .filter(field -> field.item() == item)
                                .toList());
            }
            return fields;
        }
    }
}
