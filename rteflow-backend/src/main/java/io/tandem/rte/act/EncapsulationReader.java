package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.flow.UdpPort;
import io.tandem.odp.TunnelKind;
import io.tandem.rte.flow.HeaderSizes;
import io.tandem.rte.flow.VxlanHeader;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.nio.ByteBuffer;

/** The header that a rule puts in front, as that of a tnl_push. Stateless. */
final class EncapsulationReader {
    private static final int DEFAULT_TTL = 64;
    private static final int TRANSPORT4 = HeaderSizes.ETHERNET + HeaderSizes.IPV4;
    private static final int TRANSPORT6 = HeaderSizes.ETHERNET + HeaderSizes.IPV6;

    /**
     * The push of a header of Ethernet, IP and the tunnel.
     *
     * @param port the datapath's port by which the packet leaves
     * @param index of the action
     */
    static OdpAction.TnlPush push(Bytes header, int port, int index, DatapathNumbers numbers)
            throws RuleNotTakenException {
        ByteBuffer bytes = ByteBuffer.wrap(header.toArray());
        int type = header.size() < HeaderSizes.ETHERNET ? 0 : u16(bytes, HeaderSizes.ETHERNET - 2);
        boolean ipv6 = type == EtherType.IPV6;
        int transport = ipv6 ? TRANSPORT6 : TRANSPORT4;
        boolean whole = (ipv6 || type == EtherType.IPV4) && header.size() >= transport + HeaderSizes.UDP;
        int protocol = whole ? header.at(ipv6 ? HeaderSizes.ETHERNET + 6 : HeaderSizes.ETHERNET + 9) : 0;
        int destination = protocol == IpProto.UDP ? u16(bytes, transport + 2) : 0;
        if (protocol == IpProto.GRE || destination == UdpPort.GENEVE) {
            boolean gre = protocol == IpProto.GRE;
            TunnelKind kind = !gre ? TunnelKind.GENEVE : ipv6 ? TunnelKind.IP6GRE : TunnelKind.GRE;
            return push(kind, gre ? RtePort.Kind.GRE : RtePort.Kind.GENEVE, header, port, numbers);
        }
        if (destination == UdpPort.VXLAN) {
            return push(TunnelKind.VXLAN, RtePort.Kind.VXLAN, header, port, numbers);
        }
        throw RuleNotTakenException.action(
                RteErrorType.ACTION_CONF,
                index,
                "a megaflow pushes headers of Ethernet, IP and VXLAN to UDP port 4789, Geneve to 6081, or GRE");
    }

    private static OdpAction.TnlPush push(
            TunnelKind kind, RtePort.Kind tunnel, Bytes header, int port, DatapathNumbers numbers) {
        return new OdpAction.TnlPush(numbers.tunnelOf(tunnel).orElse(0), port, kind.number(), header);
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    /** The header that VXLAN_ENCAP describes; what it leaves open is as the datapath has it: a TTL of 64, a TOS of 0. */
    static Bytes bytes(VxlanHeader parts) {
        boolean four = parts.isIpv4();
        int tag = parts.vlanTci().isPresent() ? HeaderSizes.TAG : 0;
        int transport = (four ? TRANSPORT4 : TRANSPORT6) + tag;
        ByteBuffer header = ByteBuffer.allocate(transport + HeaderSizes.UDP + HeaderSizes.UDP_TUNNEL);
        header.put(parts.ethernetDestination().toArray())
                .put(parts.ethernetSource().toArray());
        parts.vlanTci()
                .ifPresent(tci -> header.putShort((short) EtherType.VLAN_8021Q).putShort((short) tci));
        int tos = parts.marks().map(VxlanHeader.Marks::tos).orElse(0);
        int ttl = parts.marks().map(VxlanHeader.Marks::ttl).orElse(DEFAULT_TTL);
        if (four) {
            header.putShort((short) EtherType.IPV4)
                    .putInt(0x4500_0000 | tos << 16)
                    .putInt(0)
                    .putInt(ttl << 24 | IpProto.UDP << 16);
        } else {
            header.putShort((short) EtherType.IPV6)
                    .putInt(0x6000_0000 | tos << 20)
                    .putInt(IpProto.UDP << 8 | ttl);
        }
        header.put(parts.source().toArray()).put(parts.destination().toArray());
        header.putShort((short) parts.udpSource())
                .putShort((short) parts.udpDestination())
                .putInt(0)
                .putInt(0x0800_0000)
                .putInt(parts.vni() << 8);
        return Bytes.of(header.array());
    }

    private EncapsulationReader() {}
}
