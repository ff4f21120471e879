package io.tandem.rte.transport;

import java.util.Arrays;
import java.util.Optional;

/** What an error is about. Source: DPDK, rte_flow.h, enum rte_flow_error_type. */
public enum RteErrorType {
    NONE(0),
    UNSPECIFIED(1),
    HANDLE(2),
    ATTR_GROUP(3),
    ATTR_PRIORITY(4),
    ATTR_INGRESS(5),
    ATTR_EGRESS(6),
    ATTR_TRANSFER(7),
    ATTR(8),
    ITEM_NUM(9),
    ITEM_SPEC(10),
    ITEM_LAST(11),
    ITEM_MASK(12),
    ITEM(13),
    ACTION_NUM(14),
    ACTION_CONF(15),
    ACTION(16),
    STATE(17);

    private final int number;

    RteErrorType(int number) {
        this.number = number;
    }

    /** The value of RTE_FLOW_ERROR_TYPE_*. */
    public int number() {
        return number;
    }

    /** The type of that value; empty where DPDK has none. */
    public static Optional<RteErrorType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }
}
