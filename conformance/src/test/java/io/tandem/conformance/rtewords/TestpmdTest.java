package io.tandem.conformance.rtewords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.conformance.rtewords.Testpmd.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the real program says to lines of each kind. */
class TestpmdTest {
    @Test
    void tellsTheParserFromTheDriver() throws IOException, InterruptedException {
        Optional<Path> program = Testpmd.find();
        Assumptions.assumeTrue(program.isPresent(), "dpdk-testpmd is not installed: apt-get install dpdk-dev");
        List<Answer> answers = Testpmd.answers(
                program.get(),
                List.of(
                        "flow create 0 ingress pattern eth / end actions drop / end",
                        "flow create 0 ingress pattern nonsense / end actions drop / end",
                        "set sample_actions 0 / represented_port ethdev_port_id 1 / end",
                        "# a comment",
                        "flow create 0 ingress pattern eth / end actions age timeout 10 / count / drop / end",
                        "flow create 3 ingress pattern eth / " + "vlan / ".repeat(80) + "end actions drop / end"));
        assertThat(answers.get(0)).isInstanceOf(Answer.Refused.class);
        assertThat(answers.get(1)).isInstanceOf(Answer.Malformed.class);
        assertThat(answers.get(2)).isEqualTo(new Answer.Silent());
        assertThat(answers.get(3)).isEqualTo(new Answer.Silent());
        assertThat(answers.get(4)).as("a rule that ages").isInstanceOf(Answer.Refused.class);
        assertThat(answers.get(5)).as("a line of more than 511 characters").isInstanceOf(Answer.Malformed.class);
    }

    @Test
    void refusesAnOutputThatBreaksOff() {
        assertThatThrownBy(() -> Testpmd.read(List.of("testpmd> one", "EAL: bang"), 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 1 lines of 3");
    }
}
