package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.nic.RuleSets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The parser, a tuple, the TCAM, the checksum stage and the action engine, each alone. Stateless. */
public final class NicUnitSuite {
    /**
     * Runs all of them.
     *
     * @param made where frames and flows come from
     * @param count items for each, about
     * @param coverage a folder for a file of the lines that each ran; empty: none
     */
    public static List<UnitReport> run(RuleSets made, long seed, int count, Optional<Path> coverage)
            throws BackendUnavailableException, DeviceException {
        List<Sample> samples = Sample.make(made, seed, count);
        ParserUnit parser = new ParserUnit(samples.stream().map(Sample::frame).toList());
        return List.of(
                parser.run(seed, file(coverage, "parser")),
                new TupleUnit(seed).run(seed, count, file(coverage, "tuple")),
                new TcamUnit(seed).run(seed, count, file(coverage, "tcam")),
                new ChecksumUnit(samples).run(parser, seed, file(coverage, "checksum")),
                new EditUnit(samples).run(parser, seed, file(coverage, "edit")));
    }

    private static Optional<Path> file(Optional<Path> folder, String name) {
        return folder.map(f -> f.resolve(name + ".dat"));
    }

    private NicUnitSuite() {}
}
