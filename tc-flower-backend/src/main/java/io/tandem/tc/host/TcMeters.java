package io.tandem.tc.host;

import java.util.OptionalInt;

/** The datapath's meters as shared police actions. */
@FunctionalInterface
public interface TcMeters {
    /** No meter is there. */
    TcMeters NONE = id -> OptionalInt.empty();

    /**
     * The index of the police action that stands for the meter; empty where the meter is unknown or police can't do what
     * it does.
     */
    OptionalInt policeIndex(int meter);

    /** Why {@link #policeIndex} is empty. */
    default String whyNot(int meter) {
        return "no police action stands for meter " + meter;
    }
}
