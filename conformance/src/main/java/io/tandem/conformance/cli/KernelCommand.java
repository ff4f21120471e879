package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.ovs.RecordedFlow;
import io.tandem.conformance.verdict.CaseFile;
import io.tandem.conformance.verdict.CaseFileException;
import io.tandem.conformance.verdict.FlowCase;
import io.tandem.conformance.verdict.HandMadeCases;
import io.tandem.conformance.verdict.JudgedCase;
import io.tandem.conformance.verdict.KernelSuite;
import io.tandem.conformance.verdict.KernelSuite.Difference;
import io.tandem.conformance.verdict.KernelSuite.Judgement;
import io.tandem.conformance.verdict.MutatedCases;
import io.tandem.conformance.verdict.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run kernel}: the committed verdicts against those of the kernel, then the backend tc on it. */
@Command(
        name = "kernel",
        description = "Puts the committed flows on the openvswitch module of a real kernel, in a virtual machine, and"
                + " compares its verdicts with the committed ones; then has the backend tc tested on the same kernel, by"
                + " the suites tc, tc-matrix and tc-packets.",
        mixinStandardHelpOptions = true)
final class KernelCommand implements Callable<Integer>, SuiteInput {
    private static final List<String> BACKEND = List.of("tc", "tc-matrix", "tc-packets");

    @Option(names = "--verdicts", description = "the verdicts alone, without the suites of the backend tc")
    private boolean verdictsAlone;

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "judge these cases instead of the committed ones, and nothing else")
    private @Nullable Path cases;

    private static final long MUTATION_SEED = 1;
    private static final int MUTATIONS = Integer.getInteger("tandem.conformance.mutations", 1000);

    @Option(
            names = "--record",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            description = "write verdicts for the cases of FILE, which need have none; without FILE for those that are"
                    + " made by hand and mutations of them")
    private @Nullable String record;

    @Option(names = "--out", paramLabel = "FILE", description = "where --record writes; otherwise to the terminal")
    private @Nullable Path out;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** Where all suites are run, those of the backend are among them. */
    @Override
    public List<String> inputFrom(Path vectors) {
        return List.of("--verdicts");
    }

    @Override
    public Integer call() throws Exception {
        if (record != null && cases != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--record or --cases, not both");
        }
        if (record == null && out != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--out belongs to --record");
        }
        try {
            if (record != null) {
                return record(record);
            }
            int verdicts = compare();
            return verdictsAlone || cases != null
                    ? verdicts
                    : Math.max(verdicts, RunCommand.inTurn(Objects.requireNonNull(spec.parent()), BACKEND));
        } catch (CaseFileException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private int compare() throws IOException, InterruptedException, GuestException, CaseFileException {
        List<JudgedCase> expected =
                cases == null ? CaseFile.builtIn() : CaseFile.judged(cases.toString(), Files.readString(cases));
        Judgement judgement = judge(expected.stream().map(JudgedCase::flow).toList());
        List<Difference> differences = judgement.differences(expected);
        PrintWriter to = spec.commandLine().getOut();
        for (Difference difference : differences) {
            to.printf(
                    "%s: expected %s, kernel says %s%n",
                    difference.expected().flow().name(), difference.expected().verdict(), difference.verdict());
        }
        to.printf("kernel %s: %d flows, %d differ%n", judgement.kernel(), expected.size(), differences.size());
        int ours = compareOurs(judgement.cases(), to);
        to.flush();
        return differences.isEmpty() && ours == 0 ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    /** Compares Tandem's own answers with the kernel's. */
    private static int compareOurs(List<JudgedCase> cases, PrintWriter to) {
        int different = 0;
        for (JudgedCase judged : cases) {
            Verdict ours = Verdict.ofTandem(judged.flow());
            if (!ours.equals(judged.verdict())) {
                to.printf("%s: kernel says %s, Tandem %s%n", judged.flow().name(), judged.verdict(), ours);
                different++;
            }
        }
        to.printf("Tandem: %d flows, %d differ%n", cases.size(), different);
        return different;
    }

    private int record(String file) throws IOException, InterruptedException, GuestException, CaseFileException {
        List<FlowCase> flows = file.isEmpty() ? made() : CaseFile.unjudged(file, Files.readString(Path.of(file)));
        Judgement judgement = judge(flows);
        String text = "# Verdicts of kernel " + judgement.kernel() + ", module openvswitch.\n"
                + CaseFile.printJudged(judgement.cases());
        if (out == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(out, text);
        }
        return ExitCodes.DONE;
    }

    /** Cases made by hand, and mutations of them and of what Open vSwitch sends. */
    private static List<FlowCase> made() throws IOException, CaseFileException {
        List<FlowCase> sources = new ArrayList<>(HandMadeCases.all());
        for (RecordedFlow flow : RecordedFlow.builtIn()) {
            sources.add(flow.toCase());
        }
        List<FlowCase> cases = new ArrayList<>(HandMadeCases.all());
        cases.addAll(MutatedCases.of(sources, MUTATION_SEED, MUTATIONS));
        return cases;
    }

    private static Judgement judge(List<FlowCase> flows)
            throws IOException, InterruptedException, GuestException, CaseFileException {
        return new KernelSuite(GuestFolder.guest()).judge(flows);
    }
}
