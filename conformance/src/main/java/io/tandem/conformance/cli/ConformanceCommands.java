package io.tandem.conformance.cli;

import io.tandem.agent.cli.CommandSource;
import java.util.List;

/** The commands of the suites and benchmarks, for the command line of the agent. */
public final class ConformanceCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new ConformanceCommand(), new BenchCommand());
    }
}
