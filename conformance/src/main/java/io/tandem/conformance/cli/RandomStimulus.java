package io.tandem.conformance.cli;

import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.nic.RuleSets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the suites that send random rules and frames into the simulated NIC make them from: the options they share. */
final class RandomStimulus {
    @Option(
            names = "--captures",
            paramLabel = "DIR",
            description = "a directory of captures whose frames are taken beside the known ones")
    private @Nullable Path captures;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "what rules and packets come from; ${DEFAULT-VALUE} unless told")
    private long seed;

    /** The arguments that take the captures of the vectors' directory. */
    static List<String> inputFrom(Path vectors) {
        return Captures.inputFrom(vectors);
    }

    /** Rules and packets, with the captures' frames among them where a directory was named. */
    RuleSets sets() throws Exception {
        return captures == null ? new RuleSets() : new RuleSets(Captures.named(captures));
    }

    long seed() {
        return seed;
    }
}
