package io.tandem.tc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Translation.Fit;
import io.tandem.flow.Megaflow;
import io.tandem.property.WirePacket;
import io.tandem.tc.host.TcCapabilities;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** A rule and its megaflow on the same packets: the one as the kernel would, the other as the datapath does. */
class NeverWiderTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(TcCapabilities.NEWEST);
    private static final int PACKETS = 60;
    private static final int ATTEMPTS = 12;

    @Property(tries = 3_000)
    void matchesNothingThatTheMegaflowDoesNot(@ForAll long seed) {
        Random random = new Random(seed);
        WirePacket first = WirePacket.any(random);
        Megaflow flow = TestBed.FLOWS.flow(first.datapathKey(), random);
        TcOutcome outcome = TRANSLATOR.translate(flow);
        for (int i = 0; i < ATTEMPTS && outcome instanceof TcOutcome.Refused; i++) {
            flow = TestBed.FLOWS.flow(first.datapathKey(), random);
            outcome = TRANSLATOR.translate(flow);
        }
        String kind = outcome instanceof TcRule rule ? rule.fit().name() : "REFUSED";
        Statistics.label("outcome").collect(kind).coverage(coverage -> {
            coverage.check("EXACT").percentage(percent -> percent > 5);
            coverage.check("NARROWER").percentage(percent -> percent > 5);
        });
        if (!(outcome instanceof TcRule rule)) {
            return;
        }
        WirePacket packet = first;
        for (int i = 0; i < PACKETS; i++) {
            boolean offloaded =
                    packet.inPort == rule.inPort() && FlowerModel.matches(rule.protocol(), rule.match(), packet);
            boolean wanted = flow.matches(packet.datapathKey());
            assertThat(!offloaded || wanted)
                    .as("%s%n  %s%n  takes %s", flow.mask(), RuleText.of(rule), packet.datapathKey())
                    .isTrue();
            assertThat(offloaded || !wanted || rule.fit() == Fit.NARROWER)
                    .as("%s%n  %s%n  leaves %s", flow.mask(), RuleText.of(rule), packet.datapathKey())
                    .isTrue();
            packet = (i % 4 == 0 ? first : packet).near(random);
        }
    }
}
