package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RefusedException;
import java.util.List;

/**
 * Ethernet addresses, VLAN tags and EtherType. A tag that is wild where the type behind it is not takes rules of several
 * shapes; the one that is made is for packets without it. Source: DPDK guide, items ETH and VLAN.
 */
final class LinkMatch {
    private static final List<FlowField> TAG = List.of(FlowField.VLAN_TPID, FlowField.VLAN_VID, FlowField.VLAN_PCP);
    private static final List<FlowField> INNER_TAG =
            List.of(FlowField.CVLAN_TPID, FlowField.CVLAN_VID, FlowField.CVLAN_PCP);

    private enum Presence {
        WILD,
        ABSENT,
        PRESENT
    }

    private final MatchDraft draft;
    private int tags = PacketFacts.UNKNOWN;

    LinkMatch(MatchDraft draft) throws RefusedException {
        this.draft = draft;
        draft.compare(FlowField.ETH_DST, RteField.ETH_DST);
        draft.compare(FlowField.ETH_SRC, RteField.ETH_SRC);
        type();
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        Presence outer = presence(FlowField.VLAN_CFI, TAG);
        boolean innerSeen = draft.looksAt(FlowField.CVLAN_CFI) || draft.looksAt(FlowField.CVLAN_TPID);
        if (outer == Presence.WILD && (typed || innerSeen)) {
            outer = Presence.ABSENT;
            draft.narrowed.add(FlowField.VLAN_CFI);
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

    /** EtherType of the network header; {@link PacketFacts#UNKNOWN}. */
    int etherType() {
        return draft.looksAt(FlowField.ETH_TYPE) ? (int) draft.key.get(FlowField.ETH_TYPE) : PacketFacts.UNKNOWN;
    }

    private void type() throws RefusedException {
        if (!draft.looksAt(FlowField.ETH_TYPE)) {
            return;
        }
        if (!draft.whole(FlowField.ETH_TYPE)) {
            throw draft.partial(FlowField.ETH_TYPE);
        }
        int type = etherType();
        if (type < EtherType.MINIMUM || EtherType.isVlan(type)) {
            throw MatchDraft.unsupported(
                    FlowField.ETH_TYPE,
                    type < EtherType.MINIMUM
                            ? "no item tells 802.2 frames from others by a type"
                            : "the type behind two VLAN tags is a third one's, which a datapath doesn't read");
        }
        draft.answer(FlowField.ETH_TYPE);
    }

    private Presence presence(FlowField present, List<FlowField> tag) throws RefusedException {
        FlowField tpid = tag.getFirst();
        if (!draft.looksAt(present) && !draft.looksAt(tpid)) {
            return Presence.WILD;
        }
        if (draft.key.get(present) == 0 && draft.key.isZero(tpid)) {
            if (!draft.looksAt(present) && !draft.whole(tpid)) {
                throw draft.partial(tpid);
            }
            for (FlowField field : tag) {
                draft.alwaysZero(field, "the packets have no such tag");
            }
            draft.answer(present);
            return Presence.ABSENT;
        }
        draft.answer(present);
        return Presence.PRESENT;
    }

    private int tpid(FlowField field) throws RefusedException {
        draft.answer(field);
        if (!draft.looksAt(field)) {
            draft.narrowed.add(field);
            return EtherType.VLAN_8021Q;
        }
        if (!draft.whole(field)) {
            throw draft.partial(field);
        }
        int tpid = (int) draft.key.get(field);
        if (!EtherType.isVlan(tpid)) {
            throw MatchDraft.unsupported(field, "VLAN tags have 0x8100 and 0x88a8, not 0x" + Integer.toHexString(tpid));
        }
        return tpid;
    }

    /** The type alone says that there is no tag, to a driver that keeps to the guide; some need to be told. */
    private void untagged() throws RefusedException {
        tags = 0;
        for (FlowField field : INNER_TAG) {
            draft.alwaysZero(field, "a packet without a VLAN tag has no second one");
        }
        draft.alwaysZero(FlowField.CVLAN_CFI, "a packet without a VLAN tag has no second one");
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        if (typed) {
            draft.exact(RteField.ETH_TYPE, etherType(), FlowField.ETH_TYPE);
        }
        if (!typed || draft.pattern.can(RteField.ETH_HAS_VLAN)) {
            draft.exact(RteField.ETH_HAS_VLAN, 0, FlowField.VLAN_CFI);
        }
        draft.pattern.end(RteItem.ETH, "eth");
    }

    private void tagged() throws RefusedException {
        draft.exact(RteField.ETH_TYPE, tpid(FlowField.VLAN_TPID), FlowField.VLAN_TPID);
        draft.pattern.end(RteItem.ETH, "eth");
        draft.compare(FlowField.VLAN_PCP, RteField.VLAN_PCP);
        draft.compare(FlowField.VLAN_VID, RteField.VLAN_VID);
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        Presence inner = presence(FlowField.CVLAN_CFI, INNER_TAG);
        if (inner == Presence.WILD && typed) {
            inner = Presence.ABSENT;
            draft.narrowed.add(FlowField.CVLAN_CFI);
        }
        switch (inner) {
            case WILD -> draft.pattern.end(RteItem.VLAN, "vlan");
            case ABSENT -> {
                tags = 1;
                last(RteField.VLAN_HAS_MORE_VLAN, FlowField.CVLAN_CFI);
            }
            case PRESENT -> {
                tags = 2;
                draft.exact(RteField.VLAN_INNER_TYPE, tpid(FlowField.CVLAN_TPID), FlowField.CVLAN_TPID);
                draft.pattern.end(RteItem.VLAN, "vlan");
                draft.compare(FlowField.CVLAN_PCP, RteField.VLAN_PCP);
                draft.compare(FlowField.CVLAN_VID, RteField.VLAN_VID);
                if (typed) {
                    draft.exact(RteField.VLAN_INNER_TYPE, etherType(), FlowField.ETH_TYPE);
                }
                draft.pattern.end(RteItem.VLAN, "cvlan");
            }
        }
    }

    private void last(RteField more, FlowField because) throws RefusedException {
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        if (typed) {
            draft.exact(RteField.VLAN_INNER_TYPE, etherType(), FlowField.ETH_TYPE);
        }
        if (!typed || draft.pattern.can(more)) {
            draft.exact(more, 0, because);
        }
        draft.pattern.end(RteItem.VLAN, "vlan");
    }
}
