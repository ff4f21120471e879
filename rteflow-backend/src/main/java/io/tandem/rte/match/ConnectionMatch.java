package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.track.ConnectionTag;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;

/**
 * What connection tracking says of a packet. A device knows those of established connections, which the host tells it of one
 * by one, by their tags; in all other groups its packets are untracked, and everything of it is zero.
 */
final class ConnectionMatch {
    private static final int ESTABLISHED = CtStateFlag.ESTABLISHED.bit();
    /** Of no packet that the device knows. */
    private static final int NEVER = CtStateFlag.NEW.bit()
            | CtStateFlag.RELATED.bit()
            | CtStateFlag.INVALID.bit()
            | CtStateFlag.SRC_NAT.bit()
            | CtStateFlag.DST_NAT.bit();

    /** Adds items for tags; true where the flow is for packets of connections. */
    static boolean add(MatchDraft draft, RtePort port) throws RefusedException {
        if ((draft.key().get(FlowField.CT_STATE) & CtStateFlag.TRACKED.bit()) == 0) {
            untracked(draft, port);
            return false;
        }
        int tags = draft.capabilities.tags();
        if (tags == 0) {
            throw MatchAccount.unsupported(
                    FlowField.CT_STATE,
                    "the flow is for tracked packets, and a device knows these by tags, of which it has none here"
                            + " (setting tags)");
        }
        if (draft.key().isZero(FlowField.RECIRC_ID) || port.kind().isTunnel()) {
            throw MatchAccount.unsupported(
                    FlowField.CT_STATE,
                    "the device tracks packets behind a ct action and its recirculation, and none from inside a tunnel");
        }
        long state = draft.key().get(FlowField.CT_STATE);
        boolean settled = (state & NEVER) == 0 && (draft.mask().get(FlowField.CT_STATE) & ESTABLISHED & ~state) == 0;
        if (!settled) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    FlowField.CT_STATE.path(),
                    "the device knows packets of established connections without address translation; others are"
                            + " software's");
        }
        for (FlowField field : ConnectionTag.fields()) {
            if (draft.looksAt(field) && ConnectionTag.tagsFor(field) > tags) {
                throw MatchAccount.unsupported(
                        field,
                        field.path() + " takes " + ConnectionTag.tagsFor(field) + " tags, and the device has " + tags
                                + " (setting tags)");
            }
        }
        for (int i = 0; i < tags; i++) {
            long mask = ConnectionTag.tag(i, draft.mask());
            if (mask != 0) {
                String path = FlowField.CT_STATE.path();
                draft.pattern.add(
                        RteField.TAG_DATA,
                        FieldValue.of(RteField.TAG_DATA, ConnectionTag.tag(i, draft.key()), mask),
                        path);
                draft.pattern.add(RteField.TAG_INDEX, FieldValue.exact(RteField.TAG_INDEX, i), path);
                draft.pattern.end(RteItem.TAG, path);
            }
        }
        ConnectionTag.fields().forEach(draft::answer);
        return true;
    }

    /** Packets of connections come to other groups, so a flow that is for these too has a rule for the others alone. */
    private static void untracked(MatchDraft draft, RtePort port) throws RefusedException {
        for (FlowField field : draft.leftFields()) {
            boolean tracked =
                    switch (field.attribute()) {
                        case CT_STATE, CT_ZONE, CT_MARK, CT_LABEL, CT_TUPLE4, CT_TUPLE6 -> true;
                        default -> false;
                    };
            if (tracked) {
                draft.alwaysZero(field, "no rule tracks a packet's connection");
            }
        }
        boolean both = (draft.mask().get(FlowField.CT_STATE) & CtStateFlag.TRACKED.bit()) == 0;
        boolean recirculated = !draft.key().isZero(FlowField.RECIRC_ID);
        if (draft.capabilities.tags() > 0
                && both
                && recirculated
                && !port.kind().isTunnel()) {
            draft.narrow(FlowField.CT_STATE);
        }
    }

    private ConnectionMatch() {}
}
