package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.synthesis.SynthesisReport;
import io.tandem.conformance.synthesis.SynthesisSuite;
import io.tandem.hwsim.profile.NicProfile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run nic-synth}: the simulated NIC's RTL through yosys. */
@Command(
        name = "nic-synth",
        description = "Has yosys make cells of an FPGA of the simulated NIC's RTL, and prints what each module takes.",
        mixinStandardHelpOptions = true)
final class NicSynthesisCommand implements Callable<Integer> {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "a size of the NIC, small or typical; both unless told")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--minutes",
            paramLabel = "COUNT",
            defaultValue = "60",
            description = "that yosys may take for each; ${DEFAULT-VALUE} unless told")
    private int minutes;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (profiles.isEmpty()) {
            profiles = List.of(NicProfile.SMALL.text(), NicProfile.TYPICAL.text());
        }
        PrintWriter out = spec.commandLine().getOut();
        Path project = Path.of(System.getProperty("tandem.root", "."), "hw-sim");
        List<String> faults = new ArrayList<>();
        try {
            for (String profile : profiles) {
                SynthesisReport report = SynthesisSuite.run(project, profile, Duration.ofMinutes(minutes));
                out.println(report.toText());
                out.flush();
                faults.addAll(report.faults());
            }
        } catch (SynthesisSuite.MissingException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        faults.forEach(out::println);
        out.printf("%d profiles synthesised, %d faults%n", profiles.size(), faults.size());
        out.flush();
        return faults.isEmpty() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
