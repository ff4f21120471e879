package io.tandem.rte.nativelib;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import java.util.List;
import java.util.Map;

/** Lays out arrays of struct rte_flow_item with what they point to. One thread at a time. Source: rte_flow.h. */
final class ItemImages {
    private static final String ITEM = "rte_flow_item";

    private final NativeRoom room;
    private final int size;
    /** Offsets: of a word of four bytes, and of pointers. */
    private final int type;

    private final int spec;
    private final int mask;
    private final int last;

    ItemImages(Layouts layouts, NativeRoom room) {
        this.room = room;
        size = layouts.size(ITEM);
        type = layouts.offset(ITEM, "type");
        spec = layouts.offset(ITEM, "spec");
        mask = layouts.offset(ITEM, "mask");
        last = layouts.offset(ITEM, "last");
    }

    /** Bytes of a struct. */
    int size() {
        return size;
    }

    /**
     * Lays out a pattern, and END behind it.
     *
     * @param ends where what each item points to ends
     */
    long lay(List<PatternItem> items, Ends ends) {
        int count = items.size();
        long first = room.reserve(size * (count + 1));
        long at = first;
        for (int i = 0; i < count; i++) {
            PatternItem item = items.get(i);
            Memory.put32(at + type, item.item().number());
            if (!item.fields().isEmpty()) {
                fields(item, at);
            }
            at += size;
            ends.add(room.end());
        }
        return first;
    }

    private void fields(PatternItem item, long at) {
        int bytes = item.item().structSize();
        long specAt = room.reserve(bytes);
        long maskAt = room.reserve(bytes);
        long lastAt = item.hasLast() ? room.reserve(bytes) : 0;
        Memory.put64(at + spec, specAt);
        Memory.put64(at + mask, maskAt);
        Memory.put64(at + last, lastAt);
        for (Map.Entry<RteField, FieldValue> field : item.fields().entrySet()) {
            write(field.getKey(), field.getValue(), specAt, maskAt, lastAt);
        }
    }

    private void write(RteField field, FieldValue value, long specAt, long maskAt, long lastAt) {
        Member member = field.member();
        write(member, specAt, value.spec());
        write(member, maskAt, value.mask());
        if (lastAt != 0) {
            write(member, lastAt, value.last().orElse(value.spec()));
        }
    }

    private void write(Member member, long struct, Bytes value) {
        if (member.form() == Member.Form.POINTER) {
            Memory.put64(struct + member.offset(), room.bytes(value));
        } else {
            Memory.write(struct, member, value);
        }
    }
}
