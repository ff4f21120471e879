package io.tandem.agent.cli;

import java.util.List;

/** Commands of another module, found by {@link java.util.ServiceLoader}. */
public interface CommandSource {
    /** Objects that picocli takes as subcommands. */
    List<Object> commands();
}
