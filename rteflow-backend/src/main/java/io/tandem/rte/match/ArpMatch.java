package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;

/** ARP over Ethernet for IPv4. The datapath's op is zero where the packet's is 256 or more. */
final class ArpMatch {
    private static final List<FlowField> FIELDS =
            List.of(FlowField.ARP_OP, FlowField.ARP_SHA, FlowField.ARP_SIP, FlowField.ARP_THA, FlowField.ARP_TIP);

    static void add(MatchDraft draft, int etherType) throws RefusedException {
        for (FlowField field : FIELDS) {
            if (draft.looksAt(field) && etherType != EtherType.ARP) {
                throw MatchAccount.unsupported(field, "rte_flow has an item for ARP, none for RARP");
            }
        }
        if (FIELDS.stream().noneMatch(draft::looksAt)) {
            return;
        }
        if (draft.looksAt(FlowField.ARP_OP)) {
            if (!draft.whole(FlowField.ARP_OP)) {
                throw draft.partial(FlowField.ARP_OP);
            }
            if (draft.key().isZero(FlowField.ARP_OP)) {
                draft.narrow(FlowField.ARP_OP);
            }
            draft.exact(RteField.ARP_OP, draft.key().get(FlowField.ARP_OP), FlowField.ARP_OP);
            draft.answer(FlowField.ARP_OP);
        }
        draft.compare(FlowField.ARP_SHA, RteField.ARP_SHA);
        draft.compare(FlowField.ARP_SIP, RteField.ARP_SPA);
        draft.compare(FlowField.ARP_THA, RteField.ARP_THA);
        draft.compare(FlowField.ARP_TIP, RteField.ARP_TPA);
        draft.pattern.end(RteItem.ARP_ETH_IPV4, "arp");
    }

    private ArpMatch() {}
}
