package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import java.util.Arrays;

/** Reads a tnl_push with its ready-made header. Source: Open vSwitch, ovs_parse_tnl_push in lib/odp-util.c. */
final class TunnelPushParser {
    static final int ETHERNET = 14;
    static final int IPV4 = 20;
    static final int IPV6 = 40;
    static final int UDP = 8;
    static final int VXLAN = 8;
    static final int GENEVE = 8;
    static final int GRE = 4;
    static final int GTPU = 8;
    static final int ERSPAN_GRE = 8;
    static final int ERSPAN = 4;
    static final int ERSPAN_INDEX = 4;
    static final int ERSPAN_METADATA = 8;
    static final int SEGMENT_ROUTING = 8;
    static final int SEGMENT = 16;

    static final int GRE_CSUM = 0x8000;
    static final int GRE_KEY = 0x2000;
    static final int GRE_SEQ = 0x1000;

    private static final int MOST_SEGMENTS = 6;
    private static final int MOST_HEADER = 512;
    private static final int TRANSPARENT_BRIDGING = 0x6558;
    private static final int ERSPAN_TYPE_2 = 0x88be;
    private static final int ERSPAN_TYPE_3 = 0x22eb;
    private static final int ROUTING_HEADER = 43;
    private static final String FIELD = "tnl_push.header";

    private final OdpScanner in;
    private final byte[] header = new byte[MOST_HEADER];
    private int size;
    private final PortNames ports;
    private boolean ipv4;

    TunnelPushParser(OdpScanner in, PortNames ports) {
        this.in = in;
        this.ports = ports;
    }

    /** Reads what follows {@code tnl_push(tnl_port(}. */
    OdpAction parse() throws OdpParseException {
        int tunnelPort = in.port(ports, "tnl_push.tnl_port");
        in.expect("),header(size=", "tnl_push");
        int sizeAt = in.offset();
        long declared = in.number(32, FIELD);
        in.expect(",type=", FIELD);
        int typeAt = in.offset();
        int type = (int) in.number(32, FIELD);
        in.expect(",", FIELD);
        ethernet();
        int kind = tunnel();
        if (kind != type) {
            throw in.wrongAt(typeAt, FIELD, "type=" + kind + ", the tunnel of this header");
        }
        if (declared != size) {
            throw in.wrongAt(sizeAt, FIELD, "size=" + size + ", the bytes of this header");
        }
        in.expect(",out_port(", "tnl_push");
        int outPort = in.port(ports, "tnl_push.out_port");
        in.expect("))", "tnl_push");
        return new OdpAction.TnlPush(tunnelPort, outPort, type, Bytes.of(Arrays.copyOf(header, size)));
    }

    private void ethernet() throws OdpParseException {
        in.expect("eth(dst=", FIELD);
        mac();
        in.expect(",src=", FIELD);
        mac();
        in.expect(",dl_type=0x", FIELD);
        int type = (int) in.numberOf(16, 16, FIELD);
        put(2, type);
        in.expect("),", FIELD);
        ipv4 = type == EtherType.IPV4;
        if (ipv4) {
            ipv4();
        } else {
            ipv6();
        }
    }

    private void mac() throws OdpParseException {
        if (!in.mac()) {
            throw in.wrong(FIELD, "an Ethernet address as 00:11:22:33:44:55");
        }
        put(6, in.value());
    }

