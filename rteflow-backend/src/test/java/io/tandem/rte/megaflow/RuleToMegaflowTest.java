package io.tandem.rte.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.property.SwitchFlows;
import io.tandem.property.WirePacket;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.RuleReader;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.PatternModel;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.translate.WireFrame;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.vectors.VectorFlows;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** Megaflows to rules, to structs in memory, and back. */
class RuleToMegaflowTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final RuleToMegaflow READER = new RuleToMegaflow(new DatapathNumbers() {
        @Override
        public OptionalInt portOf(int ethdev) {
            return ethdev < 3 ? OptionalInt.of(ethdev + 1) : OptionalInt.empty();
        }

        @Override
        public OptionalInt recirculationOf(int group) {
            return group == 0 ? OptionalInt.of(0) : OptionalInt.empty();
        }

        @Override
        public OptionalInt tunnelOf(RtePort.Kind kind) {
            return TestBed.tunnel(kind);
        }
    });
    private static final SwitchFlows FLOWS = new SwitchFlows(EnumSet.of(FlowField.IPV6_EXTHDRS));
    private static final int PACKETS = 40;
    private static final int ATTEMPTS = 12;

    @Property(tries = 2_000)
    void aRuleReadBackMatchesWhatItMatches(@ForAll long seed) throws RuleNotTakenException {
        Random random = new Random(seed);
        WirePacket first = WireFrame.any(random);
        RteOutcome outcome = TRANSLATOR.translate(FLOWS.flow(first.datapathKey(), random));
        for (int i = 0; i < ATTEMPTS && outcome instanceof RteOutcome.Refused; i++) {
            outcome = TRANSLATOR.translate(FLOWS.flow(first.datapathKey(), random));
        }
        if (!(outcome instanceof RteTranslation made) || made.rule().group() != 0) {
            return;
        }
        RuleReading reading = READER.read(made.ethdev(), throughMemory(made.rule()));
        boolean read = reading instanceof RuleReading.Flow;
        Statistics.label("read").collect(read).coverage(coverage -> coverage.check(true)
                .percentage(percent -> percent > 90));
        if (!(reading instanceof RuleReading.Flow(Megaflow flow, var inexact))) {
            return;
        }
        WirePacket packet = first;
        for (int i = 0; i < PACKETS; i++) {
            boolean byRule = PatternModel.matches(made.rule(), packet);
            boolean byFlow = flow.matches(packet.datapathKey());
            assertThat(!byRule || byFlow)
                    .as("%s%n  %s%n  leaves %s", TestBed.text(made), flow, packet.datapathKey())
                    .isTrue();
            assertThat(byRule || !byFlow || !inexact.isEmpty())
                    .as("%s%n  %s%n  takes %s", TestBed.text(made), flow, packet.datapathKey())
                    .isTrue();
            packet = WireFrame.near(i % 4 == 0 ? first : packet, random);
        }
    }

    @Test
    void rulesOfTheVectorsSurviveTheWayThroughMemoryAndBack() throws IOException, RuleNotTakenException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Megaflow flow : new VectorFlows(key -> 1).matchesWithActions()) {
            if (!(TRANSLATOR.translate(flow) instanceof RteTranslation made)) {
                continue;
            }
            RteRule rule = throughMemory(made.rule());
            assertThat(rule).isEqualTo(made.rule());
            switch (READER.read(made.ethdev(), rule)) {
                case RuleReading.None none ->
                    counts.merge(none.why().type() + " " + none.why().message(), 1, Integer::sum);
                case RuleReading.Flow back -> {
                    counts.merge("read", 1, Integer::sum);
                    assertThat(TRANSLATOR.translate(back.flow()))
                            .isInstanceOfSatisfying(RteTranslation.class, again -> {
                                assertThat(again.rule().pattern())
                                        .as(flow.toString())
                                        .isEqualTo(rule.pattern());
                                assertThat(again.rule().actions())
                                        .as(flow.toString())
                                        .isEqualTo(rule.actions());
                            });
                }
            }
        }
        System.out.println("rules of the vectors as megaflows: " + counts);
        assertThat(counts.getOrDefault("read", 0)).isGreaterThan(1_000);
    }

    private static RteRule throughMemory(RteRule rule) throws RuleNotTakenException {
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        try (RuleImage image = new RuleImage(layouts)) {
            image.set(rule, id -> id);
            return new RuleReader(layouts).read(image.attr(), image.pattern(), image.actions());
        }
    }
}
