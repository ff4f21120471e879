package io.tandem.conformance.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.ovs.RecordedFlow;
import io.tandem.validate.KernelFlow;
import io.tandem.validate.KernelVerdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tandem's answers against those that a real kernel gave, for the committed flows. */
class KernelVerdictTest {
    @Test
    void answersAsTheKernelDoes() throws Exception {
        List<JudgedCase> cases = CaseFile.builtIn();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(1000);
        assertThat(differences(cases)).isEmpty();
    }

    @Test
    void answersToFlowsOfOpenVswitchAsTheKernelDoes() throws Exception {
        List<JudgedCase> cases = new ArrayList<>();
        for (RecordedFlow flow : RecordedFlow.builtIn()) {
            cases.add(new JudgedCase(flow.toCase(), flow.verdict()));
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
        assertThat(differences(cases)).isEmpty();
    }

    private static List<String> differences(List<JudgedCase> cases) {
        List<String> different = new ArrayList<>();
        for (JudgedCase judged : cases) {
            FlowCase flow = judged.flow();
            String found =
                    switch (KernelFlow.check(flow.key(), flow.mask(), flow.actions())) {
                        case KernelVerdict.Accepted _ -> "ok";
                        case KernelVerdict.Refused refused -> refused.errno() + " (" + refused.sentence() + ")";
                    };
            if (!found.split(" ", 2)[0].equals(judged.verdict().word())) {
                different.add(judged.verdict().word() + ", found " + found + ": " + flow);
            }
        }
        return different;
    }
}
