package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.GtpU;
import io.tandem.flow.IpProto;
import io.tandem.flow.TunnelFlag;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.HeaderSizes;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The headers in front of a tunnel's packets, as the tunnel's key: the other way round of {@link TunnelMatch}. */
final class TunnelReader {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int TRANSPARENT_ETHERNET = 0x6558;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int VNI_VALID = 0x08;
    private static final int OPTION_HEADER = 4;
    private static final int OPTION_LENGTH = 0x1f;

    private final ReadPattern read;
    private final RtePort.Kind kind;

    private TunnelReader(ReadPattern read, RtePort.Kind kind) {
        this.read = read;
        this.kind = kind;
    }

    /** The tunnel that the pattern is for; empty where it is for none. */
    static Optional<RtePort.Kind> kind(List<PatternItem> pattern) {
        return pattern.stream()
                .flatMap(item -> switch (item.item()) {
                    case VXLAN -> Optional.of(RtePort.Kind.VXLAN).stream();
                    case GENEVE -> Optional.of(RtePort.Kind.GENEVE).stream();
                    case GRE -> Optional.of(RtePort.Kind.GRE).stream();
                    case GTP -> Optional.of(RtePort.Kind.GTPU).stream();
                    default -> Optional.<RtePort.Kind>empty().stream();
                })
                .findFirst();
    }

    /** Reads up to the header of what is inside. */
    static void read(ReadPattern read, RtePort.Kind kind) throws RuleNotTakenException {
        new TunnelReader(read, kind).read();
    }

    private void read() throws RuleNotTakenException {
        ReadItem eth = item(RteItem.ETH);
        OptionalLong type = eth.takeWhole(RteField.ETH_TYPE);
        eth.end();
        boolean four = read.at(RteItem.IPV4);
        int wanted = four ? EtherType.IPV4 : EtherType.IPV6;
        if (type.orElse(wanted) != wanted) {
            throw eth.wrong(RteErrorType.ITEM_SPEC, "no packet has that type in front of what comes next");
        }
        int ip = four ? ipv4() : ipv6();
        read.exact(FlowField.TUNNEL_FAMILY, four ? IPV4 : IPV6);
        switch (kind) {
            case VXLAN -> read.outerBytes = ip + udp() + vxlan();
            case GENEVE -> read.outerBytes = known(ip + udp(), geneve());
            case GRE -> read.outerBytes = known(ip, gre());
            case GTPU -> read.outerBytes = known(ip + udp(), gtpu());
            case ETHERNET -> {}
        }
    }

    private static int known(int before, int bytes) {
        return bytes < 0 ? bytes : before + bytes;
    }

    private ReadItem item(RteItem wanted) throws RuleNotTakenException {
        if (!read.at(wanted)) {
            throw read.wrong(RteErrorType.ITEM, "in a pattern for " + kind + ", " + wanted + " comes here");
        }
        return read.take();
    }

    private int ipv4() throws RuleNotTakenException {
        ReadItem ip = item(RteItem.IPV4);
        ip.compare(RteField.IPV4_TOS, FlowField.TUNNEL_TOS);
        ip.compare(RteField.IPV4_TTL, FlowField.TUNNEL_TTL);
        ip.compare(RteField.IPV4_SRC, FlowField.TUNNEL_IPV4_SRC);
        ip.compare(RteField.IPV4_DST, FlowField.TUNNEL_IPV4_DST);
        protocol(ip, RteField.IPV4_PROTO);
        Optional<FieldValue> fragment = ip.take(RteField.IPV4_FRAGMENT_OFFSET);
        if (fragment.isPresent()) {
            FieldValue value = fragment.get();
            if (value.maskNumber() != DONT_FRAGMENT || value.last().isPresent()) {
                throw ip.wrong(RteErrorType.ITEM_MASK, "of an outer header a megaflow knows DF, and no fragments");
            }
            flag(TunnelFlag.DONT_FRAGMENT, value.number() != 0);
        }
        ip.end();
        return HeaderSizes.ETHERNET + HeaderSizes.IPV4;
    }

