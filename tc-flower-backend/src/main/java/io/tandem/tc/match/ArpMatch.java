package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;

/**
 * ARP. Flower reads requests and replies only, and has zeros for every other packet of that EtherType, so something in
 * the match must be other than zero. Source: net/core/flow_dissector.c, __skb_flow_dissect_arp.
 */
final class ArpMatch {
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    static void add(MatchDraft draft, int etherType) throws RefusedException {
        boolean looks = false;
        boolean other = false;
        for (FlowField field : KeyAttribute.ARP.fields()) {
            if (draft.looksAt(field)) {
                if (etherType == EtherType.RARP) {
                    throw MatchAccount.unsupported(
                            field, "flower reads no RARP packet; leave " + field.path() + " wild");
                }
                looks = true;
                other |= !draft.key().isZero(field);
                draft.compare(field);
            }
        }
        if (!looks) {
            return;
        }
        long operation = draft.key().get(FlowField.ARP_OP);
        boolean whole = draft.whole(FlowField.ARP_OP);
        if (!other || whole && operation != REQUEST && operation != REPLY) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    FlowField.ARP_OP.path(),
                    "flower reads ARP requests and replies only and has zeros for all others; match arp.op=1 or 2");
        }
        if (!whole) {
            draft.narrow(FlowField.ARP_OP);
        }
    }

    private ArpMatch() {}
}
