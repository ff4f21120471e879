package io.tandem.agent.cli;

import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.OffloadSetting;
import io.tandem.backend.DeviceConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            paramLabel = "NAME",
            description =
                    "small (4 masks, 256 rules), typical (32, 65536), large (128, 1048576) or quirky (8, 2048); default ${DEFAULT-VALUE}",
            defaultValue = "typical")
    private String profile = "typical";

    @Option(
            names = "--nic-marks",
            paramLabel = "WHEN",
            description =
                    "never or where-needed: whether the simulated NIC marks packets of flows whose actions it cannot do, for"
                            + " software to find the flow without a lookup; default never")
    private @Nullable String marks;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "write every signal of the simulated NIC to this file, an FST wave for GTKWave; the NIC is built once"
                            + " more for it, and is much slower")
    private @Nullable Path trace;

    /** The simulated NIC; empty where it is left out. */
    Optional<DeviceConfig> simulated() {
        if (kind != null && kind != Kind.sim) {
            return Optional.empty();
        }
        Map<String, String> settings = new HashMap<>(Map.of("profile", profile));
        if (marks != null) {
            settings.put("marks", marks);
        }
        if (trace != null) {
            settings.put("trace", trace.toString());
        }
        return Optional.of(new DeviceConfig("nic0", settings));
    }

    /** What is wanted of the simulated NIC where there is none: the names of options, or nothing. */
    List<String> inVain(boolean configured) {
        List<String> wanted = new ArrayList<>();
        if (configured || simulated().isEmpty()) {
            if (trace != null) {
                wanted.add("--trace");
            }
            if (marks != null) {
                wanted.add("--nic-marks");
            }
        }
        return wanted;
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
