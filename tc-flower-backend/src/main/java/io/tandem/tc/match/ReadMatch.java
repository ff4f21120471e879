package io.tandem.tc.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.translate.ReadMegaflow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A filter's match while it is read: the keys that no field was found for yet, and the megaflow so far. Not thread-safe. */
final class ReadMatch extends ReadMegaflow {
    final FlowerMatch match;
    private final Map<FlowerKey, FlowerValue> left;

    ReadMatch(FlowerMatch match) {
        this.match = match;
        left = new EnumMap<>(FlowerKey.class);
        left.putAll(match.values());
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

    /** Compares a field bit by bit, the other way round of {@link MatchTable#value}. */
    void compare(FlowerKey flower, FlowField field, FlowerValue value) throws NoMegaflowException {
        if (field.wide()) {
            boolean reversed = flower == FlowerKey.CT_LABELS;
            ByteBuffer values = words(value.value(), reversed);
            ByteBuffer masks = words(value.mask(), reversed);
            int second = reversed ? 0 : Long.BYTES;
            int first = Long.BYTES - second;
            wide(field, values.getLong(first), values.getLong(second), masks.getLong(first), masks.getLong(second));
            return;
        }
        if ((value.number() & ~field.ones()) != 0) {
            throw NoMegaflowException.key(flower, "no packet has such a value, 0x" + value.value());
        }
        bits(field, value.number(), value.maskNumber());
    }

    /** Two words; those of a reversed field stand the other way round, and so do their bytes. */
    private static ByteBuffer words(Bytes bytes, boolean reversed) {
        return ByteBuffer.wrap(bytes.toArray()).order(reversed ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }
}
