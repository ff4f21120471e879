package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.Fragments;
import io.tandem.translate.RefusedException;
import java.util.List;

/** What IP carries: ports, flags, types and codes, neighbour discovery. No later fragment has any of it. */
final class TransportMatch {
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int HIGH_FLAGS = 0xf;
    private static final List<FlowField> DISCOVERY = List.of(FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL);

    /** True where the megaflow looks at what that protocol carries. */
    static boolean looksInside(MatchDraft draft, int protocol, boolean ipv6) {
        return fields(protocol, ipv6).stream().anyMatch(draft::looksAt);
    }

    static void add(MatchDraft draft, int protocol, boolean ipv6, Fragments fragments) throws RefusedException {
        if (!looksInside(draft, protocol, ipv6)) {
            return;
        }
        if (fragments == Fragments.LATER) {
            for (FlowField field : fields(protocol, ipv6)) {
                draft.alwaysZero(field, "a later fragment has no transport header");
            }
            return;
        }
        switch (protocol) {
            case IpProto.TCP -> {
                draft.compare(FlowField.TCP_SRC, RteField.TCP_SRC);
                draft.compare(FlowField.TCP_DST, RteField.TCP_DST);
                flags(draft);
                draft.pattern.end(RteItem.TCP, "tcp");
            }
            case IpProto.UDP -> {
                draft.compare(FlowField.UDP_SRC, RteField.UDP_SRC);
                draft.compare(FlowField.UDP_DST, RteField.UDP_DST);
                draft.pattern.end(RteItem.UDP, "udp");
            }
            case IpProto.SCTP -> {
                draft.compare(FlowField.SCTP_SRC, RteField.SCTP_SRC);
                draft.compare(FlowField.SCTP_DST, RteField.SCTP_DST);
                draft.pattern.end(RteItem.SCTP, "sctp");
            }
            case IpProto.ICMP -> {
                draft.compare(FlowField.ICMP_TYPE, RteField.ICMP_TYPE);
                draft.compare(FlowField.ICMP_CODE, RteField.ICMP_CODE);
                draft.pattern.end(RteItem.ICMP, "icmp");
            }
            default -> icmpv6(draft);
        }
    }

    private static List<FlowField> fields(int protocol, boolean ipv6) {
        return switch (protocol) {
            case IpProto.TCP -> List.of(FlowField.TCP_SRC, FlowField.TCP_DST, FlowField.TCP_FLAGS);
            case IpProto.UDP -> List.of(FlowField.UDP_SRC, FlowField.UDP_DST);
            case IpProto.SCTP -> List.of(FlowField.SCTP_SRC, FlowField.SCTP_DST);
            case IpProto.ICMP -> ipv6 ? List.of() : List.of(FlowField.ICMP_TYPE, FlowField.ICMP_CODE);
            case IpProto.ICMPV6 ->
                ipv6
                        ? List.of(
                                FlowField.ICMPV6_TYPE,
                                FlowField.ICMPV6_CODE,
                                FlowField.ND_TARGET,
                                FlowField.ND_SLL,
                                FlowField.ND_TLL)
                        : List.of();
            default -> List.of();
        };
    }

    /** Twelve flags, the highest four of which are the lowest bits of the byte before. */
    private static void flags(MatchDraft draft) throws RefusedException {
        int mask = (int) draft.mask().get(FlowField.TCP_FLAGS);
        int value = (int) draft.key().get(FlowField.TCP_FLAGS);
        draft.answer(FlowField.TCP_FLAGS);
        String path = FlowField.TCP_FLAGS.path();
        if ((mask & 0xff) != 0) {
            draft.pattern.add(RteField.TCP_FLAGS, FieldValue.of(RteField.TCP_FLAGS, value & 0xff, mask & 0xff), path);
        }
        if (mask >>> Byte.SIZE != 0) {
            draft.pattern.add(
                    RteField.TCP_DATA_OFF,
                    FieldValue.of(RteField.TCP_DATA_OFF, value >>> Byte.SIZE, mask >>> Byte.SIZE & HIGH_FLAGS),
                    path);
        }
    }

    private static void icmpv6(MatchDraft draft) throws RefusedException {
        if (DISCOVERY.stream().noneMatch(draft::looksAt)) {
            draft.compare(FlowField.ICMPV6_TYPE, RteField.ICMP6_TYPE);
            draft.compare(FlowField.ICMPV6_CODE, RteField.ICMP6_CODE);
            draft.pattern.end(RteItem.ICMP6, "icmpv6");
            return;
        }
        int type = draft.whole(FlowField.ICMPV6_TYPE) ? (int) draft.key().get(FlowField.ICMPV6_TYPE) : 0;
        boolean code = draft.key().isZero(FlowField.ICMPV6_CODE);
        if (type != SOLICITATION && type != ADVERTISEMENT || !code) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "nd",
                    "nd means nothing without icmpv6(type=135,code=0) or icmpv6(type=136,code=0)");
        }
        if (!draft.whole(FlowField.ICMPV6_CODE)) {
            draft.narrow(FlowField.ICMPV6_CODE);
        }
        draft.answer(FlowField.ICMPV6_TYPE);
        draft.answer(FlowField.ICMPV6_CODE);
        boolean solicitation = type == SOLICITATION;
        draft.compare(FlowField.ND_TARGET, solicitation ? RteField.ND_NS_TARGET : RteField.ND_NA_TARGET);
        draft.pattern.end(solicitation ? RteItem.ICMP6_ND_NS : RteItem.ICMP6_ND_NA, "nd");
        option(draft, FlowField.ND_SLL, RteField.ND_OPT_SLA);
        option(draft, FlowField.ND_TLL, RteField.ND_OPT_TLA);
    }

    /** An option that is not there is zero to the datapath and no match to a rule. */
    private static void option(MatchDraft draft, FlowField field, RteField target) throws RefusedException {
        if (!draft.looksAt(field)) {
            return;
        }
        if (draft.key().isZero(field)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    field.path(),
                    "a rule can't match packets without the option; leave " + field.path() + " wild");
        }
        draft.compare(field, target);
        draft.pattern.end(target.item(), field.path());
    }

    private TransportMatch() {}
}
