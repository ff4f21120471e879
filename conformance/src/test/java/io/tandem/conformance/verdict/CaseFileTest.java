package io.tandem.conformance.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaseFileTest {
    @Test
    void readsWhatItPrints() throws CaseFileException {
        List<JudgedCase> cases = List.of(
                new JudgedCase(new FlowCase("one", new byte[] {1, -1}, Optional.empty(), new byte[0]), Verdict.OK),
                new JudgedCase(
                        new FlowCase("two", new byte[0], Optional.of(new byte[0]), new byte[] {9}), Verdict.of(22)),
                new JudgedCase(
                        new FlowCase("three", new byte[0], Optional.of(new byte[] {0}), new byte[0]), Verdict.of(133)));
        String text = CaseFile.printJudged(cases);
        assertThat(text).isEqualTo("one\t01ff\t-\t\tok\ntwo\t\t\t09\tEINVAL\nthree\t\t00\t\terrno-133\n");
        assertThat(CaseFile.judged("f", "# comment\n\n" + text)).isEqualTo(cases);
        assertThat(CaseFile.unjudged("f", text))
                .isEqualTo(cases.stream().map(JudgedCase::flow).toList());
        assertThat(CaseFile.unjudged("f", CaseFile.print(CaseFile.unjudged("f", text))))
                .isEqualTo(CaseFile.unjudged("f", text));
    }

    @Test
    void namesTheLineThatIsWrong() {
        refused("a\t00\t-\t00\tok\nb\t00\t-\n", "f:2: expected 5 columns");
        refused("a\t00\t-\t00\n", "f:1: expected 5 columns");
        refused("a\t0\t-\t00\tok\n", "f:1: key is not hex");
        refused("a\t00\tzz\t00\tok\n", "f:1: mask is not hex");
        refused("a\t00\t-\t00\tfine\n", "f:1: not a verdict");
        refused("\t00\t-\t00\tok\n", "f:1: not a name");
    }

    /** Whoever changes a hand-made case has it judged again. */
    @Test
    void theCommittedCasesBeginWithTheHandMadeOnes() throws Exception {
        assertThat(CaseFile.builtIn())
                .extracting(JudgedCase::flow)
                .startsWith(HandMadeCases.all().toArray(FlowCase[]::new));
    }

    @Test
    void theCommittedVerdictsAreOfManyKinds() throws Exception {
        assertThat(CaseFile.builtIn())
                .extracting(c -> c.verdict().word())
                .contains("ok", "EINVAL", "ERANGE", "EOVERFLOW", "EMSGSIZE");
    }

    private static void refused(String text, String words) {
        assertThatExceptionOfType(CaseFileException.class)
                .isThrownBy(() -> CaseFile.judged("f", text))
                .withMessageStartingWith(words);
    }
}
