package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.host.RefusedException;
import io.tandem.tc.host.TcCapabilities;
import java.util.List;
import java.util.Set;

/**
 * Ethernet addresses, VLAN tags and EtherType.
 *
 * <p>A filter's protocol is the EtherType behind the addresses, so it tells untagged packets and those of each TPID
 * apart. The datapath's key has the type behind up to two tags, flower's behind all of them; where a tag is wild and the
 * type is not, no single rule matches just the megaflow's packets, and the rule is for those without the tag.
 */
final class LinkMatch {
    /** Types behind which the dissector goes on, and tells what it finds there. Source: net/core/flow_dissector.c. */
    static final Set<Integer> PASSED_THROUGH = Set.of(0x4305, 0x8864, 0x88fb, 0x892f);

    private static final List<FlowField> TAG = List.of(FlowField.VLAN_TPID, FlowField.VLAN_VID, FlowField.VLAN_PCP);
    private static final List<FlowField> INNER_TAG =
            List.of(FlowField.CVLAN_TPID, FlowField.CVLAN_VID, FlowField.CVLAN_PCP);

    private enum Presence {
        WILD,
        ABSENT,
        PRESENT
    }

    private final MatchDraft draft;
    private final TcCapabilities capabilities;
    private int protocol = FilterId.ALL;
    private int tags = PacketFacts.UNKNOWN;

    LinkMatch(MatchDraft draft, TcCapabilities capabilities) throws RefusedException {
        this.draft = draft;
        this.capabilities = capabilities;
        draft.compare(FlowField.ETH_SRC);
        draft.compare(FlowField.ETH_DST);
        type();
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        Presence outer = presence(FlowField.VLAN_CFI, TAG);
        boolean innerSeen = draft.looksAt(FlowField.CVLAN_CFI) || draft.looksAt(FlowField.CVLAN_TPID);
        if (outer == Presence.WILD && (typed || innerSeen)) {
            outer = Presence.ABSENT;
            draft.narrowed.add(FlowField.VLAN_CFI);
        }
        switch (outer) {
            case WILD -> {}
            case ABSENT -> untagged();
            case PRESENT -> tagged();
        }
    }

    /** The filter's protocol. */
    int protocol() {
        return protocol;
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
                            ? "tc has one protocol for all 802.2 frames, also for those whose SNAP header has an eth_type"
                            : "flower doesn't tell a third VLAN tag from what is behind it");
        }
        draft.answer(FlowField.ETH_TYPE);
    }

    private Presence presence(FlowField present, List<FlowField> tag) throws RefusedException {
        FlowField tpid = tag.getFirst();
        boolean looks = draft.looksAt(present) || draft.looksAt(tpid);
        if (!looks) {
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
            throw MatchDraft.unsupported(
                    field, "the kernel takes 0x8100 and 0x88a8 for VLAN tags, not 0x" + Integer.toHexString(tpid));
        }
        return tpid;
    }

    private void untagged() throws RefusedException {
        tags = 0;
        for (FlowField field : INNER_TAG) {
            draft.alwaysZero(field, "a packet without a VLAN tag has no second one");
        }
        draft.alwaysZero(FlowField.CVLAN_CFI, "a packet without a VLAN tag has no second one");
        if (etherType() == PacketFacts.UNKNOWN) {
            count(0);
            return;
        }
        protocol = etherType();
        if (!PASSED_THROUGH.contains(protocol)) {
            draft.exact(FlowerKey.ETH_TYPE, protocol);
        }
    }

    private void tagged() throws RefusedException {
        protocol = tpid(FlowField.VLAN_TPID);
        draft.exact(FlowerKey.ETH_TYPE, protocol);
        draft.wholeOrNot(FlowField.VLAN_VID);
        draft.wholeOrNot(FlowField.VLAN_PCP);
        boolean typed = etherType() != PacketFacts.UNKNOWN;
        if (typed && PASSED_THROUGH.contains(etherType())) {
            throw MatchDraft.unsupported(
                    FlowField.ETH_TYPE, "flower tells what is behind this eth_type, not the type, in a tagged packet");
        }
        Presence inner = presence(FlowField.CVLAN_CFI, INNER_TAG);
        if (inner == Presence.WILD && typed) {
            inner = Presence.ABSENT;
            draft.narrowed.add(FlowField.CVLAN_CFI);
        }
        switch (inner) {
            case WILD -> {}
            case ABSENT -> {
                tags = 1;
                if (typed) {
                    draft.exact(FlowerKey.VLAN_ETH_TYPE, etherType());
                } else {
                    count(1);
                }
            }
            case PRESENT -> {
                tags = 2;
                draft.exact(FlowerKey.VLAN_ETH_TYPE, tpid(FlowField.CVLAN_TPID));
                draft.wholeOrNot(FlowField.CVLAN_VID);
                draft.wholeOrNot(FlowField.CVLAN_PCP);
                if (typed) {
                    draft.exact(FlowerKey.CVLAN_ETH_TYPE, etherType());
                }
            }
        }
    }

    private void count(int number) throws RefusedException {
        if (!capabilities.numberOfVlans()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    number == 0 ? "vlan" : "cvlan",
                    "this kernel can't count VLAN tags (num_of_vlans, Linux 5.19); match eth_type too");
        }
        draft.exact(FlowerKey.NUM_OF_VLANS, number);
    }
}
