package io.tandem.agent.slowpath;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;

/**
 * The bits that every megaflow pins, so that which other fields a packet has is known before they are looked at.
 *
 * <p>Source: match_validate in net/openvswitch/flow_netlink.c, which wants them of each flow.
 */
final class AlwaysPinned {
    private static final FlowMask ANY = FlowMask.builder()
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.IN_PORT)
            .exact(FlowField.ETH_TYPE)
            .exact(FlowField.VLAN_TPID)
            .exact(FlowField.VLAN_CFI)
            .exact(FlowField.CVLAN_TPID)
            .exact(FlowField.CVLAN_CFI)
            .build();

    private static final FlowMask IP =
            ANY.toBuilder().exact(FlowField.IPV4_FRAG).build();

    /** Where the packet came from, its Ethernet type and tags. */
    static FlowMask ofAny() {
        return ANY;
    }

    /** The same, and for IP whether it is a fragment, as later ones have no transport fields. */
    static FlowMask withFragment(FlowKey packet) {
        long type = packet.get(FlowField.ETH_TYPE);
        return type == EtherType.IPV4 || type == EtherType.IPV6 ? IP : ANY;
    }

    private AlwaysPinned() {}
}
