package io.tandem.agent.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which NIC there is. */
final class NicChoice {
    /** The simulated NIC, or software alone. */
    enum Kind {
        sim,
        none
    }

    @Option(
            names = "--nic",
            description = "${COMPLETION-CANDIDATES}: the simulated NIC, or software alone (default ${DEFAULT-VALUE})",
            defaultValue = "sim")
    private Kind kind = Kind.sim;

    @Option(
            names = "--nic-profile",
            description = "small (4 masks, 256 rules) or typical (16 masks, 8192 rules); default ${DEFAULT-VALUE}",
            defaultValue = "typical")
    private String profile = "typical";

    Optional<String> profile() {
        return kind == Kind.sim ? Optional.of(profile) : Optional.empty();
    }
}
