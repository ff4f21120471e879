package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.driver.NicWords;
import io.tandem.hwsim.profile.KeyBits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A tuple's table: rules are written into slots, those of their hashes and others, taken out and read, while keys are
 * looked up. A map of slots to keys knows what is found. For one use.
 */
final class TupleUnit {
    private static final Bench BENCH = new Bench("tuple", KeyBits.WORDS + 2, KeyBits.WORDS + 2);
    private static final int BUCKETS = 16;
    private static final int WAYS = 4;
    private static final int KEYS = 40;
    private static final int ASKED = KeyBits.WORDS; // word
    private static final int SLOT = ASKED + 1;
    private static final int LOOKUP = 0;
    private static final int WRITE = 1;
    private static final int DELETE = 2;
    private static final int READ = 3;
    private static final int MASK = 4;
    private static final int SWITCH = 5;
    private static final long THERE = 1L << 32;

    private final SplittableRandom random;
    /** Masked keys by their slots. */
    private final Map<Integer, long[]> table = new HashMap<>();

    private final List<long[]> items = new ArrayList<>();
    private final List<long[]> wanted = new ArrayList<>();
    private final long[] mask = new long[KeyBits.WORDS];

    TupleUnit(long seed) {
        this.random = new SplittableRandom(seed);
    }

    UnitReport run(long seed, int count, Optional<Path> coverage) throws BackendUnavailableException, DeviceException {
        for (int i = 0; i < KeyBits.WORDS; i++) {
            mask[i] = random.nextInt(3) == 0 ? -1 : random.nextInt(3) == 0 ? 0 : random.nextLong();
        }
        ask(MASK, mask, 0);
        ask(LOOKUP, mask, 0); // not switched on yet
        wanted.add(answer(new long[0], LOOKUP, 0, false));
        ask(SWITCH, mask, 1);
        List<long[]> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(random.longs(KeyBits.WORDS).toArray());
        }
        for (int i = 0; i < count; i++) {
            step(keys.get(random.nextInt(KEYS)));
        }
        List<long[]> found = BENCH.run(items, seed, coverage);
        List<String> differences = new ArrayList<>();
        if (found.size() != wanted.size()) {
            differences.add("%d answers, %d wanted, seed %d".formatted(found.size(), wanted.size(), seed));
        }
        for (int i = 0; i < Math.min(found.size(), wanted.size()) && differences.size() < UnitReport.MOST; i++) {
            if (!same(found.get(i), wanted.get(i))) {
                differences.add("answer %d is %s, wanted %s, seed %d"
                        .formatted(i, Arrays.toString(found.get(i)), Arrays.toString(wanted.get(i)), seed));
            }
        }
        return new UnitReport(BENCH.name(), items.size(), wanted.size(), differences);
    }

    private void step(long[] key) {
        long[] masked = masked(key);
        int way = random.nextInt(WAYS);
        int home = NicWords.bucket(masked, way < WAYS / 2 ? 0 : 1, BUCKETS) * WAYS + way;
        int slot = random.nextInt(8) == 0 ? random.nextInt(BUCKETS * WAYS) : home;
        switch (random.nextInt(8)) {
            case 0 -> {
                ask(WRITE, masked, slot);
                table.put(slot, masked);
            }
            case 1 -> {
                ask(DELETE, masked, slot);
                table.remove(slot);
            }
            case 2 -> {
                ask(READ, key, slot);
                wanted.add(answer(table.getOrDefault(slot, new long[0]), READ, slot, table.containsKey(slot)));
            }
            default -> {
                ask(LOOKUP, key, 0);
                wanted.add(lookup(masked));
            }
        }
    }

    private long[] lookup(long[] masked) {
        for (int way = 0; way < WAYS; way++) {
            int slot = NicWords.bucket(masked, way < WAYS / 2 ? 0 : 1, BUCKETS) * WAYS + way;
            if (Arrays.equals(table.getOrDefault(slot, new long[0]), masked)) {
                return answer(new long[0], LOOKUP, slot, true);
            }
        }
        return answer(new long[0], LOOKUP, 0, false);
    }

    private long[] masked(long[] key) {
        long[] masked = key.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= mask[i];
        }
        return masked;
    }

    private void ask(int what, long[] key, int slot) {
        long[] item = Arrays.copyOf(key, BENCH.inWords());
        item[ASKED] = what;
        item[SLOT] = slot;
        items.add(item);
    }

    /** The key of an empty slot is whatever was there. */
    private static boolean same(long[] found, long[] wanted) {
        int from = (wanted[SLOT] & THERE) == 0 ? KeyBits.WORDS : 0;
        return Arrays.equals(found, from, found.length, wanted, from, wanted.length);
    }

    private static long[] answer(long[] key, int what, int slot, boolean there) {
        long[] item = Arrays.copyOf(key, BENCH.outWords());
        item[ASKED] = what;
        item[SLOT] = slot | (there ? THERE : 0);
        return item;
    }
}
