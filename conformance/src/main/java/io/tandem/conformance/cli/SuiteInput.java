package io.tandem.conformance.cli;

import java.nio.file.Path;
import java.util.List;

/** A suite that takes its input from the vectors' directory. */
interface SuiteInput {
    /** The arguments that name the input in that directory; the suite says what is missing there. */
    List<String> inputFrom(Path vectors);
}