    private int ipv6() throws RuleNotTakenException {
        ReadItem ip = item(RteItem.IPV6);
        ip.compare(RteField.IPV6_TC, FlowField.TUNNEL_TOS);
        ip.compare(RteField.IPV6_HOP, FlowField.TUNNEL_TTL);
        ip.compare(RteField.IPV6_SRC, FlowField.TUNNEL_IPV6_SRC);
        ip.compare(RteField.IPV6_DST, FlowField.TUNNEL_IPV6_DST);
        protocol(ip, RteField.IPV6_PROTO);
        ip.end();
        return HeaderSizes.ETHERNET + HeaderSizes.IPV6;
    }

    private void protocol(ReadItem ip, RteField field) throws RuleNotTakenException {
        int wanted = kind == RtePort.Kind.GRE ? IpProto.GRE : IpProto.UDP;
        if (ip.takeWhole(field).orElse(wanted) != wanted) {
            throw ip.wrong(RteErrorType.ITEM_SPEC, "no packet of " + kind + " has that protocol");
        }
    }

    private int udp() throws RuleNotTakenException {
        ReadItem udp = item(RteItem.UDP);
        udp.compare(RteField.UDP_SRC, FlowField.TUNNEL_TP_SRC);
        udp.compare(RteField.UDP_DST, FlowField.TUNNEL_TP_DST);
        udp.end();
        return HeaderSizes.UDP;
    }

    private int vxlan() throws RuleNotTakenException {
        ReadItem vxlan = item(RteItem.VXLAN);
        if (vxlan.takeWhole(RteField.VXLAN_FLAGS).orElse(VNI_VALID) != VNI_VALID) {
            throw vxlan.wrong(RteErrorType.ITEM_SPEC, "a tunnel's packets have the flag of their VNI and no other");
        }
        id(vxlan, RteField.VXLAN_VNI);
        vxlan.end();
        return HeaderSizes.UDP_TUNNEL;
    }

    /** An id has no bits above those of the header. */
    private void id(ReadItem item, RteField field) throws RuleNotTakenException {
        Optional<FieldValue> id = item.take(field);
        if (id.isPresent()) {
            if (id.get().last().isPresent()) {
                throw item.wrong(RteErrorType.ITEM_LAST, "a megaflow compares " + field + " with no range");
            }
            read.bits(FlowField.TUNNEL_ID, id.get().number(), id.get().maskNumber() | ~field.ones());
        }
    }

    /** A packet that is IP came in a G-PDU; with optional fields the header's length is not known. */
    private int gtpu() throws RuleNotTakenException {
        ReadItem gtp = item(RteItem.GTP);
        Optional<FieldValue> flags = gtp.take(RteField.GTP_FLAGS);
        if (flags.flatMap(FieldValue::last).isPresent()) {
            throw gtp.wrong(RteErrorType.ITEM_LAST, "a megaflow compares " + RteField.GTP_FLAGS + " with no range");
        }
        if (gtp.takeWhole(RteField.GTP_MSG_TYPE).orElse(0) != GtpU.G_PDU) {
            throw gtp.wrong(
                    RteErrorType.ITEM_SPEC, "a megaflow of what GTP-U carries is for G-PDUs, of message type 255");
        }
        read.exact(FlowField.TUNNEL_GTPU_MSGTYPE, GtpU.G_PDU);
        id(gtp, RteField.GTP_TEID);
        gtp.end();
        long mask = flags.map(FieldValue::maskNumber).orElse(0L);
        long value = flags.map(FieldValue::number).orElse(0L);
        if (mask != 0) {
            read.bits(FlowField.TUNNEL_GTPU_FLAGS, value, mask);
        }
        boolean plain = (mask & GtpU.OPTIONAL) == GtpU.OPTIONAL && (value & GtpU.OPTIONAL) == 0;
        return plain ? HeaderSizes.UDP_TUNNEL : ReadPattern.NO_OUTER;
    }

    private void flag(TunnelFlag flag, boolean set) {
        long bits = read.mask().get(FlowField.TUNNEL_FLAGS) | flag.bit();
        long value = read.key().get(FlowField.TUNNEL_FLAGS) | (set ? flag.bit() : 0);
        read.bits(FlowField.TUNNEL_FLAGS, value, bits);
    }

