package io.tandem.rte.host;

import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a device is known to take. DPDK has no call that tells; a driver's answer to a rule is the only truth, and these
 * are what saves asking. Immutable.
 *
 * @param items pattern items
 * @param fields fields of items
 * @param actions actions
 * @param ranges true where a field can be matched from a least to a greatest value
 * @param transfer true where rules are about the device's switch, so that packets leave by another port without the
 *     host; else rules are about what one port receives, and the host does the rest
 * @param lastGroup the highest group; 0 where there is one only
 * @param constantTunnelFlags true where an operator knows that all packets of a tunnel have the csum flag that flows ask
 *     of them
 * @param tags how many tags of 32 bits rules can set and match, for what connections say of packets; 0 where connections
 *     are software's alone
 */
public record RteCapabilities(
        Set<RteItem> items,
        Set<RteField> fields,
        Set<RteActionType> actions,
        boolean ranges,
        boolean transfer,
        int lastGroup,
        boolean constantTunnelFlags,
        int tags) {
    private static final int MANY_GROUPS = 65_535;

    /** All that rte_flow can say. */
    public static final RteCapabilities ALL = new RteCapabilities(
            EnumSet.allOf(RteItem.class),
            EnumSet.allOf(RteField.class),
            EnumSet.allOf(RteActionType.class),
            true,
            true,
            MANY_GROUPS,
            false,
            0);

    /** The TAP driver of DPDK 22.11. Source: drivers/net/tap/tap_flow.c, tap_flow_items and priv_flow_process. */
    public static final RteCapabilities TAP = new RteCapabilities(
            EnumSet.of(RteItem.ETH, RteItem.VLAN, RteItem.IPV4, RteItem.IPV6, RteItem.UDP, RteItem.TCP),
            EnumSet.of(
                    RteField.ETH_DST,
                    RteField.ETH_SRC,
                    RteField.ETH_TYPE,
                    RteField.VLAN_PCP,
                    RteField.VLAN_VID,
                    RteField.VLAN_INNER_TYPE,
                    RteField.IPV4_SRC,
                    RteField.IPV4_DST,
                    RteField.IPV4_PROTO,
                    RteField.IPV6_SRC,
                    RteField.IPV6_DST,
                    RteField.IPV6_PROTO,
                    RteField.UDP_SRC,
                    RteField.UDP_DST,
                    RteField.TCP_SRC,
                    RteField.TCP_DST),
            EnumSet.of(RteActionType.DROP, RteActionType.QUEUE, RteActionType.RSS, RteActionType.PASSTHRU),
            false,
            false,
            0,
            false,
            0);

    public RteCapabilities {
        items = copy(items, RteItem.class);
        fields = copy(fields, RteField.class);
        actions = copy(actions, RteActionType.class);
    }

    /** The same, with another say on the flags of tunnels. */
    public RteCapabilities withConstantTunnelFlags(boolean constant) {
        return new RteCapabilities(items, fields, actions, ranges, transfer, lastGroup, constant, tags);
    }

    /** The same, with so many tags. */
    public RteCapabilities withTags(int count) {
        return new RteCapabilities(items, fields, actions, ranges, transfer, lastGroup, constantTunnelFlags, count);
    }

    /** The same, without an action. */
    public RteCapabilities without(RteActionType action) {
        EnumSet<RteActionType> others = EnumSet.copyOf(actions);
        others.remove(action);
        return new RteCapabilities(items, fields, others, ranges, transfer, lastGroup, constantTunnelFlags, tags);
    }

    private static <E extends Enum<E>> Set<E> copy(Set<E> set, Class<E> type) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(set);
        return Collections.unmodifiableSet(copy);
    }
}
