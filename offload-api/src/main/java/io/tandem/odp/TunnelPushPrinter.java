package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes a tnl_push. A header that is cut short says so where it ends. Source: Open vSwitch, format_odp_tnl_push_header
 * in lib/odp-util.c.
 */
final class TunnelPushPrinter {
    private final StringBuilder out;
    private final byte[] header;
    private int at;

    private TunnelPushPrinter(StringBuilder out, Bytes header) {
        this.out = out;
        this.header = header.toArray();
    }

    static void print(StringBuilder out, OdpAction.TnlPush push, PortNames ports) {
        out.append("tnl_push(tnl_port(")
                .append(OdpActionPrinter.port(push.tunnelPort(), ports))
                .append("),header(size=")
                .append(push.header().size())
                .append(",type=")
                .append(Integer.toUnsignedString(push.kind()))
                .append(',');
        new TunnelPushPrinter(out, push.header()).header(push.kind());
        out.append("),out_port(")
                .append(OdpActionPrinter.port(push.outPort(), ports))
                .append("))");
    }

    private void header(int kind) {
        if (cut(TunnelPushParser.ETHERNET, "eth")) {
            return;
        }
        out.append("eth(dst=").append(AddressText.mac(number(6)));
        out.append(",src=").append(AddressText.mac(number(6)));
        int type = (int) number(2);
        out.append(",dl_type=0x%04x),".formatted(type));
        boolean read = type == EtherType.IPV4 ? ipv4() : ipv6();
        Optional<TunnelKind> known = TunnelKind.of(kind);
        if (!read || known.isEmpty()) {
            return;
        }
        switch (known.get()) {
            case VXLAN -> {
                if (udp() && !cut(TunnelPushParser.VXLAN, "vxlan")) {
                    out.append("vxlan(flags=0x%x,vni=0x%x)".formatted(number(4), number(4) >>> 8));
                }
            }
            case GENEVE -> {
                if (udp() && !cut(TunnelPushParser.GENEVE, "geneve")) {
                    geneve();
                }
            }
            case GTPU -> {
                if (udp() && !cut(TunnelPushParser.GTPU, "gtpu")) {
                    long flags = number(1);
                    long message = number(1);
                    number(2);
                    out.append("gtpu(flags=0x%x,msgtype=%d,teid=0x%x)".formatted(flags, message, number(4)));
                }
            }
            case GRE, IP6GRE -> gre();
            case ERSPAN, IP6ERSPAN -> erspan();
            case SRV6 -> segmentRouting();
        }
    }

    private boolean ipv4() {
        if (cut(TunnelPushParser.IPV4, "ipv4")) {
            return false;
        }
        int start = at;
        at = start + 1;
        long tos = number(1);
        at = start + 6;
        long fragment = number(2);
        long ttl = number(1);
        long protocol = number(1);
        at = start + 12;
        out.append("ipv4(src=").append(AddressText.ipv4(number(4)));
        out.append(",dst=").append(AddressText.ipv4(number(4)));
        out.append(",proto=%d,tos=%s,ttl=%d,frag=0x%x),".formatted(protocol, NumberText.hex(tos), ttl, fragment));
        return true;
    }

    private boolean ipv6() {
        if (cut(TunnelPushParser.IPV6, "ipv6")) {
            return false;
        }
        long flow = number(4);
        number(2);
        long protocol = number(1);
        long hopLimit = number(1);
        out.append("ipv6(src=").append(AddressText.ipv6(bytes(16)));
        out.append(",dst=").append(AddressText.ipv6(bytes(16)));
        out.append(",label=%d,proto=%d,tclass=0x%x,hlimit=%d),"
                .formatted(flow & 0xfffff, protocol, flow >>> 20 & 0xff, hopLimit));
        return true;
    }

    private boolean udp() {
        if (cut(TunnelPushParser.UDP, "udp")) {
            return false;
        }
        long source = number(2);
        long destination = number(2);
        number(2);
        out.append("udp(src=%d,dst=%d,csum=0x%x),".formatted(source, destination, number(2)));
        return true;
    }

    private void geneve() {
        int words = (int) number(1) & 0x3f;
        long flags = number(1);
        number(2);
        out.append("geneve(")
                .append((flags & 0x80) != 0 ? "oam," : "")
                .append((flags & 0x40) != 0 ? "crit," : "")
                .append("vni=0x")
                .append(Long.toHexString(number(4) >>> 8));
        if (words > 0) {
            if (header.length - at < words * 4) {
                out.append(",options(invalid length))");
                return;
            }
            out.append(",options(");
            GeneveText.print(out, bytes(words * 4), new byte[0], false);
            out.append(')');
        }
        out.append(')');
    }

    private void gre() {
        if (cut(TunnelPushParser.GRE, "gre")) {
            return;
        }
        long flags = number(2);
        out.append("gre((flags=0x%x,proto=0x%x)".formatted(flags, number(2)));
        boolean whole = greOption(flags, TunnelPushParser.GRE_CSUM, ",csum=", 2)
                && greOption(flags, TunnelPushParser.GRE_KEY, ",key=", 4)
                && greOption(flags, TunnelPushParser.GRE_SEQ, ",seq=", 4);
        out.append(whole ? ")" : "<truncated>)");
    }

    private boolean greOption(long flags, int flag, String name, int size) {
        if ((flags & flag) == 0) {
            return true;
        }
        out.append(name);
        if (header.length - at < 4) {
            return false;
        }
        out.append("0x").append(Long.toHexString(number(size)));
        at += 4 - size;
        return true;
    }

    private void erspan() {
        at += TunnelPushParser.ERSPAN_GRE;
        if (cut(TunnelPushParser.ERSPAN, "erspan")) {
            return;
        }
        long version = number(1) >>> 4;
        number(1);
        long session = (number(1) & 3) << 8 | number(1);
        if (version == 1) {
            if (!cut(TunnelPushParser.ERSPAN_INDEX, "erspan")) {
                out.append("erspan(ver=1,sid=0x%x,idx=0x%x)".formatted(session, number(4)));
            }
        } else if (version == 2 && !cut(TunnelPushParser.ERSPAN_METADATA, "erspan")) {
            number(6);
            long upper = number(1) & 3;
            long last = number(1);
            out.append("erspan(ver=2,sid=0x%x,dir=%d,hwid=0x%x)"
                    .formatted(session, last >>> 3 & 1, upper << 4 | last >>> 4));
        }
    }

    private void segmentRouting() {
        if (cut(TunnelPushParser.SEGMENT_ROUTING, "srv6")) {
            return;
        }
        number(3);
        out.append("srv6(segments_left=").append(number(1)).append(",segs(");
        int count = (int) number(1) + 1;
        number(3);
        if (header.length - at < count * TunnelPushParser.SEGMENT) {
            out.append("truncated segs))");
            return;
        }
        int first = at;
        for (int i = 0; i < count; i++) {
            at = first + (count - 1 - i) * TunnelPushParser.SEGMENT;
            out.append(i > 0 ? "," : "").append(AddressText.ipv6(bytes(TunnelPushParser.SEGMENT)));
        }
        out.append("))");
    }

    private boolean cut(int size, String name) {
        if (header.length - at >= size) {
            return false;
        }
        out.append(name).append("(truncated header)");
        return true;
    }

    private long number(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << Byte.SIZE | header[at++] & 0xff;
        }
        return value;
    }

    private byte[] bytes(int size) {
        at += size;
        return Arrays.copyOfRange(header, at - size, at);
    }
}
