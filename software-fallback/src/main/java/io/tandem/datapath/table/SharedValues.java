package io.tandem.datapath.table;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What flows with the same mask, or with the same actions, have in common: made for the first of them and forgotten with
 * the last. That saves memory, and cache misses of packets of many flows. One thread at a time.
 */
public final class SharedValues<K, V> {
    private record Counted<V>(V value, int users) {}

    private final Map<K, Counted<V>> byKey = new HashMap<>();
    private final Function<K, V> make;

    /**
     * @param make what a key's value is made by
     */
    public SharedValues(Function<K, V> make) {
        this.make = make;
    }

    /** The key's value, for one user more. */
    public V take(K key) {
        Counted<V> present = byKey.get(key);
        V value = present == null ? make.apply(key) : present.value();
        byKey.put(key, new Counted<>(value, present == null ? 1 : present.users() + 1));
        return value;
    }

    /** The key's value has one user less. */
    public void release(K key) {
        byKey.computeIfPresent(
                key,
                (same, present) -> present.users() == 1 ? null : new Counted<>(present.value(), present.users() - 1));
    }

    /** Values that have users. */
    int size() {
        return byKey.size();
    }
}
