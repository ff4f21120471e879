package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One item while it is read: the fields that nothing was made of yet. Not thread-safe. */
final class ReadItem {
    private final ReadPattern read;
    private final PatternItem item;
    private final int index;
    private final Map<RteField, FieldValue> left = new EnumMap<>(RteField.class);

    ReadItem(ReadPattern read, PatternItem item, int index) {
        this.read = read;
        this.item = item;
        this.index = index;
        left.putAll(item.fields());
    }

    /** What the field must be; it is not left any more. */
    Optional<FieldValue> take(RteField field) {
        return Optional.ofNullable(left.remove(field));
    }

    /** The same where every bit of it must count, and there is one value. */
    OptionalLong takeWhole(RteField field) throws RuleNotTakenException {
        Optional<FieldValue> value = take(field);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().isExact(field)) {
            throw wrong(
                    value.get().last().isPresent() ? RteErrorType.ITEM_LAST : RteErrorType.ITEM_MASK,
                    field + " is compared whole, the mask is 0x" + value.get().mask());
        }
        return OptionalLong.of(value.get().number());
    }

    /** A field of the megaflow is compared as this one is, bit by bit. */
    void compare(RteField field, FlowField with) throws RuleNotTakenException {
        Optional<FieldValue> value = take(field);
        if (value.isPresent()) {
            if (value.get().last().isPresent()) {
                throw wrong(RteErrorType.ITEM_LAST, "a megaflow compares " + field + " with no range");
            }
            read.compare(with, value.get());
        }
    }

    /** A field of the megaflow has that value. */
    void exact(FlowField field, long value) {
        read.exact(field, value);
    }

    /** Nothing may be left of it. */
    void end() throws RuleNotTakenException {
        for (RteField field : left.keySet()) {
            throw wrong(RteErrorType.ITEM_MASK, "a megaflow has no field for " + field);
        }
    }

    RuleNotTakenException wrong(RteErrorType type, String message) {
        return RuleNotTakenException.item(type, index, message);
    }

    @Override
    public String toString() {
        return item.item().toString();
    }
}
