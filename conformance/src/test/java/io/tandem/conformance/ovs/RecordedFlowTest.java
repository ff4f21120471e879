package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.conformance.kernel.AttributeReader;
import io.tandem.conformance.verdict.CaseFileException;
import io.tandem.conformance.verdict.Verdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecordedFlowTest {
    @Test
    void readsWhatItPrints() throws CaseFileException {
        String lines = "in_port(1)\t2\t0800030001000000\t-\t0800010002000000\tok\nin_port(2)\tdrop\t\t00\t\tEINVAL\n";
        List<RecordedFlow> flows = RecordedFlow.read("f", "# comment\n" + lines);
        assertThat(flows).extracting(RecordedFlow::verdict).containsExactly(Verdict.OK, Verdict.of(22));
        assertThat(flows.getFirst().mask()).isEmpty();
        assertThat(String.join("\n", flows.stream().map(RecordedFlow::toLine).toList()) + "\n")
                .isEqualTo(lines);
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatExceptionOfType(CaseFileException.class)
                .isThrownBy(() -> RecordedFlow.read("f", "\nin_port(1)\t2\t\n"))
                .withMessageStartingWith("f:2:");
        assertThatExceptionOfType(CaseFileException.class)
                .isThrownBy(() -> FlowText.read("f", "in_port(1) 2\n"))
                .withMessageStartingWith("f:1:");
        assertThatExceptionOfType(CaseFileException.class)
                .isThrownBy(() -> FlowText.read("f", "in_port(1), eth()\t2\n"))
                .withMessageStartingWith("f:1: not a key");
    }

    /** Whoever changes the list of flows has it recorded again. */
    @Test
    void theCommittedRecordingIsOfTandemsOwnFlows() throws Exception {
        assertThat(committed()).extracting(RecordedFlow::text).containsExactlyElementsOf(FlowTexts.all());
    }

    @Test
    void theCommittedBytesAreAttributes() throws Exception {
        for (RecordedFlow flow : committed()) {
            assertThat(AttributeReader.read(flow.key())).as(flow.toLine()).isNotEmpty();
            AttributeReader.read(flow.actions());
            AttributeReader.read(flow.mask().orElse(new byte[0]));
        }
    }

    private static List<RecordedFlow> committed() throws Exception {
        String file = "/cases/kernel/ovs-bytes.txt";
        try (InputStream stream = RecordedFlow.class.getResourceAsStream(file)) {
            return RecordedFlow.read(
                    file, new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
