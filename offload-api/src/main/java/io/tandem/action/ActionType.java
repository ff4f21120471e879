package io.tandem.action;

import java.util.Arrays;
import java.util.Optional;

/**
 * The table of actions: number, name and length of the argument.
 *
 * <p>Source: linux/openvswitch.h, enum ovs_action_attr; the last three are those of the userspace datapath.
 */
public enum ActionType {
    OUTPUT(1, "output", 4),
    USERSPACE(2, "userspace", ActionType.VARIABLE),
    SET(3, "set", ActionType.VARIABLE),
    PUSH_VLAN(4, "push_vlan", 4),
    POP_VLAN(5, "pop_vlan", 0),
    SAMPLE(6, "sample", ActionType.VARIABLE),
    RECIRC(7, "recirc", 4),
    HASH(8, "hash", 8),
    PUSH_MPLS(9, "push_mpls", 8),
    POP_MPLS(10, "pop_mpls", 2),
    SET_MASKED(11, "set", ActionType.VARIABLE),
    CT(12, "ct", ActionType.VARIABLE),
    TRUNC(13, "trunc", 4),
    PUSH_ETH(14, "push_eth", 12),
    POP_ETH(15, "pop_eth", 0),
    CT_CLEAR(16, "ct_clear", 0),
    PUSH_NSH(17, "push_nsh", ActionType.VARIABLE),
    POP_NSH(18, "pop_nsh", 0),
    METER(19, "meter", 4),
    CLONE(20, "clone", ActionType.VARIABLE),
    CHECK_PKT_LEN(21, "check_pkt_len", ActionType.VARIABLE),
    ADD_MPLS(22, "add_mpls", 8),
    DEC_TTL(23, "dec_ttl", ActionType.VARIABLE),
    DROP(24, "drop", 4),
    PSAMPLE(25, "psample", ActionType.VARIABLE),
    TNL_PUSH(26, "tnl_push", ActionType.VARIABLE),
    TNL_POP(27, "tnl_pop", 4),
    LB_OUTPUT(28, "lb_output", 4);

    /** Length of an argument that has no fixed one. */
    public static final int VARIABLE = -1;

    private final int netlinkType;
    private final String text;
    private final int size;

    ActionType(int netlinkType, String text, int size) {
        this.netlinkType = netlinkType;
        this.text = text;
        this.size = size;
    }

    /** The value of OVS_ACTION_ATTR_*. */
    public int netlinkType() {
        return netlinkType;
    }

    /** The name in ODP text; an output has none there. */
    public String text() {
        return text;
    }

    /** Bytes of the argument, or {@link #VARIABLE}. */
    public int size() {
        return size;
    }

    /** The action of that number. */
    public static Optional<ActionType> ofType(int netlinkType) {
        return Arrays.stream(values()).filter(t -> t.netlinkType == netlinkType).findFirst();
    }

    static ActionType of(OdpAction action) {
        return switch (action) {
            case OdpAction.Output _ -> OUTPUT;
            case OdpAction.LbOutput _ -> LB_OUTPUT;
            case OdpAction.Trunc _ -> TRUNC;
            case OdpAction.Userspace _ -> USERSPACE;
            case OdpAction.Set _ -> SET;
            case OdpAction.SetMasked _ -> SET_MASKED;
            case OdpAction.PushVlan _ -> PUSH_VLAN;
            case OdpAction.PopVlan _ -> POP_VLAN;
            case OdpAction.PushMpls _ -> PUSH_MPLS;
            case OdpAction.PopMpls _ -> POP_MPLS;
            case OdpAction.AddMpls _ -> ADD_MPLS;
            case OdpAction.PushEth _ -> PUSH_ETH;
            case OdpAction.PopEth _ -> POP_ETH;
            case OdpAction.PushNsh _ -> PUSH_NSH;
            case OdpAction.PopNsh _ -> POP_NSH;
            case OdpAction.Sample _ -> SAMPLE;
            case OdpAction.Clone _ -> CLONE;
            case OdpAction.CheckPktLen _ -> CHECK_PKT_LEN;
            case OdpAction.DecTtl _ -> DEC_TTL;
            case OdpAction.Recirc _ -> RECIRC;
            case OdpAction.Hash _ -> HASH;
            case OdpAction.Ct _ -> CT;
            case OdpAction.CtClear _ -> CT_CLEAR;
            case OdpAction.Meter _ -> METER;
            case OdpAction.Psample _ -> PSAMPLE;
            case OdpAction.Drop _ -> DROP;
            case OdpAction.TnlPush _ -> TNL_PUSH;
            case OdpAction.TnlPop _ -> TNL_POP;
        };
    }
}
