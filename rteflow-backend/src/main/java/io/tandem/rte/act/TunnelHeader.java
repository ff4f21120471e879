package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.GtpU;
import io.tandem.flow.IpProto;
import io.tandem.flow.TunnelFlag;
import io.tandem.flow.UdpPort;
import io.tandem.rte.flow.HeaderSizes;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.match.PacketFacts;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;

/**
 * Headers of tunnels: the one that is put in front, as a template, and the one that is taken off. Lengths and checksums
 * of a template are zero, and so is VXLAN's and Geneve's source port where the datapath would compute it from the packet:
 * they are the device's to fill in.
 */
final class TunnelHeader {
    private static final int TRANSPARENT_ETHERNET = 0x6558;
    /** Of GRE's flags; others say of fields that differ from packet to packet, or of another version. Source: RFC 2890 section 2. */
    static final int GRE_KEY = 0x2000;

    private static final int GRE_CHECKSUM = 0x8000;

    /** A header without lengths and checksums. */
    static Bytes template(Bytes header) {
        byte[] content = header.toArray();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        int at = network(bytes);
        if (isIpv4(bytes, at)) {
            bytes.putShort(at + 2, (short) 0);
            bytes.putShort(at + 10, (short) 0);
        } else if (isIpv6(bytes, at)) {
            bytes.putShort(at + 4, (short) 0);
        }
        int udp = udp(bytes, at);
        if (udp >= 0) {
            bytes.putShort(udp + 4, (short) 0);
            bytes.putShort(udp + 6, (short) 0);
        }
        return Bytes.of(content);
    }

    /** True where a checksum that is not zero asks for one over the packet. */
    static boolean asksForUdpChecksum(Bytes header) {
        ByteBuffer bytes = ByteBuffer.wrap(header.toArray());
        int udp = udp(bytes, network(bytes));
        return udp >= 0 && bytes.getShort(udp + 6) != 0;
    }

    /** The first two bytes of the GRE header; all bits where there is none. */
    static int greFlags(Bytes header) {
        ByteBuffer bytes = ByteBuffer.wrap(header.toArray());
        int at = network(bytes);
        boolean four = isIpv4(bytes, at);
        if (!four && !isIpv6(bytes, at)) {
            return 0xffff;
        }
        int gre = at + (four ? (bytes.get(at) & 0xf) * Integer.BYTES : HeaderSizes.IPV6);
        boolean there = bytes.get(four ? at + 9 : at + 6) == IpProto.GRE && gre + Integer.BYTES <= bytes.limit();
        return there ? bytes.getShort(gre) & 0xffff : 0xffff;
    }

    /** Where the IP header starts. */
    private static int network(ByteBuffer bytes) {
        int at = HeaderSizes.ETHERNET;
        while (at + HeaderSizes.TAG <= bytes.limit() && EtherType.isVlan(type(bytes, at))) {
            at += HeaderSizes.TAG;
        }
        return at;
    }

    private static int type(ByteBuffer bytes, int at) {
        return at > bytes.limit() ? 0 : bytes.getShort(at - 2) & 0xffff;
    }

    private static boolean isIpv4(ByteBuffer bytes, int at) {
        return type(bytes, at) == EtherType.IPV4 && at + HeaderSizes.IPV4 <= bytes.limit();
    }

    private static boolean isIpv6(ByteBuffer bytes, int at) {
        return type(bytes, at) == EtherType.IPV6 && at + HeaderSizes.IPV6 <= bytes.limit();
    }

    /** Where the UDP header starts; -1 where there is none. */
    private static int udp(ByteBuffer bytes, int at) {
        boolean four = isIpv4(bytes, at);
        if (!four && !isIpv6(bytes, at)) {
            return -1;
        }
        int udp = at + (four ? (bytes.get(at) & 0xf) * Integer.BYTES : HeaderSizes.IPV6);
        return bytes.get(four ? at + 9 : at + 6) == IpProto.UDP && udp + HeaderSizes.UDP <= bytes.limit() ? udp : -1;
    }