    private void ethernetInside(ReadItem item, RteField field) throws RuleNotTakenException {
        if (item.takeWhole(field).orElse(TRANSPARENT_ETHERNET) != TRANSPARENT_ETHERNET) {
            throw item.wrong(RteErrorType.ITEM_SPEC, "a megaflow is for Ethernet frames, inside a tunnel too");
        }
    }

    private int geneve() throws RuleNotTakenException {
        ReadItem geneve = item(RteItem.GENEVE);
        OptionalLong words = geneve.takeWhole(RteField.GENEVE_OPTLEN);
        OptionalLong oam = geneve.takeWhole(RteField.GENEVE_OAM);
        if (oam.isPresent()) {
            flag(TunnelFlag.OAM, oam.getAsLong() != 0);
        }
        ethernetInside(geneve, RteField.GENEVE_PROTOCOL);
        id(geneve, RteField.GENEVE_VNI);
        geneve.end();
        int bytes = words.isPresent() ? (int) words.getAsLong() * Integer.BYTES : -1;
        if (bytes >= 0) {
            read.exact(FlowField.TUNNEL_OPTIONS_LENGTH, bytes);
        }
        if (read.at(RteItem.GENEVE_OPT)) {
            option(bytes);
        }
        return known(HeaderSizes.UDP_TUNNEL, bytes);
    }

    /** An option stands anywhere for an item, and in its place for a megaflow, so it must be the only one. */
    private void option(int bytes) throws RuleNotTakenException {
        ReadItem option = read.take();
        OptionalLong optionClass = option.takeWhole(RteField.GENEVE_OPT_CLASS);
        OptionalLong type = option.takeWhole(RteField.GENEVE_OPT_TYPE);
        OptionalLong words = option.takeWhole(RteField.GENEVE_OPT_LENGTH);
        Optional<FieldValue> data = option.take(RteField.GENEVE_OPT_DATA);
        option.end();
        boolean whole = optionClass.isPresent() && type.isPresent() && words.isPresent();
        if (!whole || OPTION_HEADER + words.getAsLong() * Integer.BYTES != bytes) {
            throw option.wrong(
                    RteErrorType.ITEM_MASK,
                    "a megaflow has one option whose class, type and length are whole, and an optlen for no more");
        }
        put(0, optionClass.getAsLong() >>> Byte.SIZE, 0xff);
        put(1, optionClass.getAsLong(), 0xff);
        put(2, type.getAsLong(), 0xff);
        put(3, words.getAsLong(), OPTION_LENGTH);
        if (data.isPresent()) {
            for (int i = 0; i < data.get().spec().size(); i++) {
                put(
                        OPTION_HEADER + i,
                        data.get().spec().at(i),
                        data.get().mask().at(i));
            }
        }
    }

    private void put(int at, long value, long bits) {
        int word = FlowField.TUNNEL_GENEVE_OPTIONS.word() + at / Long.BYTES;
        int shift = Long.SIZE - Byte.SIZE - at % Long.BYTES * Byte.SIZE;
        read.addBits(word, (value & 0xff) << shift, (bits & 0xff) << shift);
    }

    private int gre() throws RuleNotTakenException {
        ReadItem gre = item(RteItem.GRE);
        OptionalLong checksum = gre.takeWhole(RteField.GRE_C_BIT);
        OptionalLong keyed = gre.takeWhole(RteField.GRE_K_BIT);
        ethernetInside(gre, RteField.GRE_PROTOCOL);
        gre.end();
        if (checksum.isPresent()) {
            flag(TunnelFlag.CSUM, checksum.getAsLong() != 0);
        }
        if (keyed.isPresent()) {
            flag(TunnelFlag.KEY, keyed.getAsLong() != 0);
        }
        if (read.at(RteItem.GRE_KEY)) {
            ReadItem key = read.take();
            if (keyed.orElse(1) == 0) {
                throw key.wrong(RteErrorType.ITEM_SPEC, "no packet has a key there and has none");
            }
            id(key, RteField.GRE_KEY_VALUE);
            key.end();
            flag(TunnelFlag.KEY, true);
            keyed = OptionalLong.of(1);
        }
        boolean known = checksum.isPresent() && keyed.isPresent();
        return known
                ? HeaderSizes.GRE + (int) (checksum.getAsLong() + keyed.getAsLong()) * HeaderSizes.GRE_OPTION
                : ReadPattern.NO_OUTER;
    }
}
