package io.tandem.tc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.vectors.VectorFlows;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every match and every list of actions of the vectors becomes a rule or a refusal that says what is wrong. */
class VectorTranslationTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(TcCapabilities.NEWEST);
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
        TcOutcome outcome = TRANSLATOR.translate(flow);
        String kind =
                switch (outcome) {
                    case TcRule rule -> rule.fit().name();
                    case TcOutcome.Refused refused -> {
                        Refusal refusal = refused.refusal();
                        assertThat(refusal.sentence())
                                .as(flow.toString())
                                .isNotBlank()
                                .hasSizeGreaterThan(12);
                        assertThat(refusal.layer()).isEqualTo(Refusal.Layer.TRANSLATE);
                        assertThat(refusal.subject().isEmpty())
                                .as(refusal.toString())
                                .isEqualTo(refusal.sentence().contains("tc actions, a filter has"));
                        yield refusal.code().name();
                    }
                };
        counts.merge(kind, 1, Integer::sum);
        return outcome instanceof TcRule;
    }

    /** Port 1, or the port of the tunnel that the key has. */
    private static int port(FlowKey key) {
        if (key.isZero(FlowField.TUNNEL_FAMILY)) {
            return 1;
        }
        boolean options = !key.isZero(FlowField.TUNNEL_OPTIONS_LENGTH);
        return options ? 5 : !key.isZero(FlowField.TUNNEL_ERSPAN_VERSION) ? 7 : 4;
    }
}
