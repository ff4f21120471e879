package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Translation.Fit;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.property.SwitchFlows;
import io.tandem.property.WirePacket;
import io.tandem.rte.host.RteCapabilities;
import java.util.EnumSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** A rule and its megaflow on the same packets: the one as a device by the guide would, the other as the datapath does. */
class NeverWiderTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final int PACKETS = 60;
    private static final int ATTEMPTS = 12;

    private static final SwitchFlows FLOWS = new SwitchFlows(
            EnumSet.of(FlowField.IPV6_EXTHDRS, FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL));

    @Property(tries = 3_000)
    void matchesNothingThatTheMegaflowDoesNot(@ForAll long seed) {
        Random random = new Random(seed);
        WirePacket first = WireFrame.any(random);
        Megaflow flow = FLOWS.flow(first.datapathKey(), random);
        RteOutcome outcome = TRANSLATOR.translate(flow);
        for (int i = 0; i < ATTEMPTS && outcome instanceof RteOutcome.Refused; i++) {
            flow = FLOWS.flow(first.datapathKey(), random);
            outcome = TRANSLATOR.translate(flow);
        }
        String kind = outcome instanceof RteTranslation rule ? rule.fit().name() : "REFUSED";
        Statistics.label("outcome").collect(kind).coverage(coverage -> {
            coverage.check("EXACT").percentage(percent -> percent > 5);
            coverage.check("NARROWER").percentage(percent -> percent > 5);
        });
        if (!(outcome instanceof RteTranslation rule)) {
            return;
        }
        WirePacket packet = first;
        for (int i = 0; i < PACKETS; i++) {
            boolean offloaded = PatternModel.matches(rule.rule(), packet);
            boolean wanted = flow.matches(packet.datapathKey());
            assertThat(!offloaded || wanted)
                    .as("%s%n  %s%n  takes %s", flow.mask(), TestBed.text(rule), packet.datapathKey())
                    .isTrue();
            assertThat(offloaded || !wanted || rule.fit() == Fit.NARROWER)
                    .as("%s%n  %s%n  leaves %s", flow.mask(), TestBed.text(rule), packet.datapathKey())
                    .isTrue();
            packet = WireFrame.near(i % 4 == 0 ? first : packet, random);
        }
    }
}
