package io.tandem.agent.cli;

import picocli.CommandLine.Option;

/** The option that every command which prints something has. */
final class OutputFormat {
    /** Text for people, or JSON for programs. */
    enum Kind {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})",
            defaultValue = "text")
    private Kind kind = Kind.text;

    boolean json() {
        return kind == Kind.json;
    }
}
