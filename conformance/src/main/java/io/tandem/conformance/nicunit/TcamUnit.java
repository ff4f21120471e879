package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.profile.KeyBits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The TCAM: rules with a mask each come and go while keys are looked up that differ from theirs in few bits. A list of the
 * rules knows what is found: the first that matches. For one use.
 */
final class TcamUnit {
    private static final Bench BENCH = new Bench("tcam", 2 * KeyBits.WORDS + 2, 2 * KeyBits.WORDS + 2);
    private static final int ENTRIES = 32;
    private static final int KEYS = 6;
    private static final int ASKED = 2 * KeyBits.WORDS; // word
    private static final int ENTRY = ASKED + 1;
    private static final int LOOKUP = 0;
    private static final int WRITE = 1;
    private static final int DELETE = 2;
    private static final int READ = 3;
    private static final long THERE = 1L << 32;

    private final SplittableRandom random;
    private final @Nullable Rule[] table = new Rule[ENTRIES];
    private final List<long[]> items = new ArrayList<>();
    private final List<long[]> wanted = new ArrayList<>();

    private record Rule(long[] key, long[] mask) {
        boolean matches(long[] asked) {
            for (int i = 0; i < key.length; i++) {
                if ((asked[i] & mask[i]) != key[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    TcamUnit(long seed) {
        this.random = new SplittableRandom(seed);
    }

    UnitReport run(long seed, int count, Optional<Path> coverage) throws BackendUnavailableException, DeviceException {
        List<long[]> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(random.longs(KeyBits.WORDS).toArray());
        }
        for (int i = 0; i < count; i++) {
            step(keys.get(random.nextInt(KEYS)).clone());
        }
        List<long[]> found = BENCH.run(items, seed, coverage);
        List<String> differences = new ArrayList<>();
        if (found.size() != wanted.size()) {
            differences.add("%d answers, %d wanted, seed %d".formatted(found.size(), wanted.size(), seed));
        }
        for (int i = 0; i < Math.min(found.size(), wanted.size()) && differences.size() < UnitReport.MOST; i++) {
            int from = (wanted.get(i)[ENTRY] & THERE) == 0 ? ASKED : 0; // an empty entry has what was there
            if (!Arrays.equals(found.get(i), from, BENCH.outWords(), wanted.get(i), from, BENCH.outWords())) {
                differences.add("answer %d is %s, wanted %s, seed %d"
                        .formatted(i, Arrays.toString(found.get(i)), Arrays.toString(wanted.get(i)), seed));
            }
        }
        return new UnitReport(BENCH.name(), items.size(), wanted.size(), differences);
    }

    private void step(long[] key) {
        int entry = random.nextInt(ENTRIES);
        switch (random.nextInt(8)) {
            case 0 -> {
                Rule rule = rule(key);
                ask(WRITE, rule.key(), rule.mask(), entry);
                table[entry] = rule;
            }
            case 1 -> {
                ask(DELETE, key, key, entry);
                table[entry] = null;
            }
            case 2 -> {
                ask(READ, key, key, entry);
                @Nullable Rule held = table[entry];
                wanted.add(
                        held == null
                                ? item(new long[0], new long[0], READ, entry)
                                : item(held.key(), held.mask(), READ, entry | THERE));
            }
            default -> {
                if (random.nextBoolean()) {
                    key[random.nextInt(key.length)] ^= 1L << random.nextInt(Long.SIZE);
                }
                ask(LOOKUP, key, key, 0);
                wanted.add(lookup(key));
            }
        }
    }

    /** Wild in about half of the words; some match every key. */
    private Rule rule(long[] key) {
        long[] mask = new long[key.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = switch (random.nextInt(4)) {
                case 0 -> -1;
                case 1 -> random.nextLong();
                default -> 0;
            };
        }
        long[] masked = key.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= mask[i];
        }
        return new Rule(masked, mask);
    }

    private long[] lookup(long[] key) {
        for (int entry = 0; entry < ENTRIES; entry++) {
            @Nullable Rule rule = table[entry];
            if (rule != null && rule.matches(key)) {
                return item(new long[0], new long[0], LOOKUP, entry | THERE);
            }
        }
        return item(new long[0], new long[0], LOOKUP, 0);
    }

    private void ask(int what, long[] key, long[] mask, int entry) {
        items.add(item(key, mask, what, entry));
    }

    private static long[] item(long[] key, long[] mask, int what, long entry) {
        long[] item = Arrays.copyOf(key, BENCH.inWords());
        System.arraycopy(mask, 0, item, KeyBits.WORDS, mask.length);
        item[ASKED] = what;
        item[ENTRY] = entry;
        return item;
    }
}
