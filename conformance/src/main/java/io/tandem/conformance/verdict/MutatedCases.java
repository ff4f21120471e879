package io.tandem.conformance.verdict;

import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Flows made from others by changing attributes here and there: left out, doubled, cut, stretched, retyped, filled with
 * other bits, taken from another flow, at any level of nesting. The same seed gives the same flows.
 */
public final class MutatedCases {
    private static final int[] VALUES = {0, 1, 2, 3, 6, 7, 8, 16, 17, 58, 64, 0x7f, 0x80, 0x81, 0x86, 0x88, 0xdd, 0xff};
    private static final int MOST_TYPE = 34;
    private static final int MOST_DEPTH = 4;

    private final SplittableRandom random;
    private final List<FlowCase> sources;

    private MutatedCases(long seed, List<FlowCase> sources) {
        this.random = new SplittableRandom(seed);
        this.sources = List.copyOf(sources);
    }

    /** So many flows made from those. */
    public static List<FlowCase> of(List<FlowCase> sources, long seed, int count) {
        MutatedCases mutated = new MutatedCases(seed, sources);
        List<FlowCase> cases = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cases.add(mutated.next(seed, i));
        }
        return cases;
    }

    private FlowCase next(long seed, int number) {
        FlowCase first = any();
        byte[] key = first.key();
        Optional<byte[]> mask = first.mask();
        byte[] actions = first.actions();
        switch (random.nextInt(6)) {
            case 0 -> key = change(key, 0);
            case 1 -> mask = mask.or(() -> any().mask()).map(m -> change(m, 0));
            case 2 -> actions = change(actions, 0);
            case 3 -> actions = any().actions();
            case 4 -> {
                actions = any().actions();
                key = change(key, 0);
                mask = random.nextBoolean() ? Optional.empty() : mask;
            }
            default -> {
                actions = change(concatenated(any().actions(), any().actions()), 0);
                mask = random.nextInt(4) == 0 ? Optional.empty() : mask;
            }
        }
        return new FlowCase("mutation " + number + " of seed " + seed, key, mask, actions);
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private FlowCase any() {
        return sources.get(random.nextInt(sources.size()));
    }

    /** Changes one attribute of a list, or one inside it. */
    private byte[] change(byte[] attributes, int depth) {
        List<Integer> types = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        AttributeCursor cursor = new AttributeCursor(attributes);
        while (cursor.next()) {
            types.add(cursor.type());
            payloads.add(cursor.copy());
        }
        if (types.isEmpty()) {
            return fill(attributes);
        }
        int at = random.nextInt(types.size());
        byte[] payload = payloads.get(at);
        switch (random.nextInt(9)) {
            case 0 -> {
                types.remove(at);
                payloads.remove(at);
            }
            case 1 -> {
                types.add(at, types.get(at));
                payloads.add(at, payload);
            }
            case 2 -> payloads.set(at, Arrays.copyOf(payload, random.nextInt(payload.length + 1)));
            case 3 -> payloads.set(at, Arrays.copyOf(payload, payload.length + 1 + random.nextInt(8)));
            case 4 -> types.set(at, random.nextInt(MOST_TYPE));
            case 5, 6 -> payloads.set(at, fill(payload));
            default -> payloads.set(at, nested(payload, depth));
        }
        return write(types, payloads);
    }

    private byte[] nested(byte[] payload, int depth) {
        AttributeCursor cursor = new AttributeCursor(payload);
        boolean list = cursor.next();
        while (cursor.next()) {
            list = true;
        }
        return list && cursor.leftover() <= 0 && depth < MOST_DEPTH ? change(payload, depth + 1) : fill(payload);
    }

    private byte[] fill(byte[] payload) {
        byte[] changed = payload.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && changed.length > 0; i++) {
            int at = random.nextInt(changed.length);
            changed[at] = random.nextInt(3) == 0
                    ? (byte) (changed[at] ^ 1 << random.nextInt(Byte.SIZE))
                    : (byte) VALUES[random.nextInt(VALUES.length)];
        }
        return changed;
    }

    private static byte[] write(List<Integer> types, List<byte[]> payloads) {
        AttributeWriter out = new AttributeWriter();
        for (int i = 0; i < types.size(); i++) {
            out.put(types.get(i), payloads.get(i));
        }
        return out.toBytes();
    }
}
