package io.tandem.rte.flow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One item of a pattern: a header or a property that a packet must have, and what of it is looked at. Without fields,
 * spec, mask and last are null in C: the header must be there, with anything in it. With fields, spec and mask are given
 * whole, so that no item's default mask is ever used; last is given where a field is a range.
 *
 * @param item which header or property
 * @param fields what it must be, in the order of {@link RteField}; fields that are not there may be anything
 */
public record PatternItem(RteItem item, Map<RteField, FieldValue> fields) {
    public PatternItem {
        EnumMap<RteField, FieldValue> copy = new EnumMap<>(RteField.class);
        copy.putAll(fields);
        copy.forEach((field, value) -> check(item, field, value));
        List<RteField> there = List.copyOf(copy.keySet());
        for (int i = 0; i < there.size(); i++) {
            for (RteField other : there.subList(i + 1, there.size())) {
                if (there.get(i).member().overlaps(other.member())) {
                    throw new IllegalArgumentException(there.get(i) + " and " + other + " are the same bits");
                }
            }
        }
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(copy));
    }

    /** A header with anything in it. */
    public static PatternItem of(RteItem item) {
        return new PatternItem(item, Map.of());
    }

    /** A header of which one field is looked at. */
    public static PatternItem of(RteField field, FieldValue value) {
        return new PatternItem(field.item(), Map.of(field, value));
    }

    /** What that field must be; empty where it may be anything. */
    public Optional<FieldValue> value(RteField field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** True where a field is a range. */
    public boolean hasLast() {
        for (FieldValue value : fields.values()) {
            if (value.last().isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static void check(RteItem item, RteField field, FieldValue value) {
        if (field.item() != item) {
            throw new IllegalArgumentException(field + " is no field of " + item);
        }
        Member member = field.member();
        if (member.form() == Member.Form.POINTER) {
            return;
        }
        int size = value.spec().size();
        boolean wider = member.width() < Long.SIZE && (value.maskNumber() & ~field.ones()) != 0;
        if (size != member.bytes() || wider) {
            throw new IllegalArgumentException(field + " has " + member.width() + " bits, not those of " + value.mask()
                    + " in " + size + " bytes");
        }
    }
}