    /**
     * What takes off the headers of the tunnel that packets come in. A template says how long they are and of which kind,
     * by the kind's usual UDP port too; where the tunnel listens is for the pattern to say.
     */
    static RteAction decap(PacketFacts facts) throws RefusedException {
        boolean four = facts.key().get(FlowField.TUNNEL_FAMILY) == 1;
        return switch (facts.port().kind()) {
            case ETHERNET, VXLAN -> RteAction.of(RteActionType.VXLAN_DECAP);
            case GENEVE -> {
                int options = (int) facts.key().get(FlowField.TUNNEL_OPTIONS_LENGTH);
                if (!facts.mask().isExact(FlowField.TUNNEL_OPTIONS_LENGTH)) {
                    throw new RefusedException(
                            Refusal.Code.PREREQUISITE,
                            "tunnel.geneve",
                            "a Geneve header is taken off with options of a known length; match it");
                }
                byte[] geneve = new byte[2 * Integer.BYTES + options];
                geneve[0] = (byte) (options / Integer.BYTES);
                ByteBuffer.wrap(geneve).putShort(2, (short) TRANSPARENT_ETHERNET);
                yield new RteAction.RawDecap(outer(four, IpProto.UDP, UdpPort.GENEVE, geneve));
            }
            case GRE -> new RteAction.RawDecap(outer(four, IpProto.GRE, 0, gre(facts)));
            case GTPU -> new RteAction.RawDecap(outer(four, IpProto.UDP, UdpPort.GTPU, gtpu()));
        };
    }

    /** What a packet that begins with IP gets in front. */
    static RteAction ethernet(OdpAction.PushEth push, int type) {
        ByteBuffer header = ByteBuffer.allocate(HeaderSizes.ETHERNET);
        address(header, push.destination());
        address(header, push.source());
        header.putShort((short) type);
        return new RteAction.RawEncap(Bytes.of(header.array()));
    }

    private static void address(ByteBuffer header, long address) {
        header.putShort((short) (address >>> Integer.SIZE)).putInt((int) address);
    }

    private static byte[] gtpu() {
        byte[] gtpu = new byte[HeaderSizes.UDP_TUNNEL];
        gtpu[0] = GtpU.VERSION_1;
        gtpu[1] = (byte) GtpU.G_PDU;
        return gtpu;
    }

    private static byte[] gre(PacketFacts facts) throws RefusedException {
        int wanted = (int) facts.mask().get(FlowField.TUNNEL_FLAGS);
        int flags = (int) facts.key().get(FlowField.TUNNEL_FLAGS);
        boolean id = !facts.mask().isZero(FlowField.TUNNEL_ID);
        boolean known = (id || (wanted & TunnelFlag.KEY.bit()) != 0) && (wanted & TunnelFlag.CSUM.bit()) != 0;
        if (!known) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "tunnel.flags",
                    "a GRE header is taken off where its length is known; match flags key and csum");
        }
        boolean keyed = (flags & TunnelFlag.KEY.bit()) != 0 || id && (wanted & TunnelFlag.KEY.bit()) == 0;
        boolean checksum = (flags & TunnelFlag.CSUM.bit()) != 0;
        byte[] gre = new byte[Integer.BYTES * (1 + (keyed ? 1 : 0) + (checksum ? 1 : 0))];
        ByteBuffer.wrap(gre)
                .putShort((short) ((keyed ? GRE_KEY : 0) | (checksum ? GRE_CHECKSUM : 0)))
                .putShort((short) TRANSPARENT_ETHERNET);
        return gre;
    }

    private static Bytes outer(boolean four, int protocol, int port, byte[] tunnel) {
        int ip = four ? HeaderSizes.IPV4 : HeaderSizes.IPV6;
        int udp = protocol == IpProto.UDP ? HeaderSizes.UDP : 0;
        ByteBuffer header = ByteBuffer.allocate(HeaderSizes.ETHERNET + ip + udp + tunnel.length);
        header.putShort(HeaderSizes.ETHERNET - 2, (short) (four ? EtherType.IPV4 : EtherType.IPV6));
        header.put(HeaderSizes.ETHERNET, (byte) (four ? 0x45 : 0x60));
        header.put(HeaderSizes.ETHERNET + (four ? 9 : 6), (byte) protocol);
        if (udp != 0) {
            header.putShort(HeaderSizes.ETHERNET + ip + 2, (short) port);
        }
        header.put(HeaderSizes.ETHERNET + ip + udp, tunnel);
        return Bytes.of(header.array());
    }

    private TunnelHeader() {}
}
