package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.Translation.Fit;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.property.WirePacket;
import io.tandem.rte.host.RteCapabilities;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** A rule and its megaflow on the same packets: the one as a device by the guide would, the other as the datapath does. */
class NeverWiderTest {
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(RteCapabilities.ALL);
    private static final int PACKETS = 60;
    private static final int ATTEMPTS = 12;

    /** Fields that are refused wherever they are looked at, and would leave few rules to compare. */
    private static final Set<FlowField> REFUSED =
            EnumSet.of(FlowField.IPV6_EXTHDRS, FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL);

    @Property(tries = 3_000)
    void matchesNothingThatTheMegaflowDoesNot(@ForAll long seed) {
        Random random = new Random(seed);
        WirePacket first = WireFrame.any(random);
        Megaflow flow = flow(first.datapathKey(), random);
        RteOutcome outcome = TRANSLATOR.translate(flow);
        for (int i = 0; i < ATTEMPTS && outcome instanceof RteOutcome.Refused; i++) {
            flow = flow(first.datapathKey(), random);
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

    private static Megaflow flow(FlowKey key, Random random) {
        return Megaflow.of(key, mask(key, random), List.of(new OdpAction.Output(2)));
    }

    /** Masks as switches make them, each field whole, in part or wild; and now and then without its prerequisites. */
    private static FlowMask mask(FlowKey key, Random random) {
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.RECIRC_ID).exact(FlowField.IN_PORT);
        int dense = 1 + random.nextInt(6);
        boolean strict = random.nextInt(4) != 0;
        if (random.nextInt(8) != 0) {
            mask.exact(FlowField.ETH_TYPE);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.VLAN_TPID).exact(FlowField.VLAN_CFI);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.CVLAN_TPID).exact(FlowField.CVLAN_CFI);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.IPV4_PROTO);
        }
        for (FlowField field : FlowField.values()) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            boolean tunnel = field.word() >= FlowField.TUNNEL_ID.word();
            if (random.nextInt(8) >= dense || strict && !meant || tunnel && key.isZero(FlowField.TUNNEL_FAMILY)) {
                continue;
            }
            if (REFUSED.contains(field) && random.nextInt(16) != 0) {
                continue;
            }
            if (field.words() > 2 || field == FlowField.TUNNEL_OPTIONS_LENGTH || field == FlowField.RECIRC_ID) {
                continue;
            }
            if (!field.maskable() || field.wide() || random.nextInt(3) != 0) {
                mask.exact(field);
            } else {
                mask.set(field, field.ones() & (random.nextBoolean() ? random.nextLong() : 3));
            }
        }
        return mask.build();
    }
}
