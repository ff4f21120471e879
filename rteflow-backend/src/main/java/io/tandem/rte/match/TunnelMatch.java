package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowWords;
import io.tandem.flow.GtpU;
import io.tandem.flow.TunnelFlag;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RtePort;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.Arrays;
import java.util.List;

/**
 * The headers that a packet of a tunnel port has in front while the device holds it. The group that the rule stands in
 * has the packets that a pop of the tunnel's sent there, and rules pop untagged ones alone.
 */
final class TunnelMatch {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int TRANSPARENT_ETHERNET = 0x6558;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int OPTION_HEADER = 4;
    private static final int FIRST_WORD = FlowField.TUNNEL_ID.word();

    private final MatchDraft draft;
    private final RtePort port;

    private TunnelMatch(MatchDraft draft, RtePort port) {
        this.draft = draft;
        this.port = port;
    }

    static void add(MatchDraft draft, RtePort port) throws RefusedException {
        if (port.kind().isTunnel()) {
            new TunnelMatch(draft, port).add();
            return;
        }
        for (FlowField field : FlowField.values()) {
            if (field.word() >= FIRST_WORD) {
                draft.alwaysZero(field, "port " + port.number() + " (" + port.name() + ") is no tunnel");
            }
        }
    }

    private void add() throws RefusedException {
        int family = (int) draft.key().get(FlowField.TUNNEL_FAMILY);
        if (!draft.whole(FlowField.TUNNEL_FAMILY) || family != IPV4 && family != IPV6) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel",
                    "a rule is for a tunnel over IPv4 or over IPv6; match tunnel.src or tunnel.dst");
        }
        draft.answer(FlowField.TUNNEL_FAMILY);
        boolean four = family == IPV4;
        draft.exact(RteField.ETH_TYPE, four ? EtherType.IPV4 : EtherType.IPV6, FlowField.TUNNEL_FAMILY);
        draft.pattern.end(RteItem.ETH, "tunnel");
        if (four) {
            draft.compare(FlowField.TUNNEL_TOS, RteField.IPV4_TOS);
            draft.compare(FlowField.TUNNEL_TTL, RteField.IPV4_TTL);
            draft.compare(FlowField.TUNNEL_IPV4_SRC, RteField.IPV4_SRC);
            draft.compare(FlowField.TUNNEL_IPV4_DST, RteField.IPV4_DST);
        } else {
            draft.compare(FlowField.TUNNEL_TOS, RteField.IPV6_TC);
            draft.compare(FlowField.TUNNEL_TTL, RteField.IPV6_HOP);
            draft.compare(FlowField.TUNNEL_IPV6_SRC, RteField.IPV6_SRC);
            draft.compare(FlowField.TUNNEL_IPV6_DST, RteField.IPV6_DST);
        }
        for (FlowField absent : four
                ? List.of(FlowField.TUNNEL_IPV6_SRC, FlowField.TUNNEL_IPV6_DST)
                : List.of(FlowField.TUNNEL_IPV4_SRC, FlowField.TUNNEL_IPV4_DST)) {
            draft.alwaysZero(absent, "the tunnel is over the other IP version");
        }
        int flags = (int) draft.mask().get(FlowField.TUNNEL_FLAGS);
        boolean fragmented = (flags & TunnelFlag.DONT_FRAGMENT.bit()) != 0;
        if (fragmented) {
            dontFragment(four);
        }
        draft.pattern.end(four ? RteItem.IPV4 : RteItem.IPV6, "tunnel");
        switch (port.kind()) {
            case VXLAN -> vxlan(flags);
            case GENEVE -> geneve(flags);
            case GRE -> gre(flags);
            case GTPU -> gtpu(flags);
            case ETHERNET -> {}
        }
        draft.answer(FlowField.TUNNEL_FLAGS);
        for (FlowField field : FlowField.values()) {
            if (field.word() >= FIRST_WORD && draft.isLeft(field)) {
                if (!draft.key().isZero(field)) {
                    throw MatchAccount.unsupported(field, "rte_flow has no item for it in a " + kind() + " tunnel");
                }
                draft.alwaysZero(field, "packets of a " + kind() + " tunnel have none");
            }
        }
    }

    private String kind() {
        return port.kind().name();
    }

    private boolean wants(TunnelFlag flag) {
        return (draft.key().get(FlowField.TUNNEL_FLAGS) & flag.bit()) != 0;
    }

    private void dontFragment(boolean four) throws RefusedException {
        if (four) {
            RteField field = RteField.IPV4_FRAGMENT_OFFSET;
            draft.pattern.add(
                    field,
                    FieldValue.of(field, wants(TunnelFlag.DONT_FRAGMENT) ? DONT_FRAGMENT : 0, DONT_FRAGMENT),
                    "tunnel.flags(df)");
        } else if (wants(TunnelFlag.DONT_FRAGMENT)) {
            throw flag(TunnelFlag.DONT_FRAGMENT, "IPv6 has no such flag, no packet has it");
        }
    }

    private void ownUdpPort() throws RefusedException {
        draft.exact(RteField.UDP_DST, port.udpPort(), FlowField.TUNNEL_TP_DST);
        draft.narrow(FlowField.TUNNEL_TP_DST);
    }

    /** Without a port drivers take the item for its usual one. Source: DPDK flow_dv_translate_item_vxlan. */
    private void vni(int flags) throws RefusedException {
        if (port.udpPort() != port.kind().usualUdpPort() && !draft.looksAt(FlowField.TUNNEL_TP_DST)) {
            ownUdpPort();
        }
        udp(flags);
    }

    private void udp(int flags) throws RefusedException {
        draft.compare(FlowField.TUNNEL_TP_SRC, RteField.UDP_SRC);
        draft.compare(FlowField.TUNNEL_TP_DST, RteField.UDP_DST);
        draft.pattern.end(RteItem.UDP, "tunnel");
        if ((flags & TunnelFlag.CSUM.bit()) != 0 && !draft.capabilities.constantTunnelFlags()) {
            throw flag(
                    TunnelFlag.CSUM,
                    "the UDP item has no checksum to tell; where it is the same in all packets of the tunnel, say so by"
                            + " constant-tunnel-flags");
        }
        if ((flags & TunnelFlag.KEY.bit()) != 0 && !wants(TunnelFlag.KEY)) {
            throw flag(TunnelFlag.KEY, "no packet of port " + port.name() + " is without a tunnel id");
        }
    }

    private static RefusedException flag(TunnelFlag flag, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_MASK, "tunnel.flags(" + flag.text() + ")", sentence);
    }

    private void vxlan(int flags) throws RefusedException {
        vni(flags);
        if ((flags & TunnelFlag.OAM.bit()) != 0 && wants(TunnelFlag.OAM)) {
            throw flag(TunnelFlag.OAM, "VXLAN has no such flag, no packet has it");
        }
        id(RteField.VXLAN_VNI);
        draft.pattern.end(RteItem.VXLAN, "tunnel");
    }

    private void geneve(int flags) throws RefusedException {
        vni(flags);
        if ((flags & TunnelFlag.OAM.bit()) != 0) {
            draft.pattern.add(
                    RteField.GENEVE_OAM,
                    FieldValue.exact(RteField.GENEVE_OAM, wants(TunnelFlag.OAM) ? 1 : 0),
                    "tunnel.flags(oam)");
        }
        draft.exact(RteField.GENEVE_PROTOCOL, TRANSPARENT_ETHERNET, FlowField.TUNNEL_FAMILY);
        id(RteField.GENEVE_VNI);
        options();
    }

    private void options() throws RefusedException {
        FlowField length = FlowField.TUNNEL_OPTIONS_LENGTH;
        FlowField options = FlowField.TUNNEL_GENEVE_OPTIONS;
        boolean looks = draft.looksAt(options);
        if (draft.looksAt(length) && !draft.whole(length) || looks && !draft.looksAt(length)) {
            throw draft.partial(length);
        }
        int bytes = (int) draft.key().get(length);
        if (draft.looksAt(length)) {
            draft.exact(RteField.GENEVE_OPTLEN, bytes / Integer.BYTES, length);
            draft.answer(length);
        }
        draft.pattern.end(RteItem.GENEVE, "tunnel");
        draft.answer(options);
        if (!looks) {
            return;
        }
        byte[] value = bytes(options, draft.key(), bytes);
        byte[] mask = bytes(options, draft.mask(), bytes);
        boolean one = bytes >= OPTION_HEADER && (value[3] & 0x1f) * Integer.BYTES + OPTION_HEADER == bytes;
        boolean whole = one && mask[0] == -1 && mask[1] == -1 && mask[2] == -1 && (mask[3] & 0x1f) == 0x1f;
        if (!whole) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel.geneve",
                    "items for options match them in any order; a flow with one option, its class, type and length whole,"
                            + " could be offloaded");
        }
        draft.exact(RteField.GENEVE_OPT_CLASS, (value[0] & 0xff) << Byte.SIZE | value[1] & 0xff, options);
        draft.exact(RteField.GENEVE_OPT_TYPE, value[2] & 0xff, options);
        draft.exact(RteField.GENEVE_OPT_LENGTH, value[3] & 0x1f, options);
        if (bytes > OPTION_HEADER) {
            draft.pattern.add(RteField.GENEVE_OPT_DATA, FieldValue.of(tail(value), tail(mask)), "tunnel.geneve");
        }
        draft.pattern.end(RteItem.GENEVE_OPT, "tunnel.geneve");
    }

    private static Bytes tail(byte[] bytes) {
        return Bytes.of(Arrays.copyOfRange(bytes, OPTION_HEADER, bytes.length));
    }

    private static byte[] bytes(FlowField field, FlowWords words, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            content[i] = (byte) (words.word(field.word() + i / Long.BYTES) >>> shift);
        }
        return content;
    }

    private void gre(int flags) throws RefusedException {
        if ((flags & TunnelFlag.CSUM.bit()) != 0) {
            draft.exact(RteField.GRE_C_BIT, wants(TunnelFlag.CSUM) ? 1 : 0, FlowField.TUNNEL_FLAGS);
        }
        if ((flags & TunnelFlag.OAM.bit()) != 0 && wants(TunnelFlag.OAM)) {
            throw flag(TunnelFlag.OAM, "GRE has no such flag, no packet has it");
        }
        boolean id = draft.looksAt(FlowField.TUNNEL_ID);
        boolean keyed = (flags & TunnelFlag.KEY.bit()) != 0 ? wants(TunnelFlag.KEY) : id;
        if (id || (flags & TunnelFlag.KEY.bit()) != 0) {
            draft.exact(RteField.GRE_K_BIT, keyed ? 1 : 0, FlowField.TUNNEL_FLAGS);
        }
        if (id && (flags & TunnelFlag.KEY.bit()) == 0) {
            draft.narrow(FlowField.TUNNEL_FLAGS);
        }
        draft.exact(RteField.GRE_PROTOCOL, TRANSPARENT_ETHERNET, FlowField.TUNNEL_FAMILY);
        draft.pattern.end(RteItem.GRE, "tunnel");
        if (id && keyed) {
            id(RteField.GRE_KEY_VALUE);
            draft.pattern.end(RteItem.GRE_KEY, "tunnel");
        } else {
            draft.alwaysZero(FlowField.TUNNEL_ID, "a GRE packet without a key has no id");
        }
    }

    /**
     * G-PDUs without optional fields, as the header that is taken off has one length. The item is for GTP-C too, the port
     * tells them apart. Source: DPDK guide, "Item: GTP, GTPC, GTPU".
     */
    private void gtpu(int flags) throws RefusedException {
        FlowField to = FlowField.TUNNEL_TP_DST;
        if (!draft.looksAt(to)) {
            ownUdpPort();
        } else if (!draft.whole(to)) {
            throw draft.partial(to);
        }
        udp(flags);
        if ((flags & TunnelFlag.OAM.bit()) != 0 && wants(TunnelFlag.OAM)) {
            throw flag(TunnelFlag.OAM, "GTP-U has no such flag, no packet has it");
        }
        gtpuFlags();
        FlowField message = FlowField.TUNNEL_GTPU_MSGTYPE;
        if (((draft.key().get(message) ^ GtpU.G_PDU) & draft.mask().get(message)) != 0) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    message.path(),
                    "no packet can match: messages of type 255 carry IP packets, and no others");
        }
        draft.exact(RteField.GTP_MSG_TYPE, GtpU.G_PDU, message);
        draft.answer(message);
        id(RteField.GTP_TEID);
        draft.pattern.end(RteItem.GTP, "tunnel");
    }

    private void gtpuFlags() throws RefusedException {
        FlowField field = FlowField.TUNNEL_GTPU_FLAGS;
        long value = draft.key().get(field);
        long mask = draft.mask().get(field);
        long ordinary = GtpU.KIND | GtpU.OPTIONAL;
        if (((value ^ GtpU.VERSION_1) & mask & ordinary) != 0) {
            throw MatchAccount.unsupported(
                    field,
                    "0x" + Long.toHexString(value)
                            + " is for another version than 1, or for headers with sequence numbers or extensions, whose"
                            + " length a rule can't tell; flags=0x30 could be offloaded");
        }
        if ((mask & ordinary) != ordinary) {
            draft.narrow(field);
        }
        draft.pattern.add(
                RteField.GTP_FLAGS, FieldValue.of(RteField.GTP_FLAGS, value, mask | GtpU.OPTIONAL), field.path());
        draft.answer(field);
    }

    private void id(RteField target) throws RefusedException {
        FlowField field = FlowField.TUNNEL_ID;
        long mask = draft.mask().get(field);
        if (mask == 0) {
            return;
        }
        long value = draft.key().get(field);
        if ((value & ~target.ones()) != 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    field.path(),
                    "a " + kind() + " tunnel has ids of " + target.member().width() + " bits, 0x"
                            + Long.toHexString(value) + " has more");
        }
        draft.pattern.add(target, FieldValue.of(target, value, mask & target.ones()), field.path());
        draft.answer(field);
    }
}
