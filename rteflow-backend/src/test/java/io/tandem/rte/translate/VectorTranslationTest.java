package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.text.PortRule;
import io.tandem.rte.text.RteParseException;
import io.tandem.rte.text.RuleParser;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.text.RuleText;
import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every match and every list of actions of the vectors becomes a rule that prints, or a refusal that says what is wrong. */
class VectorTranslationTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final PortNames NAMED =
            PortNames.of(Map.of("n1", 1, "int-br", 2, "p1", 1, "p2", 2, "p3", 3, "br0", 8));

    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void matchesWithActions() throws IOException {
        List<Megaflow> matches = new ArrayList<>();
        for (String line : Vectors.lines("odp-wildcarded.txt")) {
            read(line).ifPresent(matches::add);
        }
        List<List<OdpAction>> lists = new ArrayList<>();
        for (String line : Vectors.lines("odp-actions.txt")) {
            actions(field(line)).ifPresent(lists::add);
        }
        assertThat(matches).hasSizeGreaterThan(100);
        assertThat(lists).hasSizeGreaterThan(100);
        for (Megaflow match : matches) {
            for (List<OdpAction> list : lists) {
                translate(match.withActions(list));
            }
        }
        System.out.println("odp-wildcarded.txt x odp-actions.txt: " + counts);
        assertThat(counts).containsKeys("EXACT", "NARROWER", "UNSUPPORTED_ACTION", "UNSUPPORTED_FIELD");
    }

    @Test
    void flowsOfOpenVswitchTests() throws IOException {
        int rules = 0;
        for (String line : Vectors.lines("odp-flows.txt")) {
            String[] parts = line.split("\t", -1);
            Optional<Megaflow> flow = read(parts[1]);
            Optional<List<OdpAction>> list = actions(parts[2]);
            if (flow.isPresent() && list.isPresent()) {
                rules += translate(flow.get().withActions(list.get())) ? 1 : 0;
            }
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

    private static String field(String line) {
        return line.substring(0, line.indexOf('\t') < 0 ? line.length() : line.indexOf('\t'));
    }

    /** The match at port 1, or at the port of the tunnel that it has. */
    private static Optional<Megaflow> read(String line) {
        try {
            OdpMatch match = OdpKeyText.parseMasked(field(line), NAMED);
            FlowKey key = match.key().toBuilder()
                    .set(FlowField.IN_PORT, port(match.key()))
                    .build();
            FlowMask mask = match.mask().toBuilder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .build();
            return Optional.of(Megaflow.of(key, mask, List.of()));
        } catch (OdpParseException e) {
            return Optional.empty();
        }
    }

    private static int port(FlowKey key) {
        if (key.isZero(FlowField.TUNNEL_FAMILY)) {
            return 1;
        }
        return key.isZero(FlowField.TUNNEL_OPTIONS_LENGTH) ? 4 : 5;
    }

    private static Optional<List<OdpAction>> actions(String text) {
        try {
            return Optional.of(OdpActionText.parse(text, NAMED));
        } catch (OdpParseException e) {
            return Optional.empty();
        }
    }
}
