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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which cases the suites that send packets run: the options that they have in common. */
final class CaseChoice {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "only cases whose name contains one of these")
    private List<String> names = List.of();

    @Option(names = "--cases", paramLabel = "FILE", description = "these cases instead of the committed ones")
    private @Nullable Path file;

    @Option(
            names = "--captures",
            paramLabel = "DIR",
            description = "the directory of captures that frames are taken from; without it those cases are left out")
    private @Nullable Path captures;

    @Option(
            names = "--generated",
            paramLabel = "COUNT",
            defaultValue = "500",
            description = "so many random cases on packets of the captures beside the others; ${DEFAULT-VALUE} unless"
                    + " told")
    private int generated;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "what the random cases come from; ${DEFAULT-VALUE} unless told")
    private long seed;

    /** Makes random cases of a suite's own. */
    interface Maker {
        List<DatapathCase> make(Captures captures, int count, long seed) throws IOException;
    }

    /** The committed cases, with captures the generated ones beside them, or those of a file. */
    List<DatapathCase> cases() throws IOException, CaseFormatException {
        return cases((from, count, start) -> List.of());
    }

    /** As {@link #cases()}, with captures those of {@code more} too. */
    List<DatapathCase> cases(Maker more) throws IOException, CaseFormatException {
        Optional<Captures> from = captures();
        BuiltInCases builtIn = new BuiltInCases(Optional.ofNullable(captures));
        List<DatapathCase> all =
                new ArrayList<>(file == null ? builtIn.all() : builtIn.read(file.toString(), Files.readString(file)));
        if (file == null && from.isPresent()) {
            all.addAll(new GeneratedCases(from.get(), seed).make(generated));
            all.addAll(more.make(from.get(), generated, seed));
        }
        all.removeIf(c -> !names.isEmpty() && names.stream().noneMatch(c.name()::contains));
        return all;
    }

    /** The captures, where a directory of them was named. */
    Optional<Captures> captures() throws IOException {
        return captures == null ? Optional.empty() : Optional.of(Captures.named(captures));
    }

    /** The arguments that name the captures of a vectors' directory. */
    static List<String> inputFrom(Path vectors) {
        return Captures.inputFrom(vectors);
    }

    long seed() {
        return seed;
    }
}
