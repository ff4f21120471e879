package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.ReadMegaflow;
import java.nio.ByteBuffer;
import java.util.List;

/** A pattern while it is read, from the outermost header inwards, and the megaflow so far. Not thread-safe. */
final class ReadPattern extends ReadMegaflow {
    /** EtherType of the network header, as the items before it say. */
    int etherType = MatchAccount.UNKNOWN;
    /** IP protocol of the transport header. */
    int protocol = MatchAccount.UNKNOWN;
    /** Which fragments the rule is for. */
    Fragments fragments = Fragments.ANY;
    /** Length of the outer headers where it is not the same for all packets, or they have none. */
    static final int NO_OUTER = -1;

    /** Bytes of the outer headers that the packets have; {@link #NO_OUTER}. */
    int outerBytes = NO_OUTER;
    /** VLAN tags that the packets have. */
    int tags;

    private final List<PatternItem> items;
    private int next;

    ReadPattern(List<PatternItem> items) {
        this.items = items;
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

    /** The field is compared bit by bit with a value of as many. */
    void compare(FlowField field, FieldValue value) {
        if (field.wide()) {
            ByteBuffer values = ByteBuffer.wrap(value.spec().toArray());
            ByteBuffer masks = ByteBuffer.wrap(value.mask().toArray());
            wide(field, values.getLong(), values.getLong(), masks.getLong(), masks.getLong());
        } else {
            bits(field, value.number(), value.maskNumber());
        }
    }
}
