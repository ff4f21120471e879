package io.tandem.hwsim.profile;

import io.tandem.backend.BackendUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A size of the simulated NIC. Each has an executable of its own, built from the same RTL. */
public enum NicProfile {
    /** 4 masks, 256 rules, and 16 of any mask: tables that fill. */
    SMALL,
    /** 32 masks, 65,536 rules, and 64 of any mask. */
    TYPICAL;

    /** The profile's name in configuration and of its folder in the build. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The profile's executable below the project that the system property {@code tandem.root} names. */
    public Path program() throws BackendUnavailableException {
        Path root = Path.of(System.getProperty("tandem.root", "."));
        Path program = root.resolve("hw-sim/target/nic").resolve(text()).resolve("tandem-nic");
        if (!Files.isExecutable(program)) {
            throw new BackendUnavailableException(
                    "the simulated NIC is not built (no " + program + "); run: ./tandem build");
        }
        return program;
    }
}