    private void ipv4() throws OdpParseException {
        in.expect("ipv4(src=", FIELD);
        long source = address();
        in.expect(",dst=", FIELD);
        long destination = address();
        in.expect(",proto=", FIELD);
        long protocol = in.number(8, FIELD);
        in.expect(",tos=", FIELD);
        long tos = in.number(8, FIELD);
        in.expect(",ttl=", FIELD);
        long ttl = in.number(8, FIELD);
        in.expect(",frag=0x", FIELD);
        long fragment = in.numberOf(16, 16, FIELD);
        in.expect("),", FIELD);
        int start = size;
        put(1, 0x45);
        put(1, tos);
        put(4, 0);
        put(2, fragment);
        put(1, ttl);
        put(1, protocol);
        put(2, 0);
        put(4, source);
        put(4, destination);
        int sum = 0;
        for (int at = start; at < size; at += 2) {
            sum += (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        header[start + 10] = (byte) (sum >>> 8);
        header[start + 11] = (byte) sum;
    }

    private long address() throws OdpParseException {
        if (!in.ipv4()) {
            throw in.wrong(FIELD, "an IPv4 address as 10.0.0.1");
        }
        return in.value();
    }

    private void ipv6() throws OdpParseException {
        in.expect("ipv6(src=", FIELD);
        byte[] source = ipv6Address();
        in.expect(",dst=", FIELD);
        byte[] destination = ipv6Address();
        in.expect(",label=", FIELD);
        int labelAt = in.offset();
        long label = in.number(32, FIELD);
        if (label >>> 20 != 0) {
            throw in.wrongAt(labelAt, FIELD, "a flow label of 20 bits");
        }
        in.expect(",proto=", FIELD);
        long protocol = in.number(8, FIELD);
        in.expect(",tclass=0x", FIELD);
        long trafficClass = in.numberOf(16, 8, FIELD);
        in.expect(",hlimit=", FIELD);
        long hopLimit = in.number(8, FIELD);
        in.expect("),", FIELD);
        put(4, 6L << 28 | trafficClass << 20 | label);
        put(2, 0);
        put(1, protocol);
        put(1, hopLimit);
        put(source);
        put(destination);
    }

    private byte[] ipv6Address() throws OdpParseException {
        byte[] address = in.ipv6();
        if (address.length == 0) {
            throw in.wrong(FIELD, "an IPv6 address as 2001:db8::1");
        }
        return address;
    }

    /** Reads the tunnel's own header up to the end of {@code header(...)}; answers its kind's number. */
    private int tunnel() throws OdpParseException {
        if (in.take("udp(src=")) {
            udp();
            if (in.take("vxlan(flags=0x")) {
                put(4, in.numberOf(16, 32, FIELD));
                in.expect(",vni=0x", FIELD);
                put(4, in.numberOf(16, 32, FIELD) << 8);
                in.expect("))", FIELD);
                return TunnelKind.VXLAN.number();
            }
            if (in.take("gtpu(flags=")) {
                return gtpu();
            }
            in.expect("geneve(", FIELD);
            return geneve();
        }
        if (in.take("gre((flags=0x")) {
            return gre();
        }
        if (in.take("erspan(ver=")) {
            return erspan();
        }
        in.expect("srv6(segments_left=", FIELD);
        return segmentRouting();
    }

    private void udp() throws OdpParseException {
        put(2, in.number(16, FIELD));
        in.expect(",dst=", FIELD);
        put(2, in.number(16, FIELD));
        in.expect(",csum=0x", FIELD);
        put(2, 0);
        put(2, in.numberOf(16, 16, FIELD));
        in.expect("),", FIELD);
    }

    private int geneve() throws OdpParseException {
        int start = size;
        int flags = in.take("oam,") ? 0x80 : 0;
        flags |= in.take("crit,") ? 0x40 : 0;
        put(1, 0);
        put(1, flags);
        put(2, TRANSPARENT_BRIDGING);
        in.expect("vni=", FIELD);
        put(4, in.number(32, FIELD) << 8);
        if (in.take(",options(")) {
            byte[] options = GeneveText.readExact(in);
            header[start] = (byte) (options.length / 4);
            put(options);
        }
        in.expect("))", FIELD);
        return TunnelKind.GENEVE.number();
    }

    private int gre() throws OdpParseException {
        int flags = (int) in.numberOf(16, 16, FIELD);
        in.expect(",proto=0x", FIELD);
        put(2, flags);
        put(2, in.numberOf(16, 16, FIELD));
        in.expect(")", FIELD);
        if ((flags & GRE_CSUM) != 0) {
            in.expect(",csum=0x", FIELD);
            put(2, in.numberOf(16, 16, FIELD));
            put(2, 0);
        }
        if ((flags & GRE_KEY) != 0) {
            in.expect(",key=0x", FIELD);
            put(4, in.numberOf(16, 32, FIELD));
        }
        if ((flags & GRE_SEQ) != 0) {
            in.expect(",seq=0x", FIELD);
            put(4, in.numberOf(16, 32, FIELD));
        }
        in.expect("))", FIELD);
        return (ipv4 ? TunnelKind.GRE : TunnelKind.IP6GRE).number();
    }

    private int gtpu() throws OdpParseException {
        put(1, in.number(8, FIELD));
        in.expect(",msgtype=", FIELD);
        put(1, in.numberOf(10, 8, FIELD));
        put(2, 0);
        in.expect(",teid=0x", FIELD);
        put(4, in.numberOf(16, 32, FIELD));
        in.expect("))", FIELD);
        return TunnelKind.GTPU.number();
    }

    private int erspan() throws OdpParseException {
        int at = in.offset();
        int version = (int) in.number(32, FIELD);
        if (version != 1 && version != 2) {
            throw in.wrongAt(at, FIELD, "ver=1 or ver=2");
        }
        in.expect(",sid=0x", FIELD);
        int session = (int) in.numberOf(16, 10, FIELD);
        put(2, GRE_SEQ);
        put(2, version == 1 ? ERSPAN_TYPE_2 : ERSPAN_TYPE_3);
        put(4, 0);
        put(1, version << 4);
        put(1, 0);
        put(1, session >>> 8);
        put(1, session);
        if (version == 1) {
            in.expect(",idx=0x", FIELD);
            put(4, in.numberOf(16, 32, FIELD));
        } else {
            in.expect(",dir=", FIELD);
            int direction = (int) in.numberOf(10, 1, FIELD);
            in.expect(",hwid=0x", FIELD);
            int hardware = (int) in.numberOf(16, 6, FIELD);
            put(4, 0);
            put(2, 0);
            put(1, hardware >>> 4);
            put(1, (hardware & 15) << 4 | direction << 3);
        }
        in.expect("))", FIELD);
        return (ipv4 ? TunnelKind.ERSPAN : TunnelKind.IP6ERSPAN).number();
    }

    private int segmentRouting() throws OdpParseException {
        int at = in.offset();
        int left = (int) in.numberOf(10, 8, FIELD);
        if (left + 1 > MOST_SEGMENTS) {
            throw in.wrongAt(at, FIELD, "segments_left up to " + (MOST_SEGMENTS - 1));
        }
        if (!ipv4) {
            header[ETHERNET + 6] = ROUTING_HEADER;
        }
        put(1, 0);
        put(1, 2L * (left + 1));
        put(1, 4);
        put(1, left);
        put(1, left);
        put(3, 0);
        in.expect(",segs(", FIELD);
        int first = size;
        size += (left + 1) * SEGMENT;
        int read = 0;
        for (byte[] segment = in.ipv6(); segment.length > 0; segment = in.ipv6()) {
            if (read > left) {
                throw in.wrong(FIELD, (left + 1) + " segments");
            }
            System.arraycopy(segment, 0, header, first + (left - read) * SEGMENT, SEGMENT);
            read++;
            in.take(',');
        }
        in.expect(")))", FIELD);
        if (read != left + 1) {
            throw in.wrong(FIELD, (left + 1) + " segments before this");
        }
        return TunnelKind.SRV6.number();
    }

    private void put(int bytes, long value) {
        for (int i = bytes - 1; i >= 0; i--) {
            header[size++] = (byte) (value >>> i * Byte.SIZE);
        }
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, header, size, bytes.length);
        size += bytes.length;
    }
}
