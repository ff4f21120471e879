package io.tandem.datapath.tunnel;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.TunnelFlag;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * What a tunnel's header is to say: written as the text of a tnl_push, and as the key that the other end is to see. UDP
 * source ports, which come from the packet, are left out of the key.
 */
record OuterTemplate(
        TunnelProtocol protocol, boolean ipv6, int tos, int ttl, boolean df, boolean csum, int id, byte[] options) {
    static final int TUNNEL_PORT = 7;
    static final int OUT_PORT = 3;
    static final long SOURCE = 0x01010258L;
    static final long DESTINATION = 0x0101025cL;
    static final int[] NO_SEGMENTS = {};

    private static final int ETHERNET_AND_IPV4 = 34;
    private static final int ETHERNET_AND_IPV6 = 54;

    /** Some header; GRE has a checksum or a sequence number. */
    static OuterTemplate random(TunnelProtocol protocol, boolean ipv6, SplittableRandom random) {
        boolean over6 = ipv6 || protocol == TunnelProtocol.SRV6;
        byte[] options = new byte[4 * random.nextInt(64)];
        for (int at = 0; at < options.length; ) {
            int words = Math.min(random.nextInt(32), (options.length - at) / 4 - 1);
            options[at + 2] = (byte) random.nextInt(0x80);
            options[at + 3] = (byte) words;
            at += 4 + words * 4;
        }
        boolean udpOrGre = protocol.overUdp() || protocol == TunnelProtocol.GRE;
        return new OuterTemplate(
                protocol,
                over6,
                random.nextInt(256),
                1 + random.nextInt(255),
                !over6 && random.nextBoolean(),
                udpOrGre && random.nextBoolean(),
                random.nextInt(1 << (protocol == TunnelProtocol.ERSPAN ? 10 : 24)),
                protocol == TunnelProtocol.GENEVE ? options : new byte[0]);
    }

    OdpAction.TnlPush action() {
        String tunnel = tunnel();
        String text = "tnl_push(tnl_port(%d),header(size=%d,type=%d,eth(dst=f8:bc:12:44:34:b6,src=aa:55:aa:55:00:00,"
                        .formatted(TUNNEL_PORT, size(), type())
                + "dl_type=0x%04x),".formatted(ipv6 ? 0x86dd : 0x0800)
                + (ipv6
                        ? "ipv6(src=2001:cafe::88,dst=2001:cafe::92,label=0,proto=%d,tclass=0x%x,hlimit=%d),"
                                .formatted(protocol.ipProtocol(), tos, ttl)
                        : "ipv4(src=1.1.2.88,dst=1.1.2.92,proto=%d,tos=%d,ttl=%d,frag=0x%x),"
                                .formatted(protocol.ipProtocol(), tos, ttl, df ? 0x4000 : 0))
                + (protocol.overUdp() ? "udp(src=0,dst=%d,csum=0x%x),".formatted(udpPort(), csum ? 0xffff : 0) : "")
                + tunnel + "),out_port(" + OUT_PORT + "))";
        try {
            return (OdpAction.TnlPush)
                    OdpActionText.parse(text, PortNames.any()).getFirst();
        } catch (OdpParseException e) {
            throw new AssertionError(text, e);
        }
    }

    private String tunnel() {
        return switch (protocol) {
            case VXLAN -> "vxlan(flags=0x8000000,vni=0x%x)".formatted(id);
            case GENEVE -> "geneve(vni=0x%x%s)".formatted(id, optionsText());
            case GRE ->
                "gre((flags=0x%x,proto=0x6558)%s,key=0x%x%s)"
                        .formatted(csum ? 0xa000 : 0x3000, csum ? ",csum=0x0" : "", id, csum ? "" : ",seq=0x0");
            case ERSPAN ->
                isVersion1()
                        ? "erspan(ver=1,sid=0x%x,idx=0x%x)".formatted(id, id * 7L)
                        : "erspan(ver=2,sid=0x%x,dir=1,hwid=0x7)".formatted(id);
            case GTPU -> "gtpu(flags=0x30,msgtype=255,teid=0x%x)".formatted(id);
            case SRV6 -> "srv6(segments_left=0,segs(2001:cafe::92))";
        };
    }

    private String optionsText() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < options.length; ) {
            int bytes = (options[at + 3] & 0x1f) * 4;
            text.append("{class=0x%x,type=0x%x,len=%d"
                    .formatted((options[at] & 0xff) << 8 | options[at + 1] & 0xff, options[at + 2] & 0xff, bytes));
            String value = HexFormat.of().formatHex(options, at + 4, at + 4 + bytes);
            text.append(bytes == 0 ? "}" : ",0x" + value + "}");
            at += 4 + bytes;
        }
        return text.isEmpty() ? "" : ",options(" + text + ")";
    }

    private boolean isVersion1() {
        return (id & 1) != 0;
    }

    int size() {
        int tunnel =
                switch (protocol) {
                    case VXLAN, GTPU -> 16;
                    case GENEVE -> 16 + options.length;
                    case GRE -> 12;
                    case ERSPAN -> isVersion1() ? 16 : 20;
                    case SRV6 -> 24;
                };
        return (ipv6 ? ETHERNET_AND_IPV6 : ETHERNET_AND_IPV4) + tunnel;
    }

    private int type() {
        return switch (protocol) {
            case VXLAN -> 4;
            case GENEVE -> 5;
            case GRE -> ipv6 ? 109 : 3;
            case ERSPAN -> ipv6 ? 108 : 107;
            case GTPU -> 110;
            case SRV6 -> 112;
        };
    }

    int udpPort() {
        return switch (protocol) {
            case VXLAN -> 4789;
            case GENEVE -> 6081;
            case GTPU -> 2152;
            default -> 0;
        };
    }

    TunnelPortConfig port() {
        return new TunnelPortConfig(TUNNEL_PORT, protocol, udpPort());
    }

    /** True for tunnels whose packets have no Ethernet header. */
    boolean carriesIp() {
        return protocol == TunnelProtocol.GTPU || protocol == TunnelProtocol.SRV6;
    }

    /** The tunnel's part of the key behind it, without a UDP source port. */
    FlowKey key() {
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.TUNNEL_FAMILY, ipv6 ? 2 : 1)
                .set(FlowField.TUNNEL_TOS, tos)
                .set(FlowField.TUNNEL_TTL, ttl)
                .set(FlowField.TUNNEL_ID, protocol == TunnelProtocol.SRV6 ? 0 : id)
                .set(FlowField.TUNNEL_TP_DST, udpPort());
        if (ipv6) {
            key.set(FlowField.TUNNEL_IPV6_SRC, 0x2001cafe00000000L, 0x88)
                    .set(FlowField.TUNNEL_IPV6_DST, 0x2001cafe00000000L, 0x92);
        } else {
            key.set(FlowField.TUNNEL_IPV4_SRC, SOURCE).set(FlowField.TUNNEL_IPV4_DST, DESTINATION);
        }
        int flags = (df ? TunnelFlag.DONT_FRAGMENT.bit() : 0)
                | (csum ? TunnelFlag.CSUM.bit() : 0)
                | (protocol == TunnelProtocol.SRV6 ? 0 : TunnelFlag.KEY.bit());
        key.set(FlowField.TUNNEL_FLAGS, flags);
        if (protocol == TunnelProtocol.GTPU) {
            key.set(FlowField.TUNNEL_GTPU_FLAGS, 0x30).set(FlowField.TUNNEL_GTPU_MSGTYPE, 255);
        } else if (protocol == TunnelProtocol.ERSPAN && isVersion1()) {
            key.set(FlowField.TUNNEL_ERSPAN_VERSION, 1).set(FlowField.TUNNEL_ERSPAN_INDEX, id * 7L);
        } else if (protocol == TunnelProtocol.ERSPAN) {
            key.set(FlowField.TUNNEL_ERSPAN_VERSION, 2)
                    .set(FlowField.TUNNEL_ERSPAN_DIRECTION, 1)
                    .set(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, 7);
        }
        key.set(FlowField.TUNNEL_OPTIONS_LENGTH, options.length);
        long[] words = key.build().toWords();
        for (int i = 0; i < options.length; i++) {
            words[FlowField.TUNNEL_GENEVE_OPTIONS.word() + i / 8] |= (options[i] & 0xffL) << 56 - i % 8 * 8;
        }
        return FlowKey.ofWords(words);
    }
}
