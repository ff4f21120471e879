package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.hwsim.profile.HeaderBits;
import io.tandem.odp.TunnelKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A tnl_push's header as an entry of the NIC's header table, or why it is none. The NIC fills in lengths, IPv4's checksum
 * and the UDP source port of each packet; it computes no checksum over a whole packet.
 */
sealed interface TunnelHeader {
    /** An entry. */
    record Ready(NicEntry header) implements TunnelHeader {}

    /** A sentence for whoever asked. */
    record No(String why) implements TunnelHeader {}

    Set<TunnelKind> KINDS = Collections.unmodifiableSet(
            EnumSet.of(TunnelKind.VXLAN, TunnelKind.GENEVE, TunnelKind.GRE, TunnelKind.IP6GRE));

    /** Source: RFC 2784; bits of the first word, RFC 2890. */
    int GRE_PROTOCOL = 47;

    int GRE_KEY = 0x2000;

    int ETHERNET = 14;
    int IPV4 = 20;
    int IPV6 = 40;
    int UDP = 8;

    /** Bytes of GRE's header without a key. */
    int GRE = 4;

    /** Bytes of VXLAN's and Geneve's headers without options. */
    int TUNNEL = 8;

    /** Bytes of an entry's header. */
    int MOST_BYTES = HeaderBits.DATA.width() / Byte.SIZE;

    /** Reads an action. */
    static TunnelHeader of(OdpAction.TnlPush push) {
        Optional<TunnelKind> kind = TunnelKind.of(push.kind()).filter(KINDS::contains);
        if (kind.isEmpty()) {
            return new No("the NIC encapsulates in VXLAN, Geneve and GRE");
        }
        byte[] bytes = push.header().toArray();
        if (bytes.length > MOST_BYTES) {
            return new No("the NIC puts headers of up to " + MOST_BYTES + " bytes in front, not " + bytes.length);
        }
        boolean udp = kind.get() == TunnelKind.VXLAN || kind.get() == TunnelKind.GENEVE;
        int type = bytes.length < ETHERNET + IPV4 ? 0 : u16(bytes, ETHERNET - 2);
        boolean ipv6 = type == EtherType.IPV6;
        int transport = ETHERNET + (ipv6 ? IPV6 : IPV4);
        boolean whole = (ipv6 || type == EtherType.IPV4) && bytes.length >= transport + (udp ? UDP + TUNNEL : GRE);
        if (!whole) {
            return new No("the header is not one of Ethernet, IP and the tunnel");
        }
        int protocol = udp ? IpProto.UDP : GRE_PROTOCOL;
        boolean plain =
                ipv6 ? bytes[ETHERNET + 6] == protocol : bytes[ETHERNET] == 0x45 && bytes[ETHERNET + 9] == protocol;
        if (!plain) {
            return new No(
                    "the NIC encapsulates in IPv4 without options, or IPv6 without extension headers, and the tunnel's"
                            + " own protocol behind");
        }
        if (udp && u16(bytes, transport + 6) != 0) {
            return new No("the NIC computes no UDP checksum over a whole packet; leave it zero");
        }
        if (!udp && (u16(bytes, transport) & ~GRE_KEY) != 0) {
            return new No(
                    "the NIC computes no GRE checksum and numbers no packets; a header with a key or none is put in front");
        }
        return new Ready(entry(bytes, ipv6, udp, transport));
    }

    private static NicEntry entry(byte[] header, boolean ipv6, boolean udp, int transport) {
        byte[] bytes = header.clone();
        zero(bytes, ipv6 ? ETHERNET + 4 : ETHERNET + 2);
        if (!ipv6) {
            zero(bytes, ETHERNET + 10);
        }
        if (udp) {
            zero(bytes, transport);
            zero(bytes, transport + 4);
        }
        NicEntry entry = NicEntry.empty(HeaderBits.WORDS);
        entry.put(HeaderBits.BYTES.lsb(), HeaderBits.BYTES.width(), bytes.length);
        entry.put(HeaderBits.IPV6.lsb(), HeaderBits.IPV6.width(), ipv6 ? 1 : 0);
        entry.put(HeaderBits.UDP.lsb(), HeaderBits.UDP.width(), udp ? 1 : 0);
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
