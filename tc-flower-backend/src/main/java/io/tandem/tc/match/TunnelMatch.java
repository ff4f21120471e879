package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;

/** The header of the tunnel that a packet came in, as the tunnel device has noted it. */
final class TunnelMatch {
    static final int IPV4 = 1;
    static final int IPV6 = 2;
    private static final List<FlowField> OUTER_IPV4 = List.of(FlowField.TUNNEL_IPV4_SRC, FlowField.TUNNEL_IPV4_DST);
    private static final List<FlowField> OUTER_IPV6 = List.of(FlowField.TUNNEL_IPV6_SRC, FlowField.TUNNEL_IPV6_DST);

    /** Compared bit by bit, whatever the outer IP version. */
    static final List<FlowField> OF_BOTH_VERSIONS =
            List.of(FlowField.TUNNEL_TOS, FlowField.TUNNEL_TTL, FlowField.TUNNEL_TP_SRC, FlowField.TUNNEL_TP_DST);

    private static final List<FlowField> GTPU = List.of(FlowField.TUNNEL_GTPU_FLAGS, FlowField.TUNNEL_GTPU_MSGTYPE);
    private static final long LOW_32 = 0xffff_ffffL;
    private static final int FIRST_WORD = FlowField.TUNNEL_ID.word();

    private final MatchDraft draft;
    private final TcPort port;
    private final TcCapabilities capabilities;

    private TunnelMatch(MatchDraft draft, TcPort port, TcCapabilities capabilities) {
        this.draft = draft;
        this.port = port;
        this.capabilities = capabilities;
    }

    static void add(MatchDraft draft, TcPort port, TcCapabilities capabilities) throws RefusedException {
        if (port.kind().isTunnel()) {
            new TunnelMatch(draft, port, capabilities).add();
            return;
        }
        for (FlowField field : draft.leftFields()) {
            if (field.word() >= FIRST_WORD) {
                draft.alwaysZero(field, "port " + port.number() + " (" + port.name() + ") is no tunnel");
            }
        }
    }

    private void add() throws RefusedException {
        addresses();
        id();
        flags();
        OF_BOTH_VERSIONS.forEach(draft::compare);
        new TunnelOptionsMatch(draft, port, capabilities).add();
        for (FlowField field : GTPU) {
            if (draft.isLeft(field)) {
                throw MatchAccount.unsupported(field, "the openvswitch datapath and tc have no GTP-U port");
            }
        }
    }

    private void addresses() throws RefusedException {
        FlowField field = FlowField.TUNNEL_FAMILY;
        boolean looks = draft.looksAt(field);
        if (looks && !draft.whole(field)) {
            throw draft.partial(field);
        }
        int family = (int) draft.key().get(field);
        boolean ipv4 = OUTER_IPV4.stream().anyMatch(draft::looksAt) && (!looks || family == IPV4);
        boolean ipv6 = OUTER_IPV6.stream().anyMatch(draft::looksAt) && (!looks || family == IPV6);
        if (looks && family == 0 || ipv4 && ipv6) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "tunnel",
                    "packets of port " + port.number() + " (" + port.name()
                            + ") come in a tunnel over IPv4 or over IPv6;" + " match the addresses of one");
        }
        if (looks && !ipv4 && !ipv6) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel",
                    "flower tells a tunnel over IPv4 from one over IPv6 by its addresses only; match some bits of"
                            + " tunnel.src or tunnel.dst");
        }
        draft.answer(field);
        List<FlowField> there = ipv6 ? OUTER_IPV6 : OUTER_IPV4;
        List<FlowField> absent = ipv6 ? OUTER_IPV4 : OUTER_IPV6;
        if (!looks && (ipv4 || ipv6) && there.stream().allMatch(draft.key()::isZero)) {
            draft.narrow(field);
        }
        there.forEach(draft::compare);
        for (FlowField address : absent) {
            draft.alwaysZero(address, "the tunnel is over the other IP version");
        }
    }

    private void id() throws RefusedException {
        FlowField field = FlowField.TUNNEL_ID;
        long mask = draft.mask().get(field);
        long value = draft.key().get(field);
        if (value >>> Integer.SIZE != 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    field.path(),
                    "a tunnel of the kernel has ids of 32 bits at most, 0x" + Long.toHexString(value) + " has more");
        }
        draft.answer(field);
        long low = mask & LOW_32;
        if (low == 0) {
            return;
        }
        if (low != LOW_32) {
            throw draft.partial(field);
        }
        draft.exact(FlowerKey.ENC_KEY_ID, value);
    }

    private void flags() throws RefusedException {
        int mask = (int) draft.mask().get(FlowField.TUNNEL_FLAGS);
        int value = (int) draft.key().get(FlowField.TUNNEL_FLAGS);
        draft.answer(FlowField.TUNNEL_FLAGS);
        if ((mask & TunnelFlag.KEY.bit()) != 0) {
            keyFlag((value & TunnelFlag.KEY.bit()) != 0);
        }
        int flowerMask = 0;
        int flowerValue = 0;
        for (TunnelFlag flag : List.of(TunnelFlag.OAM, TunnelFlag.DONT_FRAGMENT, TunnelFlag.CSUM)) {
            if ((mask & flag.bit()) == 0) {
                continue;
            }
            int bit = bit(flag);
            if ((capabilities.tunnelFlags() & bit) == 0 && capabilities.constantTunnelFlags()) {
                continue;
            }
            if ((capabilities.tunnelFlags() & bit) == 0) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        "tunnel.flags(" + flag.text() + ")",
                        "this kernel's flower can't match tunnel flags (enc_flags, Linux 6.11); where they are the same in"
                                + " all packets of the tunnel, say so by constant-tunnel-flags");
            }
            flowerMask |= bit;
            flowerValue |= (value & flag.bit()) != 0 ? bit : 0;
        }
        if (flowerMask != 0) {
            draft.values.put(FlowerKey.ENC_FLAGS, FlowerValue.of(FlowerKey.ENC_FLAGS, flowerValue, flowerMask));
        }
    }

    /** The bit of {@link FlowerKey#ENC_FLAGS}; 0 for none. */
    static int bit(TunnelFlag flag) {
        return switch (flag) {
            case OAM -> FlowerKey.TUNNEL_OAM;
            case DONT_FRAGMENT -> FlowerKey.TUNNEL_DONT_FRAGMENT;
            case CSUM -> FlowerKey.TUNNEL_CSUM;
            case KEY -> 0;
        };
    }

    /** VXLAN and Geneve always have an id. A GRE packet without one has the id 0 to flower. */
    private void keyFlag(boolean wanted) throws RefusedException {
        boolean optional = port.kind() == Kind.GRE || port.kind() == Kind.ERSPAN;
        boolean implied = !optional || draft.key().get(FlowField.TUNNEL_ID) != 0;
        if (!wanted || !implied) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "tunnel.flags(key)",
                    optional
                            ? "flower doesn't tell a GRE packet without a key from one with key 0"
                            : "no packet of port " + port.number() + " (" + port.name() + ") is without a tunnel id");
        }
    }
}
