package io.tandem.tc.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.property.WirePacket;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.translate.TestBed;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Templates against the translator that makes them. */
class MatchTemplatesTest {
    private static final TcCapabilities KERNEL = TcCapabilities.NEWEST;
    private static final TcPort PORT = TcPort.wire(1, 1, "in");
    private static final int NEIGHBOURS = 20;
    private static final int ATTEMPTS = 12;

    @Property(tries = 1_000)
    void fillsWhatTheTranslatorMakes(@ForAll long seed) {
        Random random = new Random(seed);
        FlowKey packet = WirePacket.any(random).datapathKey();
        Megaflow flow = TestBed.FLOWS.flow(packet, random);
        for (int i = 0; i < ATTEMPTS && !(translated(flow.key(), flow.mask()) instanceof RuleMatch); i++) {
            flow = TestBed.FLOWS.flow(packet, random);
        }
        FlowMask mask = flow.mask();
        MatchTemplates templates = new MatchTemplates(KERNEL);
        List<FlowKey> seen = new ArrayList<>();
        FlowKey key = flow.key();
        for (int i = 0; i < NEIGHBOURS; i++) {
            Object wanted = translated(key, mask);
            assertThat(filled(templates, key, mask)).as("%s of %s", key, mask).isEqualTo(wanted);
            MatchTemplate.Shape shape = new MatchTemplate.Shape(key, mask, PORT);
            boolean again = wanted instanceof RuleMatch
                    && seen.stream().anyMatch(k -> shape.equals(new MatchTemplate.Shape(k, mask, PORT)));
            Statistics.label("shape")
                    .collect(again ? "seen before" : "new")
                    .coverage(coverage -> coverage.check("seen before").percentage(percent -> percent > 5));
            seen.add(key);
            key = neighbour(flow.key(), mask, random);
        }
    }

    /** A key that differs in some bits of one field that the mask looks at, or of two. */
    private static FlowKey neighbour(FlowKey key, FlowMask mask, Random random) {
        List<FlowField> fields = Arrays.stream(FlowField.values())
                .filter(field -> !mask.isZero(field))
                .toList();
        long[] words = key.toWords();
        for (int changes = 1 + random.nextInt(2); changes > 0 && !fields.isEmpty(); changes--) {
            FlowField field = fields.get(random.nextInt(fields.size()));
            int word = field.word() + random.nextInt(field.words());
            words[word] ^= mask.word(word) & field.ones() << field.shift() & random.nextLong();
        }
        return FlowKey.ofWords(words);
    }

    private static Object translated(FlowKey key, FlowMask mask) {
        try {
            return MatchTranslator.translate(key, mask, PORT, KERNEL, false);
        } catch (RefusedException e) {
            return e.refusal();
        }
    }

    private static Object filled(MatchTemplates templates, FlowKey key, FlowMask mask) {
        try {
            return templates.translate(key, mask, PORT);
        } catch (RefusedException e) {
            return e.refusal();
        }
    }
}
