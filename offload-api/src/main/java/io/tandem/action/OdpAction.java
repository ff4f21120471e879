package io.tandem.action;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;

/** An action of the datapath ABI. Source: linux/openvswitch.h, enum ovs_action_attr. */
public sealed interface OdpAction {
    /** The VLAN "present" bit, where the wire has DEI. Source: linux/if_vlan.h VLAN_CFI_MASK. */
    int VLAN_PRESENT = 0x1000;

    /**
     * Sends the packet, as it is at this point of the list, out of a port.
     *
     * @param port datapath port number, 0 to 2^32-1 as an unsigned int
     */
    record Output(int port) implements OdpAction {}

    /**
     * Rewrites every field of one key attribute.
     *
     * @param attribute the attribute whose fields are rewritten
     * @param value holds the new values of just those fields
     */
    record Set(KeyAttribute attribute, FlowKey value) implements OdpAction {}

    /**
     * Rewrites some bits of one key attribute.
     *
     * @param attribute the attribute whose fields are rewritten
     * @param value the new bits, zero outside the mask
     * @param mask the bits to rewrite
     */
    record SetMasked(KeyAttribute attribute, FlowKey value, FlowMask mask) implements OdpAction {
        public SetMasked {
            value = value.masked(mask);
        }
    }

    /**
     * Puts a VLAN tag in front of those that the packet has.
     *
     * @param tpid Ethernet type of the tag, 0x8100 or 0x88a8
     * @param tci tag control information: pcp in bits 13 to 15, {@link #VLAN_PRESENT}, vid in bits 0 to 11
     */
    record PushVlan(int tpid, int tci) implements OdpAction {}

    /** Takes off the outermost VLAN tag. */
    record PopVlan() implements OdpAction {}

    /** Drops the packet on purpose. */
    record Drop() implements OdpAction {}

    /**
     * Looks the packet up once more, as it is now, with another recirculation id.
     *
     * @param id recirculation id, an unsigned 32-bit number
     */
    record Recirc(int id) implements OdpAction {}
}
