package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A pattern while it is made, from the outermost header inwards. Not thread-safe. */
final class PatternDraft {
    private final RteCapabilities capabilities;
    private final List<PatternItem> items = new ArrayList<>();
    private final Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);

    PatternDraft(RteCapabilities capabilities) {
        this.capabilities = capabilities;
    }

    /** A field of the item that is next; a subject in the words of ODP for where the device has none. */
    void add(RteField field, FieldValue value, String subject) throws RefusedException {
        if (!capabilities.fields().contains(field)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    subject,
                    "this device does not match " + field.item().name().toLowerCase(Locale.ROOT) + " "
                            + field.member().name());
        }
        if (value.last().isPresent() && !capabilities.ranges()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK, subject, "this device matches no ranges, and it takes one");
        }
        fields.put(field, value);
    }

    /** True where the device matches that field. */
    boolean can(RteField field) {
        return capabilities.fields().contains(field) && capabilities.items().contains(field.item());
    }

    /** Ends the item with the fields since the last one. */
    void end(RteItem item, String subject) throws RefusedException {
        if (!capabilities.items().contains(item)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD, subject, "this device has no pattern item " + item.constant());
        }
        items.add(new PatternItem(item, fields));
        fields.clear();
    }

    /** True where a field waits for its item. */
    boolean hasFields() {
        return !fields.isEmpty();
    }

    List<PatternItem> items() {
        return items;
    }
}
