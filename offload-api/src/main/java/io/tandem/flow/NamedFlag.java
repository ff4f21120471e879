package io.tandem.flow;

import java.util.List;

/** A bit that ODP text writes by a name: {@code syn|ack} exact, {@code +syn-ack} masked. */
public interface NamedFlag {
    /** The bit's value. */
    int bit();

    /** The bit's name. */
    String text();

    /** All bits of a set of flags. */
    static int all(List<? extends NamedFlag> flags) {
        return flags.stream().mapToInt(NamedFlag::bit).reduce(0, (a, b) -> a | b);
    }
}
