package io.tandem.rte.flow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@link RteAction.ModifyField} can write or read, and how many bits of it there are. Source: DPDK,
 * lib/ethdev/rte_flow.h, enum rte_flow_field_id; testpmd's words are the names in lower case.
 */
public enum PacketField {
    MAC_DST(1, 48),
    MAC_SRC(2, 48),
    VLAN_TYPE(3, 16),
    VLAN_ID(4, 12),
    MAC_TYPE(5, 16),
    IPV4_DSCP(6, 6),
    IPV4_TTL(7, 8),
    IPV4_SRC(8, 32),
    IPV4_DST(9, 32),
    IPV6_DSCP(10, 6),
    IPV6_HOPLIMIT(11, 8),
    IPV6_SRC(12, 128),
    IPV6_DST(13, 128),
    TCP_PORT_SRC(14, 16),
    TCP_PORT_DST(15, 16),
    TCP_SEQ_NUM(16, 32),
    TCP_ACK_NUM(17, 32),
    TCP_FLAGS(18, 8),
    UDP_PORT_SRC(19, 16),
    UDP_PORT_DST(20, 16),
    VXLAN_VNI(21, 24),
    GENEVE_VNI(22, 24),
    GTP_TEID(23, 32),
    TAG(24, 32),
    MARK(25, 32),
    META(26, 32),
    IPV4_ECN(29, 2),
    IPV6_ECN(30, 2);

    /** RTE_FLOW_FIELD_VALUE, for an immediate value. */
    public static final int VALUE_NUMBER = 28;

    private final int number;
    private final int width;

    PacketField(int number, int width) {
        this.number = number;
        this.width = width;
    }

    /** The value of RTE_FLOW_FIELD_*. */
    public int number() {
        return number;
    }

    /** Its bits. */
    public int width() {
        return width;
    }

    /** testpmd's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of that word of testpmd. */
    public static Optional<PacketField> ofWord(String word) {
        return Arrays.stream(values())
                .filter(field -> field.word().equals(word))
                .findFirst();
    }
}
