package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;
import java.util.Set;

/**
 * IPv4, IPv6 and what they carry.
 *
 * <p>Flower reads no transport header in any fragment, and its keys are zero there; the datapath reads that of the first.
 * So a rule that looks at transport fields is for packets that are no fragments. In IPv6 the protocol of a later fragment
 * is 44 to the datapath and the payload's to flower. Source: net/core/flow_dissector.c, __skb_flow_dissect;
 * net/openvswitch/flow.c, key_extract_l3l4 and parse_ipv6hdr.
 */
final class IpMatch {
    private static final int BOTH_FLAGS = FlowerKey.IS_FRAGMENT | FlowerKey.FIRST_FRAGMENT;
    private static final int IPV6_FRAGMENT = 44;

    /** Extension headers: the datapath's protocol is never one of these, flower's is where a packet ends early or has AH. */
    private static final Set<Integer> IPV6_EXTENSIONS = Set.of(0, 43, 51, 60);

    private static final List<FlowField> IPV4 =
            List.of(FlowField.IPV4_SRC, FlowField.IPV4_DST, FlowField.IPV4_TOS, FlowField.IPV4_TTL);
    private static final List<FlowField> IPV6 =
            List.of(FlowField.IPV6_SRC, FlowField.IPV6_DST, FlowField.IPV6_TCLASS, FlowField.IPV6_HLIMIT);

    private final MatchDraft draft;
    private final boolean ipv6;
    private final FlowField fragmentField;
    private int protocol = PacketFacts.UNKNOWN;
    private Fragments fragments;

    IpMatch(MatchDraft draft, int etherType) throws RefusedException {
        this.draft = draft;
        ipv6 = etherType == EtherType.IPV6;
        fragmentField = ipv6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG;
        for (FlowField field : ipv6 ? IPV6 : IPV4) {
            draft.compare(field);
        }
        fragments = Fragments.of(draft, fragmentField);
        matchProtocol();
        matchTransport();
        matchFragments();
    }

    /** True for a header that is in front of an IPv6 packet's protocol to a datapath. */
    static boolean isIpv6Header(int protocol) {
        return protocol == IPV6_FRAGMENT || IPV6_EXTENSIONS.contains(protocol);
    }

    /** The IP protocol; {@link PacketFacts#UNKNOWN}. */
    int protocol() {
        return protocol;
    }

    /** Which fragments the rule matches. */
    Fragments fragments() {
        return fragments;
    }

    private void matchProtocol() throws RefusedException {
        FlowField field = ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO;
        if (!draft.looksAt(field)) {
            return;
        }
        if (!draft.whole(field)) {
            throw draft.partial(field);
        }
        protocol = (int) draft.key().get(field);
        draft.answer(field);
        if (ipv6 && protocol == IPV6_FRAGMENT) {
            laterFragment(field);
            return;
        }
        if (ipv6 && fragments == Fragments.LATER) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE, field.path(), "no packet matches: a later IPv6 fragment has proto=44");
        }
        if (ipv6 && IPV6_EXTENSIONS.contains(protocol)) {
            throw MatchAccount.unsupported(
                    field,
                    "flower stops at extension header " + protocol + " where a datapath looks behind it: proto="
                            + protocol + " can't be told from what it carries");
        }
        if (ipv6 && fragments == Fragments.ANY) {
            unfragmented();
        }
        draft.exact(FlowerKey.IP_PROTO, protocol);
    }

    private void laterFragment(FlowField field) throws RefusedException {
        if (fragments != Fragments.LATER && fragments != Fragments.ANY) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    field.path(),
                    "no packet matches: proto=44 is a later IPv6 fragment's, the flow is for others");
        }
        fragments = Fragments.LATER;
        protocol = PacketFacts.UNKNOWN;
    }

    private List<FlowField> transport() {
        return switch (protocol) {
            case IpProto.TCP -> List.of(FlowField.TCP_SRC, FlowField.TCP_DST, FlowField.TCP_FLAGS);
            case IpProto.UDP -> List.of(FlowField.UDP_SRC, FlowField.UDP_DST);
            case IpProto.SCTP -> List.of(FlowField.SCTP_SRC, FlowField.SCTP_DST);
            case IpProto.ICMP -> ipv6 ? List.of() : List.of(FlowField.ICMP_TYPE, FlowField.ICMP_CODE);
            case IpProto.ICMPV6 -> ipv6 ? List.of(FlowField.ICMPV6_TYPE, FlowField.ICMPV6_CODE) : List.of();
            default -> List.of();
        };
    }

    private void matchTransport() throws RefusedException {
        for (FlowField field : transport()) {
            if (!draft.isLeft(field)) {
                continue;
            }
            switch (fragments) {
                case LATER -> draft.alwaysZero(field, "a later fragment has no transport header");
                case FIRST ->
                    throw new RefusedException(
                            Refusal.Code.UNSUPPORTED_MASK,
                            field.path(),
                            "flower reads no transport header in a first fragment; a flow that leaves " + field.path()
                                    + " wild could be offloaded");
                case ANY -> {
                    unfragmented();
                    draft.compare(field);
                }
                case NONE -> draft.compare(field);
            }
        }
    }

    private void unfragmented() {
        fragments = Fragments.NONE;
        draft.narrow(fragmentField);
    }

    /** A fragment header of the only fragment (RFC 6946) makes an IPv6 packet a first one to flower, and none to the datapath. */
    private void matchFragments() throws RefusedException {
        switch (fragments) {
            case ANY -> {}
            case NONE -> {
                flags(0, FlowerKey.IS_FRAGMENT);
                if (ipv6) {
                    draft.narrow(fragmentField);
                }
            }
            case FIRST -> {
                if (ipv6) {
                    throw new RefusedException(
                            Refusal.Code.UNSUPPORTED_MASK,
                            fragmentField.path(),
                            "flower takes an IPv6 packet with the fragment header of an only fragment for a first one");
                }
                flags(BOTH_FLAGS, BOTH_FLAGS);
            }
            case LATER -> flags(FlowerKey.IS_FRAGMENT, BOTH_FLAGS);
        }
    }

    private void flags(int value, int mask) {
        draft.values.put(FlowerKey.FLAGS, FlowerValue.of(FlowerKey.FLAGS, value, mask));
    }
}
