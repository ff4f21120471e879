package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.Set;

/**
 * IPv4 and IPv6 headers, and which fragments. The IPv6 item has the fixed header's next header where the datapath has the
 * protocol behind all extension headers, so a rule that looks at the protocol is for packets without them. Source: DPDK
 * guide, items IPV4, IPV6 and IPV6_FRAG_EXT; RFC 791; RFC 8200 section 4.5.
 */
final class IpMatch {
    static final int IPV6_FRAGMENT = 44;

    /** Extension headers that a datapath reads behind: its protocol is never one of these. */
    static final Set<Integer> IPV6_EXTENSIONS = Set.of(0, 43, 51, 60, 135, 139, 140);

    // RFC 791: more fragments, and the offset
    static final int MORE = 0x2000;
    static final int OFFSET = 0x1fff;
    // RFC 8200: the offset, and more fragments
    static final int OFFSET6 = 0xfff8;
    static final int FIRST_OFFSET6 = 0x0008;
    static final int MORE6 = 0x0001;

    private final MatchDraft draft;
    private final boolean ipv6;
    private final FlowField fragmentField;
    private int protocol = PacketFacts.UNKNOWN;
    private Fragments fragments;

    IpMatch(MatchDraft draft, int etherType) throws RefusedException {
        this.draft = draft;
        ipv6 = etherType == EtherType.IPV6;
        fragmentField = ipv6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG;
        fragments = Fragments.of(draft, fragmentField);
        findProtocol();
        boolean transport = TransportMatch.looksInside(draft, protocol, ipv6);
        if (fragments == Fragments.ANY && (transport || ipv6 && protocol != PacketFacts.UNKNOWN)) {
            fragments = Fragments.NONE;
            draft.narrow(fragmentField);
        }
        if (ipv6) {
            ipv6();
        } else {
            ipv4();
        }
        TransportMatch.add(draft, protocol, ipv6, fragments);
    }

    /** The IP protocol; {@link PacketFacts#UNKNOWN}. */
    int protocol() {
        return protocol;
    }

    /** Which fragments the rule matches. */
    Fragments fragments() {
        return fragments;
    }

    private void findProtocol() throws RefusedException {
        FlowField field = ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO;
        if (!draft.whole(field)) {
            if (ipv6 && draft.looksAt(field)) {
                throw draft.partial(field);
            }
            return;
        }
        protocol = (int) draft.key().get(field);
        if (!ipv6) {
            return;
        }
        draft.answer(field);
        boolean later = protocol == IPV6_FRAGMENT;
        if (later != (fragments == Fragments.LATER) && fragments != Fragments.ANY) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    field.path(),
                    "no packet matches: proto=44 is a later IPv6 fragment's, and no other's");
        }
        if (later) {
            fragments = Fragments.LATER;
            protocol = PacketFacts.UNKNOWN;
        } else if (IPV6_EXTENSIONS.contains(protocol)) {
            throw MatchAccount.unsupported(
                    field,
                    "the IPv6 item stops at extension header " + protocol
                            + " where a datapath looks behind it: proto=" + protocol
                            + " can't be told from what it carries");
        }
    }

    private void ipv4() throws RefusedException {
        draft.compare(FlowField.IPV4_TOS, RteField.IPV4_TOS);
        draft.compare(FlowField.IPV4_TTL, RteField.IPV4_TTL);
        draft.compare(FlowField.IPV4_PROTO, RteField.IPV4_PROTO);
        draft.compare(FlowField.IPV4_SRC, RteField.IPV4_SRC);
        draft.compare(FlowField.IPV4_DST, RteField.IPV4_DST);
        RteField field = RteField.IPV4_FRAGMENT_OFFSET;
        switch (fragments) {
            case ANY -> {}
            case NONE -> draft.pattern.add(field, FieldValue.of(field, 0, MORE | OFFSET), fragmentField.path());
            case FIRST -> draft.pattern.add(field, FieldValue.of(field, MORE, MORE | OFFSET), fragmentField.path());
            case LATER -> draft.pattern.add(field, FieldValue.range(field, 1, OFFSET, OFFSET), fragmentField.path());
        }
        draft.pattern.end(RteItem.IPV4, "ipv4");
    }

    private void ipv6() throws RefusedException {
        draft.compare(FlowField.IPV6_TCLASS, RteField.IPV6_TC);
        draft.compare(FlowField.IPV6_LABEL, RteField.IPV6_FLOW);
        draft.compare(FlowField.IPV6_HLIMIT, RteField.IPV6_HOP);
        draft.compare(FlowField.IPV6_SRC, RteField.IPV6_SRC);
        draft.compare(FlowField.IPV6_DST, RteField.IPV6_DST);
        boolean known = protocol != PacketFacts.UNKNOWN;
        switch (fragments) {
            case ANY -> draft.pattern.end(RteItem.IPV6, "ipv6");
            case NONE -> unfragmented(known);
            case FIRST, LATER -> fragment(known);
        }
    }

    /** A packet with the fragment header of an only fragment (RFC 6946) is no fragment to the datapath. */
    private void unfragmented(boolean known) throws RefusedException {
        if (known) {
            draft.exact(RteField.IPV6_PROTO, protocol, FlowField.IPV6_PROTO);
            draft.narrow(FlowField.IPV6_PROTO);
        }
        if (!known || draft.pattern.can(RteField.IPV6_HAS_FRAG_EXT)) {
            draft.exact(RteField.IPV6_HAS_FRAG_EXT, 0, fragmentField);
        }
        draft.narrow(fragmentField);
        draft.pattern.end(RteItem.IPV6, "ipv6");
    }

    private void fragment(boolean known) throws RefusedException {
        draft.exact(RteField.IPV6_HAS_FRAG_EXT, 1, fragmentField);
        draft.pattern.end(RteItem.IPV6, "ipv6");
        if (known) {
            draft.exact(RteField.IPV6_FRAG_NEXT_HEADER, protocol, FlowField.IPV6_PROTO);
            draft.narrow(FlowField.IPV6_PROTO);
        }
        RteField field = RteField.IPV6_FRAG_DATA;
        FieldValue value = fragments == Fragments.FIRST
                ? FieldValue.of(field, MORE6, OFFSET6 | MORE6)
                : FieldValue.range(field, FIRST_OFFSET6, OFFSET6, OFFSET6);
        draft.pattern.add(field, value, fragmentField.path());
        draft.pattern.end(RteItem.IPV6_FRAG_EXT, fragmentField.path());
    }
}
