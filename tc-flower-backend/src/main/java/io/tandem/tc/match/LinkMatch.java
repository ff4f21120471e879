package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import io.tandem.translate.VlanTag;
import io.tandem.translate.VlanTag.Presence;
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
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        Presence outer = VlanTag.OUTER.presence(draft);
        boolean innerSeen = VlanTag.INNER.isAsked(draft);
        if (outer == Presence.WILD && (typed || innerSeen)) {
            outer = Presence.ABSENT;
            VlanTag.OUTER.narrow(draft);
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
                            ? "tc has one protocol for all 802.2 frames, also for those whose SNAP header has an eth_type"
                            : "flower doesn't tell a third VLAN tag from what is behind it");
        }
        draft.answer(FlowField.ETH_TYPE);
    }

    private void untagged() throws RefusedException {
        tags = 0;
        VlanTag.INNER.absent(draft, "a packet without a VLAN tag has no second one");
        if (draft.etherType() == PacketFacts.UNKNOWN) {
            count(0);
            return;
        }
        protocol = draft.etherType();
        if (!PASSED_THROUGH.contains(protocol)) {
            draft.exact(FlowerKey.ETH_TYPE, protocol);
        }
    }

    private void tagged() throws RefusedException {
        protocol = VlanTag.OUTER.tpid(draft);
        draft.exact(FlowerKey.ETH_TYPE, protocol);
        draft.wholeOrNot(FlowField.VLAN_VID);
        draft.wholeOrNot(FlowField.VLAN_PCP);
        boolean typed = draft.etherType() != PacketFacts.UNKNOWN;
        if (typed && PASSED_THROUGH.contains(draft.etherType())) {
            throw MatchAccount.unsupported(
                    FlowField.ETH_TYPE, "flower tells what is behind this eth_type, not the type, in a tagged packet");
        }
        Presence inner = VlanTag.INNER.presence(draft);
        if (inner == Presence.WILD && typed) {
            inner = Presence.ABSENT;
            VlanTag.INNER.narrow(draft);
        }
        switch (inner) {
            case WILD -> {}
            case ABSENT -> {
                tags = 1;
                if (typed) {
                    draft.exact(FlowerKey.VLAN_ETH_TYPE, draft.etherType());
                } else {
                    count(1);
                }
            }
            case PRESENT -> {
                tags = 2;
                draft.exact(FlowerKey.VLAN_ETH_TYPE, VlanTag.INNER.tpid(draft));
                draft.wholeOrNot(FlowField.CVLAN_VID);
                draft.wholeOrNot(FlowField.CVLAN_PCP);
                if (typed) {
                    draft.exact(FlowerKey.CVLAN_ETH_TYPE, draft.etherType());
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
