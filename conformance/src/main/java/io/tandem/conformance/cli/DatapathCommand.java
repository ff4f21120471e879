package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.DatapathReport;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.kernel.KernelSide;
import io.tandem.conformance.ovs.OvsSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run datapath}: packets through flows, here and there. */
@Command(
        name = "datapath",
        description =
                "Sends packets through flows of Tandem's software datapath, of Open vSwitch's and of a real kernel,"
                        + " and compares every frame that leaves and every count.",
        mixinStandardHelpOptions = true)
final class DatapathCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private CaseChoice choice = new CaseChoice();

    @Option(
            names = "--against",
            paramLabel = "WHICH",
            converter = ReferenceWord.class,
            description = "compare with ovs, Open vSwitch's userspace datapath, or with kernel; otherwise with both")
    private @Nullable Reference against;

    @Option(names = "--disputes", description = "print each case that the references carry out differently in full")
    private boolean disputes;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return CaseChoice.inputFrom(vectors);
    }

    @Override
    public Integer call() throws Exception {
        List<DatapathCase> cases;
        try {
            cases = choice.cases();
        } catch (CaseFormatException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        }
        Set<Reference> wanted = against == null ? EnumSet.allOf(Reference.class) : EnumSet.of(against);
        Map<Reference, List<Outcome>> outcomes = new EnumMap<>(Reference.class);
        try {
            for (Reference reference : wanted) {
                List<DatapathCase> its = cases.stream()
                        .filter(c -> c.references().contains(reference))
                        .toList();
                outcomes.put(reference, run(reference, its));
            }
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        DatapathReport report = DatapathReport.of(cases, new TandemSide().run(cases), outcomes);
        if (disputes) {
            spec.commandLine().getOut().print(report.disputes());
        }
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().flush();
        return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    /** Reads the name of a reference as people write it. */
    private static final class ReferenceWord implements CommandLine.ITypeConverter<Reference> {
        @Override
        public Reference convert(String word) {
            for (Reference reference : Reference.values()) {
                if (reference.name().equalsIgnoreCase(word)) {
                    return reference;
                }
            }
            throw new CommandLine.TypeConversionException("expected ovs or kernel, found " + word);
        }
    }

    private static List<Outcome> run(Reference reference, List<DatapathCase> cases)
            throws IOException, InterruptedException, GuestException {
        return switch (reference) {
            case OVS -> {
                try (OvsSide side = OvsSide.start()) {
                    yield side.run(cases);
                }
            }
            case KERNEL -> new KernelSide(GuestFolder.guest()).run(cases);
        };
    }
}
