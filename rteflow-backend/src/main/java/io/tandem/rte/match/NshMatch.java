package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.Map;
import java.util.TreeMap;

/** The Network Service Header's base and service path; the item has no contexts. */
final class NshMatch {
    private static final Map<FlowField, RteField> FIELDS = new TreeMap<>(Map.of(
            FlowField.NSH_TTL, RteField.NSH_TTL,
            FlowField.NSH_MDTYPE, RteField.NSH_MDTYPE,
            FlowField.NSH_NP, RteField.NSH_NEXT_PROTO,
            FlowField.NSH_SPI, RteField.NSH_SPI,
            FlowField.NSH_SI, RteField.NSH_SINDEX));

    static void add(MatchDraft draft) throws RefusedException {
        for (Map.Entry<FlowField, RteField> pair : FIELDS.entrySet()) {
            FlowField field = pair.getKey();
            if (!draft.looksAt(field)) {
                continue;
            }
            long ones = pair.getValue().ones();
            long value = draft.key().get(field);
            if ((value & ~ones) != 0) {
                throw MatchAccount.unsupported(field, "the header has no such value in " + field.path());
            }
            draft.pattern.add(
                    pair.getValue(),
                    FieldValue.of(pair.getValue(), value, draft.mask().get(field) & ones),
                    field.path());
            draft.answer(field);
        }
        if (draft.pattern.hasFields()) {
            draft.pattern.end(RteItem.NSH, "nsh");
        }
    }

    private NshMatch() {}
}
