package io.tandem.conformance.verdict;

import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has flows judged by the kernel in the guest. */
public final class KernelSuite {
    private static final String CASES = "cases.txt";
    private static final String VERDICTS = "verdicts.txt";
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final long MILLIS_A_CASE = 20;

    private final Guest guest;

    public KernelSuite(Guest guest) {
        this.guest = guest;
    }

    /** A case whose verdict is not the expected one. */
    public record Difference(JudgedCase expected, Verdict verdict) {}

    /**
     * What the kernel said.
     *
     * @param kernel its release
     */
    public record Judgement(String kernel, List<JudgedCase> cases) {
        public Judgement {
            cases = List.copyOf(cases);
        }

        /** The cases that are judged otherwise than {@code expected}, which are the same flows in the same order. */
        public List<Difference> differences(List<JudgedCase> expected) {
            if (expected.size() != cases.size()) {
                throw new IllegalArgumentException(expected.size() + " cases against " + cases.size());
            }
            List<Difference> differences = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                Verdict verdict = cases.get(i).verdict();
                if (!verdict.equals(expected.get(i).verdict())) {
                    differences.add(new Difference(expected.get(i), verdict));
                }
            }
            return differences;
        }
    }

    /** Has every flow judged, in one boot. */
    public Judgement judge(List<FlowCase> flows)
            throws IOException, InterruptedException, GuestException, CaseFileException {
        GuestProgram program = GuestProgram.java(FlowJudge.class, CASES, VERDICTS)
                .withModules(DatapathJudge.MODULES)
                .withInput(CASES, CaseFile.print(flows).getBytes(StandardCharsets.UTF_8))
                .withLimit(BOOT.plusMillis(MILLIS_A_CASE * flows.size()));
        GuestResult result = guest.run(program);
        List<JudgedCase> cases = CaseFile.judged(VERDICTS, result.text(VERDICTS).orElse(""));
        if (result.status() != 0 || cases.size() != flows.size()) {
            throw new IOException("the judge ended with exit " + result.status() + " after " + cases.size() + " of "
                    + flows.size() + " flows: " + result.stderr().strip());
        }
        return new Judgement(result.kernel(), cases);
    }
}
