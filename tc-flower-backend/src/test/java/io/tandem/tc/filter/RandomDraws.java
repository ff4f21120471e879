package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Values drawn at random, that filters and actions have in common. */
final class RandomDraws {
    private final Random random;

    RandomDraws(Random random) {
        this.random = random;
    }

    <T> T one(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    /** Nothing, or a number from 0 up to below the bound. */
    OptionalInt maybe(int bound) {
        return random.nextBoolean() ? OptionalInt.of(random.nextInt(bound)) : OptionalInt.empty();
    }

    Bytes bytes(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return Bytes.of(content);
    }

    /** @param kind 1 a group policy of VXLAN, 2 ERSPAN's, else GTP's */
    TunnelOption option(int kind) {
        return switch (kind) {
            case 1 -> new TunnelOption.VxlanGbp(random.nextInt());
            case 2 ->
                new TunnelOption.Erspan(
                        1 + random.nextInt(2), random.nextInt(), random.nextInt(256), random.nextInt(256));
            default -> new TunnelOption.Gtp(random.nextInt(256), random.nextInt(256));
        };
    }

    TunnelOption geneve(int size) {
        return new TunnelOption.Geneve(random.nextInt(0x10000), random.nextInt(256), bytes(size));
    }
}
