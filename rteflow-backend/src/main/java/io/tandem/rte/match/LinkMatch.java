package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import io.tandem.translate.VlanTag;
import io.tandem.translate.VlanTag.Presence;

/**
 * Ethernet addresses, VLAN tags and EtherType. A tag that is wild where the type behind it is not takes rules of several
 * shapes; the one that is made is for packets without it. Source: DPDK guide, items ETH and VLAN.
 */
final class LinkMatch {
    private final MatchDraft draft;
    private int tags = PacketFacts.UNKNOWN;

    LinkMatch(MatchDraft draft) throws RefusedException {
        this.draft = draft;
        draft.compare(FlowField.ETH_DST, RteField.ETH_DST);
        draft.compare(FlowField.ETH_SRC, RteField.ETH_SRC);
        type();
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        Presence outer = VlanTag.OUTER.presence(draft);
        boolean innerSeen = VlanTag.INNER.isAsked(draft);
        if (outer == Presence.WILD && (typed || innerSeen)) {
            outer = Presence.ABSENT;
            VlanTag.OUTER.narrow(draft);
        }
        switch (outer) {
            case WILD -> draft.pattern.end(RteItem.ETH, "eth");
            case ABSENT -> untagged();
            case PRESENT -> tagged();
        }
    }

    /** How many tags the packets have; {@link PacketFacts#UNKNOWN}. */
    int tags() {
        return tags;
    }

    private void type() throws RefusedException {
        if (!draft.looksAt(FlowField.ETH_TYPE)) {
            return;
        }
        if (!draft.whole(FlowField.ETH_TYPE)) {
            throw draft.partial(FlowField.ETH_TYPE);
        }
        int type = draft.etherType();
        if (type < EtherType.MINIMUM || EtherType.isVlan(type)) {
            throw MatchAccount.unsupported(
                    FlowField.ETH_TYPE,
                    type < EtherType.MINIMUM
                            ? "no item tells 802.2 frames from others by a type"
                            : "the type behind two VLAN tags is a third one's, which a datapath doesn't read");
        }
        draft.answer(FlowField.ETH_TYPE);
    }

    /** The type alone says that there is no tag, to a driver that keeps to the guide; some need to be told. */
    private void untagged() throws RefusedException {
        tags = 0;
        VlanTag.INNER.absent(draft, "a packet without a VLAN tag has no second one");
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        if (typed) {
            draft.exact(RteField.ETH_TYPE, draft.etherType(), FlowField.ETH_TYPE);
        }
        if (!typed || draft.pattern.can(RteField.ETH_HAS_VLAN)) {
            draft.exact(RteField.ETH_HAS_VLAN, 0, FlowField.VLAN_CFI);
        }
        draft.pattern.end(RteItem.ETH, "eth");
    }

    private void tagged() throws RefusedException {
        draft.exact(RteField.ETH_TYPE, VlanTag.OUTER.tpid(draft), FlowField.VLAN_TPID);
        draft.pattern.end(RteItem.ETH, "eth");
        draft.compare(FlowField.VLAN_PCP, RteField.VLAN_PCP);
        draft.compare(FlowField.VLAN_VID, RteField.VLAN_VID);
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        Presence inner = VlanTag.INNER.presence(draft);
        if (inner == Presence.WILD && typed) {
            inner = Presence.ABSENT;
            VlanTag.INNER.narrow(draft);
        }
        switch (inner) {
            case WILD -> draft.pattern.end(RteItem.VLAN, "vlan");
            case ABSENT -> {
                tags = 1;
                last(RteField.VLAN_HAS_MORE_VLAN, FlowField.CVLAN_CFI);
            }
            case PRESENT -> {
                tags = 2;
                draft.exact(RteField.VLAN_INNER_TYPE, VlanTag.INNER.tpid(draft), FlowField.CVLAN_TPID);
                draft.pattern.end(RteItem.VLAN, "vlan");
                draft.compare(FlowField.CVLAN_PCP, RteField.VLAN_PCP);
                draft.compare(FlowField.CVLAN_VID, RteField.VLAN_VID);
                if (typed) {
                    draft.exact(RteField.VLAN_INNER_TYPE, draft.etherType(), FlowField.ETH_TYPE);
                }
                draft.pattern.end(RteItem.VLAN, "cvlan");
            }
        }
    }

    private void last(RteField more, FlowField because) throws RefusedException {
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        if (typed) {
            draft.exact(RteField.VLAN_INNER_TYPE, draft.etherType(), FlowField.ETH_TYPE);
        }
        if (!typed || draft.pattern.can(more)) {
            draft.exact(more, 0, because);
        }
        draft.pattern.end(RteItem.VLAN, "vlan");
    }
}
