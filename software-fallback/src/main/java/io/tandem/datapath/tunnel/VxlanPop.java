package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;

/**
 * Takes VXLAN headers off. Stateless.
 *
 * <p>The generic protocol extension is known by its bit, on every port, as in Open vSwitch's netdev_vxlan_pop_header;
 * group policies only on ports that were told to carry them, as the kernel's vxlan_parse_gbp_hdr reads them.
 */
final class VxlanPop {
    private static final int UNKNOWN = -1;

    static PopResult pop(Packet packet, long outer, TunnelPortConfig config) {
        int at = OuterIp.transport(outer) + TunnelHeader.UDP;
        long start = packet.u32(at);
        long id = packet.u32(at + 4);
        long flags = start;
        int type = 0;
        if ((start & TunnelHeader.VXLAN_GPE) != 0) {
            if ((start & TunnelHeader.VXLAN_GPE_OAM) != 0) {
                return PopResult.OAM;
            }
            type = payload((int) start & 0xff);
            if (type == UNKNOWN) {
                return PopResult.UNKNOWN_PAYLOAD;
            }
            flags &= ~TunnelHeader.VXLAN_GPE_USED;
        }
        boolean group = (start & TunnelHeader.VXLAN_GBP) != 0 && type == 0 && config.has(TunnelOption.GBP);
        if (group) {
            flags &= ~TunnelHeader.VXLAN_GBP_USED;
        }
        if (flags != TunnelHeader.VXLAN_VNI_VALID || (id & 0xff) != 0) {
            return PopResult.UNKNOWN_FLAGS;
        }
        TunnelPop.describeUdp(packet, outer, TunnelFlag.KEY.bit(), id >>> 8);
        if (group) {
            packet.metadata().set(FlowField.TUNNEL_GBP_ID, start & 0xffff);
            packet.metadata().set(FlowField.TUNNEL_GBP_FLAGS, start >>> 16 & TunnelHeader.VXLAN_GBP_FLAGS);
        }
        return TunnelPop.strip(packet, at + TunnelHeader.VXLAN, config.number(), type);
    }

    /** The Ethernet type for a next protocol, 0 for Ethernet. */
    private static int payload(int nextProtocol) {
        return switch (nextProtocol) {
            case 1 -> EtherType.IPV4;
            case 2 -> EtherType.IPV6;
            case 3 -> 0;
            case 4 -> EtherType.NSH;
            default -> UNKNOWN;
        };
    }

    private VxlanPop() {}
}
