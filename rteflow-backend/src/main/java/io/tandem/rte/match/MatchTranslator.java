package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort;
import io.tandem.translate.Fragments;
import io.tandem.translate.LeftFields;
import io.tandem.translate.RefusedException;
import java.util.List;

/**
 * Makes the pattern of a rule, just as wide as the megaflow's match or narrower; every bit of the megaflow's mask is
 * answered for by a field of an item, or by what all packets at that point have in common. Stateless.
 */
public final class MatchTranslator {
    /**
     * The pattern for a megaflow.
     *
     * @param port where its packets come in
     * @param unfragmented true where the rule must not match fragments, for what its actions do
     * @throws RefusedException where there is no such pattern
     */
    public static RuleMatch translate(
            FlowKey key, FlowMask mask, RtePort port, RteCapabilities capabilities, boolean unfragmented)
            throws RefusedException {
        MatchDraft draft = draft(key, mask, port, capabilities, unfragmented);
        draft.answer(FlowField.RECIRC_ID);
        draft.answer(FlowField.IN_PORT);
        metadata(draft);
        PacketTypeMatch.settle(draft, port);
        if (capabilities.transfer() && !port.kind().isTunnel()) {
            draft.exact(RteField.REPRESENTED_PORT_PORT, port.ethdev(), FlowField.IN_PORT);
            draft.pattern.end(RteItem.REPRESENTED_PORT, "in_port");
        }
        boolean tracked = ConnectionMatch.add(draft, port);
        TunnelMatch.add(draft, port);
        int tags = port.kind().carriesEthernet() ? new LinkMatch(draft).tags() : 0;
        int type = draft.etherType();
        int protocol = PacketFacts.UNKNOWN;
        Fragments fragments = Fragments.NONE;
        switch (type) {
            case EtherType.IPV4, EtherType.IPV6 -> {
                IpMatch ip = new IpMatch(draft, type);
                protocol = ip.protocol();
                fragments = ip.fragments();
            }
            case EtherType.ARP, EtherType.RARP -> ArpMatch.add(draft, type);
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> MplsMatch.add(draft);
            case EtherType.NSH -> NshMatch.add(draft);
            default -> {}
        }
        LeftFields.settle(draft, type, protocol, fragments, "no pattern item has");
        if (unfragmented && mask.isZero(FlowField.IPV4_FRAG)) {
            draft.narrow(type == EtherType.IPV6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG);
        }
        boolean recirculated = key.get(FlowField.RECIRC_ID) != 0;
        PacketFacts facts = new PacketFacts(
                port, recirculated, tracked, type, tags, protocol, fragments, draft.key(), draft.mask());
        return new RuleMatch(draft.pattern.items(), draft.narrowed(), facts);
    }

    private static MatchDraft draft(
            FlowKey key, FlowMask mask, RtePort port, RteCapabilities capabilities, boolean unfragmented) {
        FlowKey.Builder values = key.toBuilder();
        FlowMask.Builder bits = mask.toBuilder();
        if (unfragmented) {
            values.set(FlowField.IPV4_FRAG, Fragment.NO.bits());
            bits.exact(FlowField.IPV4_FRAG);
        }
        if (PacketTypeMatch.tellsEtherType(mask, port)) {
            values.set(FlowField.ETH_TYPE, key.get(FlowField.PACKET_TYPE_ID));
            bits.exact(FlowField.ETH_TYPE);
        }
        return new MatchDraft(values.build(), bits.build(), capabilities);
    }

    /** No rule sets any of these, so they are what they were on the wire. */
    private static void metadata(MatchDraft draft) throws RefusedException {
        for (FlowField field : List.of(FlowField.DP_HASH, FlowField.SKB_MARK, FlowField.SKB_PRIORITY)) {
            draft.alwaysZero(field, "packets come off the wire with zero, and no rule sets it");
        }
    }

    private MatchTranslator() {}
}
