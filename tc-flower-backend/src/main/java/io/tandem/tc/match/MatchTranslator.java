package io.tandem.tc.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.translate.Fragments;
import io.tandem.translate.LeftFields;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        return make(key, mask, port, capabilities, unfragmented).match();
    }

    /**
     * A match, and how it came about.
     *
     * @param compared the fields whose values a key of the match is compared with as they are
     */
    record Made(RuleMatch match, Set<FlowField> compared) {}

    static Made make(FlowKey key, FlowMask mask, TcPort port, TcCapabilities capabilities, boolean unfragmented)
            throws RefusedException {
        MatchDraft draft = new MatchDraft(unfragmented ? withoutFragments(key) : key, unfragmented ? mask(mask) : mask);
        boolean recirculated = key.get(FlowField.RECIRC_ID) != 0;
        draft.answer(FlowField.RECIRC_ID);
        draft.answer(FlowField.IN_PORT);
        metadata(draft, port, recirculated);
        LinkMatch link = new LinkMatch(draft, capabilities);
        int type = draft.etherType();
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
        LeftFields.settle(draft, type, protocol, fragments, "flower has no key for");
        if (unfragmented && mask.isZero(FlowField.IPV4_FRAG)) {
            draft.narrow(type == EtherType.IPV6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG);
        }
        FlowerMatch match = new FlowerMatch(
                FlowerValues.of(draft.values),
                Optional.empty(),
                Optional.empty(),
                draft.mpls,
                draft.tunnelOptions,
                Optional.empty());
        PacketFacts facts =
                new PacketFacts(port, recirculated, type, link.tags(), protocol, fragments, draft.key(), draft.mask());
        return new Made(new RuleMatch(link.protocol(), match, draft.narrowed(), facts), draft.compared);
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
                throw MatchAccount.unsupported(
                        field,
                        "flower has no key for " + field.path() + ", and "
                                + (recirculated
                                        ? "a recirculated packet may have any"
                                        : "packets of " + port.name() + " keep what their sender gave them"));
            }
            draft.alwaysZero(field, "packets come off the wire at " + port.name() + " with zero");
        }
    }

    private MatchTranslator() {}
}
