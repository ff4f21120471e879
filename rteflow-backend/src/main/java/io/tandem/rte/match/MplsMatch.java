package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.RefusedException;
import java.util.List;

/** The label stack, an item for each entry. An entry that is not there is zero to the datapath and no match to a rule. */
final class MplsMatch {
    static final List<List<FlowField>> ENTRIES = List.of(
            List.of(FlowField.MPLS_LABEL, FlowField.MPLS_TC, FlowField.MPLS_BOS, FlowField.MPLS_TTL),
            List.of(FlowField.MPLS_LABEL1, FlowField.MPLS_TC1, FlowField.MPLS_BOS1, FlowField.MPLS_TTL1),
            List.of(FlowField.MPLS_LABEL2, FlowField.MPLS_TC2, FlowField.MPLS_BOS2, FlowField.MPLS_TTL2));
    static final List<RteField> FIELDS =
            List.of(RteField.MPLS_LABEL, RteField.MPLS_TC, RteField.MPLS_S, RteField.MPLS_TTL);
    static final int BOTTOM = 2;

    static void add(MatchDraft draft) throws RefusedException {
        int last = -1;
        for (int i = 0; i < ENTRIES.size(); i++) {
            last = ENTRIES.get(i).stream().anyMatch(draft::looksAt) ? i : last;
        }
        for (int i = 0; i <= last; i++) {
            if (i > 0 && isBottom(draft, i - 1)) {
                end(draft, i);
                return;
            }
            if (i > 0 && !draft.whole(ENTRIES.get(i - 1).get(BOTTOM))) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        ENTRIES.get(i).getFirst().path(),
                        "a rule for packets with " + (i + 1)
                                + " labels leaves others out; match bos of the entry before");
            }
            for (int j = 0; j < FIELDS.size(); j++) {
                draft.compare(ENTRIES.get(i).get(j), FIELDS.get(j));
            }
            draft.pattern.end(RteItem.MPLS, "mpls");
        }
    }

    private static boolean isBottom(MatchDraft draft, int index) {
        return draft.key().get(ENTRIES.get(index).get(BOTTOM)) != 0;
    }

    private static void end(MatchDraft draft, int first) throws RefusedException {
        for (List<FlowField> entry : ENTRIES.subList(first, ENTRIES.size())) {
            for (FlowField field : entry) {
                draft.alwaysZero(field, "the stack ends before it");
            }
        }
    }

    private MplsMatch() {}
}
