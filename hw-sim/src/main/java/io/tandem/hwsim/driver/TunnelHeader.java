package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.hwsim.profile.HeaderBits;

/**
 * A tnl_push's header as an entry of the NIC's header table, or why it is none. The NIC fills in lengths, IPv4's checksum
 * and the UDP source port of each packet; it computes no checksum over a whole packet.
 */
sealed interface TunnelHeader {
    /** An entry. */
    record Ready(NicEntry header) implements TunnelHeader {}

    /** A sentence for whoever asked. */
    record No(String why) implements TunnelHeader {}

    /** Source: linux/openvswitch.h, OVS_VPORT_TYPE_VXLAN and OVS_VPORT_TYPE_GENEVE. */
    int VXLAN = 4;

    int GENEVE = 5;

    int ETHERNET = 14;
    int IPV4 = 20;
    int IPV6 = 40;
    int UDP = 8;

    /** Bytes of both tunnels' headers without options. */
    int TUNNEL = 8;

    /** Bytes of an entry's header. */
    int MOST_BYTES = HeaderBits.DATA.width() / Byte.SIZE;

    /** Reads an action. */
    static TunnelHeader of(OdpAction.TnlPush push) {
        if (push.kind() != VXLAN && push.kind() != GENEVE) {
            return new No("the NIC encapsulates in VXLAN and Geneve");
        }
        byte[] bytes = push.header().toArray();
        if (bytes.length > MOST_BYTES) {
            return new No("the NIC puts headers of up to " + MOST_BYTES + " bytes in front, not " + bytes.length);
        }
        int type = bytes.length < ETHERNET + IPV4 ? 0 : u16(bytes, ETHERNET - 2);
        boolean ipv6 = type == EtherType.IPV6;
        int transport = ETHERNET + (ipv6 ? IPV6 : IPV4);
        boolean whole = (ipv6 || type == EtherType.IPV4) && bytes.length >= transport + UDP + TUNNEL;
        if (!whole) {
            return new No("the header is not one of Ethernet, IP, UDP and the tunnel");
        }
        boolean plain = ipv6
                ? bytes[ETHERNET + 6] == IpProto.UDP
                : bytes[ETHERNET] == 0x45 && bytes[ETHERNET + 9] == IpProto.UDP;
        if (!plain) {
            return new No("the NIC encapsulates in IPv4 without options, or IPv6 without extension headers, and UDP");
        }
        if (u16(bytes, transport + 6) != 0) {
            return new No("the NIC computes no UDP checksum over a whole packet; leave it zero");
        }
        return new Ready(entry(bytes, ipv6, transport));
    }

    private static NicEntry entry(byte[] header, boolean ipv6, int transport) {
        byte[] bytes = header.clone();
        zero(bytes, ipv6 ? ETHERNET + 4 : ETHERNET + 2);
        if (!ipv6) {
            zero(bytes, ETHERNET + 10);
        }
        zero(bytes, transport);
        zero(bytes, transport + 4);
        NicEntry entry = NicEntry.empty(HeaderBits.WORDS);
        entry.put(HeaderBits.BYTES.lsb(), HeaderBits.BYTES.width(), bytes.length);
        entry.put(HeaderBits.IPV6.lsb(), HeaderBits.IPV6.width(), ipv6 ? 1 : 0);
        entry.put(HeaderBits.DATA.lsb(), bytes);
        return entry;
    }

    private static void zero(byte[] bytes, int at) {
        bytes[at] = 0;
        bytes[at + 1] = 0;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
