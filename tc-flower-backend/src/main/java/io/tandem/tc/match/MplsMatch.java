package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.translate.RefusedException;
import java.util.List;
import java.util.OptionalInt;

/**
 * The label stack: each field of an entry whole or not at all. An entry that is not there is zero to the datapath and no
 * match to flower. Source: net/sched/cls_flower.c, fl_set_key_mpls_lse.
 */
final class MplsMatch {
    static final List<List<FlowField>> ENTRIES = List.of(
            List.of(FlowField.MPLS_LABEL, FlowField.MPLS_TC, FlowField.MPLS_BOS, FlowField.MPLS_TTL),
            List.of(FlowField.MPLS_LABEL1, FlowField.MPLS_TC1, FlowField.MPLS_BOS1, FlowField.MPLS_TTL1),
            List.of(FlowField.MPLS_LABEL2, FlowField.MPLS_TC2, FlowField.MPLS_BOS2, FlowField.MPLS_TTL2));

    static void add(MatchDraft draft, TcCapabilities capabilities) throws RefusedException {
        boolean there = true;
        for (int i = 0; i < ENTRIES.size(); i++) {
            List<FlowField> entry = ENTRIES.get(i);
            FlowField bottom = entry.get(2);
            boolean looks = entry.stream().anyMatch(draft::looksAt);
            if (i > 0 && isBottom(draft, ENTRIES.get(i - 1).get(2))) {
                for (FlowField field : entry) {
                    draft.alwaysZero(field, "the stack ends before it");
                }
                for (int j = i + 1; j < ENTRIES.size(); j++) {
                    for (FlowField field : ENTRIES.get(j)) {
                        draft.alwaysZero(field, "the stack ends before it");
                    }
                }
                return;
            }
            if (looks) {
                addEntry(draft, capabilities, i, there);
            }
            there = draft.whole(bottom) && there;
        }
    }

    private static boolean isBottom(MatchDraft draft, FlowField bottom) {
        return draft.key().get(bottom) != 0;
    }

    private static void addEntry(MatchDraft draft, TcCapabilities capabilities, int index, boolean there)
            throws RefusedException {
        List<FlowField> entry = ENTRIES.get(index);
        for (FlowField field : entry) {
            if (draft.looksAt(field) && !draft.whole(field)) {
                throw draft.partial(field);
            }
        }
        boolean single = capabilities.mplsEntries() == 0;
        if (index >= Math.max(1, capabilities.mplsEntries())) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    entry.stream()
                            .filter(draft::looksAt)
                            .findFirst()
                            .orElseThrow()
                            .path(),
                    "this kernel matches the first " + Math.max(1, capabilities.mplsEntries())
                            + " entries of a label stack");
        }
        if (!there && entry.stream().allMatch(draft.key()::isZero)) {
            draft.narrow(entry.stream().filter(draft::looksAt).findFirst().orElseThrow());
        }
        if (single) {
            for (FlowField field : entry) {
                draft.wholeOrNot(field);
            }
            return;
        }
        draft.mpls.add(new MplsEntry(
                index + 1,
                number(draft, entry.get(0)),
                number(draft, entry.get(1)),
                number(draft, entry.get(2)),
                number(draft, entry.get(3))));
        entry.forEach(draft::answer);
    }

    private static OptionalInt number(MatchDraft draft, FlowField field) {
        return draft.looksAt(field) ? OptionalInt.of((int) draft.key().get(field)) : OptionalInt.empty();
    }

    private MplsMatch() {}
}
