package io.tandem.tc.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.NoMegaflowException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A filter's match while it is read: the keys that no field was found for yet, and the megaflow so far. Not thread-safe. */
final class ReadMatch {
    final FlowerMatch match;
    final Set<FlowField> inexact = EnumSet.noneOf(FlowField.class);
    final long[] key = new long[FlowField.WORDS];
    final long[] mask = new long[FlowField.WORDS];
    private final Map<FlowerKey, FlowerValue> left;

    ReadMatch(FlowerMatch match) {
        this.match = match;
        left = new EnumMap<>(FlowerKey.class);
        left.putAll(match.values());
    }

    FlowKey key() {
        return FlowKey.ofWords(key);
    }

    FlowMask mask() {
        return FlowMask.ofWords(mask);
    }

    /** The keys that no field was found for. */
    Set<FlowerKey> left() {
        return left.isEmpty() ? EnumSet.noneOf(FlowerKey.class) : EnumSet.copyOf(left.keySet());
    }

    boolean has(FlowerKey flower) {
        return left.containsKey(flower);
    }

    /** What the key is compared with; it is not left any more. */
    Optional<FlowerValue> take(FlowerKey flower) {
        return Optional.ofNullable(left.remove(flower));
    }

    /** The same where every bit of it must count. */
    OptionalLong takeWhole(FlowerKey flower) throws NoMegaflowException {
        Optional<FlowerValue> value = take(flower);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if ((value.get().maskNumber() & flower.ones()) != flower.ones()) {
            throw NoMegaflowException.key(
                    flower,
                    "a megaflow compares it whole, the mask is 0x" + value.get().mask());
        }
        return OptionalLong.of(value.get().number());
    }

    /** The field has that value. */
    void exact(FlowField field, long value) {
        bits(field, value, field.ones());
    }

    /** The field has those bits; the others may be anything. */
    void bits(FlowField field, long value, long bits) {
        place(mask, field, field.word(), bits);
        place(key, field, field.word(), value & bits);
    }

    private static void place(long[] words, FlowField field, int word, long bits) {
        words[word] = words[word] & ~(field.ones() << field.shift()) | (bits & field.ones()) << field.shift();
    }

    /** Compares a field bit by bit, the other way round of {@link MatchTable#value}. */
    void compare(FlowerKey flower, FlowField field, FlowerValue value) throws NoMegaflowException {
        if (field.wide()) {
            boolean reversed = flower == FlowerKey.CT_LABELS;
            wide(key, field, value.value(), reversed);
            wide(mask, field, value.mask(), reversed);
            return;
        }
        if ((value.number() & ~field.ones()) != 0) {
            throw NoMegaflowException.key(flower, "no packet has such a value, 0x" + value.value());
        }
        bits(field, value.number(), value.maskNumber());
    }

    private static void wide(long[] words, FlowField field, Bytes bytes, boolean reversed) {
        ByteBuffer content = ByteBuffer.wrap(bytes.toArray());
        long first = content.getLong();
        long second = content.getLong();
        words[field.word()] = reversed ? Long.reverseBytes(second) : first;
        words[field.word() + 1] = reversed ? Long.reverseBytes(first) : second;
    }
}
