package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listsBenchmarksByName() {
        assertThat(run("bench", "--list")).isZero();
        assertThat(out.toString())
                .contains(
                        "CodecBench.netlinkDecode",
                        "CodecBench.textParse",
                        "CodecBench.protoDecode",
                        "LookupBench.parseAndLookup");
    }

    @Test
    void runsThoseThatAreNamed() {
        assertThat(run("bench", "--quick", "netlinkDecodeResult")).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString()).containsPattern("[0-9.]+ +- +[0-9.]+  CodecBench.netlinkDecodeResult\n");
    }

    @Test
    void runsWithTheParametersThatAreGiven() {
        assertThat(run("bench", "--quick", "-p", "microflows=7,8", "parseAndEmcHit"))
                .isZero();
        assertThat(out.toString().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("ParseBench.parseAndEmcHit microflows=7"),
                        line -> assertThat(line).endsWith("ParseBench.parseAndEmcHit microflows=8"));
    }

    @Test
    void refusesANameThatNoBenchmarkHas() {
        assertThat(run("bench", "noSuchThing")).isEqualTo(2);
        assertThat(err.toString()).contains("no benchmark of that name");
    }

    @Test
    void listsScenariosBetweenDpdkPorts() {
        assertThat(run("bench", "dpdk", "--list")).isZero();
        assertThat(out.toString().lines())
                .contains("emc-1", "emc-1000", "emc-10000", "no-emc-10000", "no-emc-10000-20-masks");
    }

    @Test
    void refusesAScenarioThatIsNotThere() {
        assertThat(run("bench", "dpdk", "--scenario", "emc-1,emc-2")).isEqualTo(2);
        assertThat(err.toString()).contains("no scenario emc-2; see ./tandem bench dpdk --list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9999"})
    void refusesACoreThatTheMachineHasNot(String core) {
        assertThat(run("bench", "dpdk", "--core", core)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--core: the machine has no processor " + core)
                .doesNotContain("\tat ");
    }

    @Test
    void refusesToMeasureNothing() {
        assertThat(run("bench", "dpdk", "--rounds", "0")).isEqualTo(2);
        assertThat(run("bench", "rte-create", "--rounds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("there is at least one round");
    }

    private int run(String... words) {
        CommandLine tandem = Main.commandLine();
        tandem.setOut(new PrintWriter(out, true));
        tandem.setErr(new PrintWriter(err, true));
        return tandem.execute(words);
    }
}
