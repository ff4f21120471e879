package io.tandem.agent.cli;

import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.OffloadSetting;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which NIC there is. */
final class NicChoice {
    /** The simulated NIC, TC flower of the kernel, or software alone. */
    enum Kind {
        sim,
        tc,
        none
    }

    @Option(
            names = "--nic",
            description =
                    "${COMPLETION-CANDIDATES}: the simulated NIC, with --config TC flower of the kernel, or software alone"
                            + " (default sim, with --config what the file says)",
            arity = "1")
    private @Nullable Kind kind;

    @Option(
            names = "--nic-profile",
            description = "small (4 masks, 256 rules) or typical (16 masks, 8192 rules); default ${DEFAULT-VALUE}",
            defaultValue = "typical")
    private String profile = "typical";

    Optional<String> profile() {
        return kind == null || kind == Kind.sim ? Optional.of(profile) : Optional.empty();
    }

    /** True where TC flower is asked for, which takes ports of this machine. */
    boolean isTc() {
        return kind == Kind.tc;
    }

    /** The configuration with the device that was asked for; as it is where none was. */
    AgentConfig applied(AgentConfig config) {
        if (kind == Kind.none) {
            return config.withOffload(Optional.empty());
        }
        return isTc() && config.offload().isEmpty() ? config.withOffload(Optional.of(OffloadSetting.TC)) : config;
    }
}
