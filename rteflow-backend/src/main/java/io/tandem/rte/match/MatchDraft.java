package io.tandem.rte.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;

/**
 * A match while it is made: the megaflow's bits that nothing has answered for yet, the pattern so far, and the fields in
 * which it matches less. Not thread-safe.
 */
final class MatchDraft extends MatchAccount {
    final RteCapabilities capabilities;
    final PatternDraft pattern;

    MatchDraft(FlowKey key, FlowMask mask, RteCapabilities capabilities) {
        super(key, mask, "a rule");
        this.capabilities = capabilities;
        pattern = new PatternDraft(capabilities);
    }

    /** Compares the field bit by bit with the item's, where the megaflow looks at it; both are as wide. */
    void compare(FlowField field, RteField target) throws RefusedException {
        if (looksAt(field)) {
            pattern.add(target, value(field, target, key(), mask()), field.path());
            answer(field);
        }
    }

    /** Compares a field of the item, for what the megaflow says of another. */
    void exact(RteField target, long value, FlowField because) throws RefusedException {
        pattern.add(target, FieldValue.exact(target, value), because.path());
    }

    private static FieldValue value(FlowField field, RteField target, FlowKey key, FlowMask mask) {
        return field.wide()
                ? FieldValue.of(bytes(field, key), bytes(field, mask))
                : FieldValue.of(target, key.get(field), mask.get(field));
    }

    private static Bytes bytes(FlowField field, FlowWords words) {
        return Bytes.of(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(words.get(field))
                .putLong(words.getLow(field))
                .array());
    }
}
