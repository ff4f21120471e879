package io.tandem.hwsim.build;

import java.util.Locale;

/** What an executable of the simulated NIC has beside the NIC. Each is one of the makefile's variants. */
public enum NicVariant {
    /** Nothing: the fastest. */
    PLAIN,
    /** Writes a wave file in GTKWave's format FST. */
    TRACE,
    /** Checks the assertions of rtl/check at every clock. */
    CHECK,
    /** Says at its end which lines of the RTL ran, in a file of Verilator's. */
    COVERAGE;

    /** The executable's folder, of a profile's name. */
    String folder(String profile) {
        return this == PLAIN ? profile : profile + "-" + name().toLowerCase(Locale.ROOT);
    }
}
