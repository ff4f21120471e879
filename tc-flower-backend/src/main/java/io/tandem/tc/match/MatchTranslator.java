package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.Prerequisite;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.host.RefusedException;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.match.PacketFacts.Fragments;
import java.util.List;
import java.util.Optional;

/**
 * Makes the match of a rule, just as wide as the megaflow's or narrower; every bit of the megaflow's mask is answered for
 * by a key, or by what all packets at that point have in common. Stateless.
 */
public final class MatchTranslator {
    /**
     * The match of a megaflow.
     *
     * @param port where its packets come in
     * @param unfragmented true where the rule must not match fragments, for what its actions do
     * @throws RefusedException where there is no such match
     */
    public static RuleMatch translate(
            FlowKey key, FlowMask mask, TcPort port, TcCapabilities capabilities, boolean unfragmented)
            throws RefusedException {
        MatchDraft draft = new MatchDraft(unfragmented ? withoutFragments(key) : key, unfragmented ? mask(mask) : mask);
        boolean recirculated = key.get(FlowField.RECIRC_ID) != 0;
        draft.answer(FlowField.RECIRC_ID);
        draft.answer(FlowField.IN_PORT);
        metadata(draft, port, recirculated);
        LinkMatch link = new LinkMatch(draft, capabilities);
        int type = link.etherType();
        int protocol = PacketFacts.UNKNOWN;
        Fragments fragments = Fragments.NONE;
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            IpMatch ip = new IpMatch(draft, type);
            protocol = ip.protocol();
            fragments = ip.fragments();
        } else if (type == EtherType.ARP || type == EtherType.RARP) {
            ArpMatch.add(draft, type);
        } else if (EtherType.isMpls(type)) {
            MplsMatch.add(draft, capabilities);
        }
        ConntrackMatch.add(draft, capabilities);
        TunnelMatch.add(draft, port, capabilities);
        rest(draft, type, protocol, fragments);
        if (unfragmented && mask.isZero(FlowField.IPV4_FRAG)) {
            draft.narrowed.add(type == EtherType.IPV6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG);
        }
        FlowerMatch match = new FlowerMatch(
                draft.values, Optional.empty(), Optional.empty(), draft.mpls, draft.tunnelOptions, Optional.empty());
        PacketFacts facts =
                new PacketFacts(port, recirculated, type, link.tags(), protocol, fragments, draft.key, draft.mask);
        return new RuleMatch(link.protocol(), match, List.copyOf(draft.narrowed), facts);
    }

    private static FlowKey withoutFragments(FlowKey key) {
        return key.toBuilder().set(FlowField.IPV4_FRAG, Fragment.NO.bits()).build();
    }

    private static FlowMask mask(FlowMask mask) {
        return mask.toBuilder().exact(FlowField.IPV4_FRAG).build();
    }

    private static void metadata(MatchDraft draft, TcPort port, boolean recirculated) throws RefusedException {
        draft.alwaysZero(FlowField.DP_HASH, "no rule computes it, so it is zero in every packet that tc holds");
        draft.alwaysZero(FlowField.PACKET_TYPE_NS, "tc holds Ethernet packets");
        draft.alwaysZero(FlowField.PACKET_TYPE_ID, "tc holds Ethernet packets");
        for (FlowField field : List.of(FlowField.SKB_MARK, FlowField.SKB_PRIORITY)) {
            if (!draft.looksAt(field)) {
                continue;
            }
            if (recirculated || !port.fresh()) {
                throw MatchDraft.unsupported(
                        field,
                        "flower has no key for " + field.path() + ", and "
                                + (recirculated
                                        ? "a recirculated packet may have any"
                                        : "packets of " + port.name() + " keep what their sender gave them"));
            }
            draft.alwaysZero(field, "packets come off the wire at " + port.name() + " with zero");
        }
    }

    /** What is left: fields that no packet of the match has, which are zero, and fields that flower has no key for. */
    private static void rest(MatchDraft draft, int type, int protocol, Fragments fragments) throws RefusedException {
        for (FlowField field : draft.leftFields()) {
            if (!excluded(field.prerequisite(), type, protocol, fragments)) {
                throw MatchDraft.unsupported(
                        field,
                        known(field.prerequisite(), type, protocol)
                                ? "flower has no key for " + field.path()
                                        + "; a flow that leaves it wild could be offloaded"
                                : field.path() + " means nothing without "
                                        + field.prerequisite().sentence());
            }
        }
        for (FlowField field : draft.leftFields()) {
            draft.alwaysZero(field, "it needs " + field.prerequisite().sentence());
        }
        if (!draft.isDone()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    "",
                    "the mask has bits that belong to no field of the flow language");
        }
    }

    private static boolean known(Prerequisite prerequisite, int type, int protocol) {
        return switch (prerequisite) {
            case TCP, UDP, SCTP, ICMP, ICMPV6, ND -> protocol != PacketFacts.UNKNOWN;
            case NONE, VLAN, CVLAN, TUNNEL -> true;
            case IPV4, IPV6, ARP, MPLS, NSH -> type != PacketFacts.UNKNOWN;
        };
    }

    private static boolean excluded(Prerequisite prerequisite, int type, int protocol, Fragments fragments) {
        if (type == PacketFacts.UNKNOWN) {
            return false;
        }
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        return switch (prerequisite) {
            case NONE, VLAN, CVLAN, TUNNEL -> false;
            case IPV4 -> type != EtherType.IPV4;
            case IPV6 -> type != EtherType.IPV6;
            case ARP -> type != EtherType.ARP && type != EtherType.RARP;
            case MPLS -> !EtherType.isMpls(type);
            case NSH -> type != EtherType.NSH;
            case TCP -> !ip || others(protocol, IpProto.TCP, fragments);
            case UDP -> !ip || others(protocol, IpProto.UDP, fragments);
            case SCTP -> !ip || others(protocol, IpProto.SCTP, fragments);
            case ICMP -> type != EtherType.IPV4 || others(protocol, IpProto.ICMP, fragments);
            case ICMPV6, ND -> type != EtherType.IPV6 || others(protocol, IpProto.ICMPV6, fragments);
        };
    }

    private static boolean others(int protocol, int wanted, Fragments fragments) {
        return fragments == Fragments.LATER || protocol != PacketFacts.UNKNOWN && protocol != wanted;
    }

    private MatchTranslator() {}
}
