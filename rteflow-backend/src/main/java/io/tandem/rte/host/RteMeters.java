package io.tandem.rte.host;

import java.util.OptionalInt;

/** The datapath's meters as objects of rte_mtr. */
@FunctionalInterface
public interface RteMeters {
    /** No meter is there. */
    RteMeters NONE = id -> OptionalInt.empty();

    /** The MTR object that does what the meter does; empty where there is none. */
    OptionalInt object(int meter);

    /** Why there is none, for who reads; of a meter that has one it means nothing. */
    default String absence(int meter) {
        return "none is configured";
    }
}
