package io.tandem.conformance.cli;

import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.GeneratedCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cases that a command line asks for. */
final class CaseChoice {
    private CaseChoice() {}

    /**
     * The committed cases, with captures the generated ones beside them, or those of a file.
     *
     * @param names parts of names, one of which a case must have; none for all
     */
    static List<DatapathCase> choose(
            @Nullable Path file, @Nullable Path captures, int generated, long seed, List<String> names)
            throws IOException, CaseFormatException {
        BuiltInCases builtIn = new BuiltInCases(Optional.ofNullable(captures));
        List<DatapathCase> all =
                new ArrayList<>(file == null ? builtIn.all() : builtIn.read(file.toString(), Files.readString(file)));
        if (file == null && captures != null) {
            all.addAll(new GeneratedCases(new Captures(captures), seed).make(generated));
        }
        all.removeIf(c -> !names.isEmpty() && names.stream().noneMatch(c.name()::contains));
        return all;
    }
}
