package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.Translation.Fit;
import io.tandem.datapath.FlowPutException;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.property.SwitchFlows;
import io.tandem.rte.host.RteCapabilities;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Rules and megaflows for what comes in GTP-U, on the same frames: the ones as a device by the guide would, the others in
 * the software datapath.
 */
class GtpuNeverWiderTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final int FRAMES = 40;
    private static final int ATTEMPTS = 20;
    private static final int OPTIONAL_FIELDS = 0x07;
    private static final int LOOKS_FOR_VERSION = 0xf0;
    private static final int LOOKS_FOR_NOTHING = 0;

    private static final SwitchFlows FLOWS = new SwitchFlows(EnumSet.of(
            FlowField.IPV6_EXTHDRS,
            FlowField.ND_TARGET,
            FlowField.ND_SLL,
            FlowField.ND_TLL,
            FlowField.TUNNEL_FLAGS,
            FlowField.TUNNEL_TP_DST));

    private static final List<OdpAction> FORWARD =
            List.of(new OdpAction.PushEth(0x02_0000_0000_05L, 0x02_0000_0000_06L), new OdpAction.Output(2));

    private static Megaflow flow(FlowKey key, Random random) {
        FlowMask.Builder mask = FLOWS.flow(key, random).mask().toBuilder();
        if (random.nextInt(16) != 0) {
            mask.exact(FlowField.PACKET_TYPE_NS).exact(FlowField.PACKET_TYPE_ID);
        }
        if (random.nextInt(16) != 0) {
            mask.exact(FlowField.TUNNEL_FAMILY);
        }
        if (random.nextInt(4) == 0) {
            mask.exact(FlowField.TUNNEL_TP_DST)
                    .set(FlowField.TUNNEL_GTPU_FLAGS, random.nextBoolean() ? 0xff : OPTIONAL_FIELDS);
        }
        return Megaflow.of(key, mask.build(), FORWARD);
    }

    @Property(tries = 1_000)
    void matchesNothingThatTheMegaflowDoesNot(@ForAll long seed) throws FlowPutException {
        Random random = new Random(seed);
        try (GtpuDatapath datapath = new GtpuDatapath()) {
            GtpuFrame first = GtpuFrame.any(random);
            FlowKey key = datapath.key(first.bytes());
            Megaflow flow = flow(key, random);
            RteOutcome outcome = TRANSLATOR.translate(flow);
            for (int i = 0; i < ATTEMPTS && outcome instanceof RteOutcome.Refused; i++) {
                flow = flow(key, random);
                outcome = TRANSLATOR.translate(flow);
            }
            String kind = outcome instanceof RteTranslation rule ? rule.fit().name() : "REFUSED";
            Statistics.label("outcome").collect(kind).coverage(coverage -> {
                coverage.check("EXACT").count(count -> count > 0);
                coverage.check("NARROWER").percentage(percent -> percent > 20);
            });
            if (outcome instanceof RteTranslation rule) {
                compare(rule, flow, first, datapath, random);
            }
        }
    }

    private static void compare(
            RteTranslation rule, Megaflow flow, GtpuFrame first, GtpuDatapath datapath, Random random)
            throws FlowPutException {
        GtpuFrame frame = first;
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = frame.bytes();
            boolean strict = PatternModel.matches(rule.rule(), 0, bytes, LOOKS_FOR_VERSION);
            boolean lenient = PatternModel.matches(rule.rule(), 0, bytes, LOOKS_FOR_NOTHING);
            boolean wanted = flow.matches(datapath.key(bytes));
            String what = "%s%n  %s%n  %s%n  %s".formatted(flow.mask(), TestBed.text(rule), datapath.key(bytes), frame);
            assertThat(!(strict || lenient) || wanted).as("takes: " + what).isTrue();
            assertThat(strict && lenient || !wanted || rule.fit() == Fit.NARROWER)
                    .as("leaves: " + what)
                    .isTrue();
            Statistics.label("taken").collect(lenient).coverage(coverage -> coverage.check(true)
                    .percentage(percent -> percent > 5));
            if (lenient) {
                assertThat(datapath.send(flow, bytes)).as(what).hasValueSatisfying(sent -> assertThat(sent)
                        .isEqualTo(ActionModel.apply(rule.rule(), bytes)));
            }
            frame = (i % 4 == 0 ? first : frame).near(random);
        }
    }
}
