package io.tandem.tc.filter;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields by value and mask, in the order of {@link FlowerKey}. A match has few of many, and is looked through several times
 * on its way to the kernel: so they are by index too. Immutable.
 */
public final class FlowerValues extends AbstractMap<FlowerKey, FlowerValue> {
    /** No field. */
    public static final FlowerValues NONE = new FlowerValues(new FlowerKey[0], new FlowerValue[0]);

    private final FlowerKey[] keys;
    private final FlowerValue[] values;

    private FlowerValues(FlowerKey[] keys, FlowerValue[] values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * These fields.
     *
     * @throws IllegalArgumentException where a value has not its field's size
     */
    public static FlowerValues of(Map<FlowerKey, FlowerValue> fields) {
        if (fields instanceof FlowerValues made) {
            return made;
        }
        EnumMap<FlowerKey, FlowerValue> sorted = new EnumMap<>(FlowerKey.class);
        sorted.putAll(fields);
        FlowerKey[] keys = sorted.keySet().toArray(FlowerKey[]::new);
        FlowerValue[] values = sorted.values().toArray(FlowerValue[]::new);
        for (int i = 0; i < keys.length; i++) {
            check(keys[i], values[i]);
        }
        return new FlowerValues(keys, values);
    }

    private static void check(FlowerKey key, FlowerValue value) {
        int size = value.value().size();
        if (size != key.bytes()) {
            throw new IllegalArgumentException(key + " has " + key.bytes() + " bytes, not " + size);
        }
    }

    /** The field at that index, from 0 on. */
    public FlowerKey key(int index) {
        return keys[index];
    }

    /** What the field at that index is compared with. */
    public FlowerValue value(int index) {
        return values[index];
    }

    /** The index of a field; -1 where it may be anything. */
    public int indexOf(FlowerKey key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The same fields with other values at some indexes.
     *
     * @throws IllegalArgumentException where a value has not its field's size
     */
    public FlowerValues with(int[] indexes, List<FlowerValue> others) {
        FlowerValue[] changed = values.clone();
        for (int i = 0; i < indexes.length; i++) {
            check(keys[indexes[i]], others.get(i));
            changed[indexes[i]] = others.get(i);
        }
        return new FlowerValues(keys, changed);
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof FlowerKey field && indexOf(field) >= 0;
    }

    @Override
    public @Nullable FlowerValue get(@Nullable Object key) {
        int index = key instanceof FlowerKey field ? indexOf(field) : -1;
        return index < 0 ? null : values[index];
    }

    @Override
    public Set<Entry<FlowerKey, FlowerValue>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return keys.length;
            }

            @Override
            public Iterator<Entry<FlowerKey, FlowerValue>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < keys.length;
                    }

                    @Override
                    public Entry<FlowerKey, FlowerValue> next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException("there are " + keys.length + " fields");
                        }
                        Entry<FlowerKey, FlowerValue> entry = Map.entry(keys[next], values[next]);
                        next++;
                        return entry;
                    }
                };
            }
        };
    }
}
