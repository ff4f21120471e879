package io.tandem.rte.megaflow;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A pattern while it is read, from the outermost header inwards, and the megaflow so far. Not thread-safe. */
final class ReadPattern {
    final Set<FlowField> inexact = EnumSet.noneOf(FlowField.class);
    final long[] key = new long[FlowField.WORDS];
    final long[] mask = new long[FlowField.WORDS];
    /** EtherType of the network header, as the items before it say. */
    int etherType = MatchAccount.UNKNOWN;
    /** IP protocol of the transport header. */
    int protocol = MatchAccount.UNKNOWN;
    /** Which fragments the rule is for. */
    Fragments fragments = Fragments.ANY;
    /** VLAN tags that the packets have. */
    int tags;

    private final List<PatternItem> items;
    private int next;

    ReadPattern(List<PatternItem> items) {
        this.items = items;
    }

    FlowKey key() {
        return FlowKey.ofWords(key);
    }

    FlowMask mask() {
        return FlowMask.ofWords(mask);
    }

    /** True where that item is next. */
    boolean at(RteItem item) {
        return next < items.size() && items.get(next).item() == item;
    }

    /** The next item; {@link #at} said that there is one. */
    ReadItem take() {
        ReadItem item = new ReadItem(this, items.get(next), next);
        next++;
        return item;
    }

    /** Nothing may be left. */
    void requireEnd() throws RuleNotTakenException {
        if (next < items.size()) {
            throw wrong(RteErrorType.ITEM, items.get(next).item() + " is not read behind what is before it");
        }
    }

    /** What is wrong with the item that is next. */
    RuleNotTakenException wrong(RteErrorType type, String message) {
        return RuleNotTakenException.item(type, next, message);
    }

    /** The field has that value. */
    void exact(FlowField field, long value) {
        bits(field, value, field.ones());
    }

    /** The field has those bits; the others may be anything. */
    void bits(FlowField field, long value, long bits) {
        place(mask, field, bits);
        place(key, field, value & bits);
    }

    private static void place(long[] words, FlowField field, long bits) {
        words[field.word()] =
                words[field.word()] & ~(field.ones() << field.shift()) | (bits & field.ones()) << field.shift();
    }

    /** The field is compared bit by bit with a value of as many. */
    void compare(FlowField field, FieldValue value) {
        if (field.wide()) {
            wide(key, field, value.spec());
            wide(mask, field, value.mask());
        } else {
            bits(field, value.number(), value.maskNumber());
        }
    }

    private static void wide(long[] words, FlowField field, Bytes bytes) {
        ByteBuffer content = ByteBuffer.wrap(bytes.toArray());
        words[field.word()] = content.getLong();
        words[field.word() + 1] = content.getLong();
    }
}
