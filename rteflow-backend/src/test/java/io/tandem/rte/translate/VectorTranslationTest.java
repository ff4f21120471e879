package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.text.PortRule;
import io.tandem.rte.text.RteParseException;
import io.tandem.rte.text.RuleParser;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.text.RuleText;
import io.tandem.vectors.VectorFlows;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every match and every list of actions of the vectors becomes a rule that prints, or a refusal that says what is wrong. */
class VectorTranslationTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final VectorFlows VECTORS = new VectorFlows(VectorTranslationTest::port);

    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void matchesWithActions() throws IOException {
        List<Megaflow> flows = VECTORS.matchesWithActions();
        assertThat(flows).hasSizeGreaterThan(10_000);
        flows.forEach(this::translate);
        System.out.println("odp-wildcarded.txt x odp-actions.txt: " + counts);
        assertThat(counts).containsKeys("EXACT", "NARROWER", "UNSUPPORTED_ACTION", "UNSUPPORTED_FIELD");
    }

    @Test
    void flowsOfOpenVswitchTests() throws IOException {
        int rules = 0;
        for (Megaflow flow : VECTORS.flows()) {
            rules += translate(flow) ? 1 : 0;
        }
        System.out.println("odp-flows.txt: " + counts);
        assertThat(rules).isGreaterThan(20);
    }

    private boolean translate(Megaflow flow) {
        RteOutcome outcome = TRANSLATOR.translate(flow);
        String kind =
                switch (outcome) {
                    case RteTranslation rule -> {
                        reread(rule);
                        yield rule.fit().name();
                    }
                    case RteOutcome.Refused(Refusal refusal) -> {
                        assertThat(refusal.sentence()).as(flow.toString()).hasSizeGreaterThan(12);
                        assertThat(refusal.layer()).isEqualTo(Refusal.Layer.TRANSLATE);
                        assertThat(refusal.subject()).as(refusal.toString()).isNotEmpty();
                        yield refusal.code().name();
                    }
                };
        counts.merge(kind, 1, Integer::sum);
        return outcome instanceof RteTranslation;
    }

    private void reread(RteTranslation rule) {
        RuleText text = RulePrinter.print(rule.ethdev(), rule.rule());
        if (!text.isWhole()) {
            counts.merge("of these testpmd has not all words", 1, Integer::sum);
            return;
        }
        try {
            RuleParser parser = new RuleParser();
            for (String line : text.setup()) {
                parser.read(line);
            }
            assertThat(parser.read(text.command()))
                    .as(text.toString())
                    .isEqualTo(Optional.of(new PortRule(rule.ethdev(), rule.rule())));
        } catch (RteParseException e) {
            throw new AssertionError(text.toString(), e);
        }
    }

    /** Port 1, or the port of the tunnel that the key has. */
    private static int port(FlowKey key) {
        if (key.isZero(FlowField.TUNNEL_FAMILY)) {
            return 1;
        }
        return key.isZero(FlowField.TUNNEL_OPTIONS_LENGTH) ? 4 : 5;
    }
}
