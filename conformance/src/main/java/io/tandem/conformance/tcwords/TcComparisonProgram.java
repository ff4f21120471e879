package io.tandem.conformance.tcwords;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.tcwords.Comparison.Verdict;
import io.tandem.tc.transport.TransportException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program that runs in the guest: gives each command to tc and to Tandem, and writes how they compare, one a line. */
public final class TcComparisonProgram {
    /** The modules that it takes. */
    public static final List<String> MODULES = FlowerModules.and("dummy numdummies=0", "veth", "vxlan", "cls_matchall");

    private TcComparisonProgram() {}

    /** Arguments: the file of examples, the file of cases, the files to write for examples, for their megaflows and for cases. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, BackendUnavailableException, TransportException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("expected EXAMPLES CASES EXAMPLES-OUT WAYS-OUT CASES-OUT");
        }
        JsonArray examples = new JsonArray(Files.readString(Path.of(arguments[0])));
        JsonArray cases = new JsonArray(Files.readString(Path.of(arguments[1])));
        try (TandemTc tandem = TandemTc.open();
                BufferedWriter examplesOut = Files.newBufferedWriter(Path.of(arguments[2]));
                BufferedWriter waysOut = Files.newBufferedWriter(Path.of(arguments[3]));
                BufferedWriter casesOut = Files.newBufferedWriter(Path.of(arguments[4]))) {
            TestDevices.addForExamples();
            ExampleTrial exampleTrial = new ExampleTrial(tandem);
            MegaflowTrial megaflowTrial = new MegaflowTrial(tandem);
            for (Object one : examples) {
                JsonObject example = (JsonObject) one;
                Comparison compared = exampleTrial.compare(example.getString("page"), example.getString("command"));
                write(compared, examplesOut);
                if (compared.verdict() == Verdict.EQUAL) {
                    write(megaflowTrial.compare(compared.name(), compared.command()), waysOut);
                }
            }
            TestDevices.removeThoseOfExamples();
            CaseTrial caseTrial = new CaseTrial(tandem);
            for (KernelTestCase test : KernelTestCase.read(cases)) {
                write(caseTrial.compare(test), casesOut);
            }
        }
    }

    private static void write(Comparison comparison, BufferedWriter out) throws IOException {
        out.write(comparison.toJson().encode());
        out.newLine();
        out.flush();
    }
}
