package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Translation.Fit;
import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.GeneratedCases;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.megaflow.FilterReading;
import io.tandem.tc.megaflow.FilterToMegaflow;
import io.tandem.tc.translate.TcRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules of flows, read as megaflows again: packets go the same way, and are counted the same. */
class ReadRulesTest {
    private static final int FIRST_METER = 1;
    private static final int GENERATED = 400;

    @Test
    void carryPacketsAsTheFlowsThatTheyAreOf() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        List<DatapathCase> cases = new ArrayList<>(new BuiltInCases(Optional.of(folder)).all());
        Captures captures = new Captures(folder);
        if (!captures.names().isEmpty()) {
            cases.addAll(new GeneratedCases(captures, 3).make(GENERATED));
        }
        int compared = 0;
        for (DatapathCase wanted : cases) {
            CaseRules rules = CaseRules.of(wanted, port -> port, FIRST_METER);
            boolean exact = rules.rules().stream().allMatch(rule -> rule.fit() == Fit.EXACT);
            if (!rules.refusal().isEmpty() || !exact) {
                continue;
            }
            Outcome asFlows = new TandemSide().run(List.of(wanted)).getFirst();
            Outcome asRead = new TandemSide().run(List.of(read(wanted, rules))).getFirst();
            assertThat(asRead).as(wanted.toText()).isEqualTo(asFlows);
            compared++;
        }
        assertThat(compared).isGreaterThan(30);
        System.out.println(compared + " of " + cases.size() + " cases carried by flows read back from their rules");
    }

    private static DatapathCase read(DatapathCase wanted, CaseRules rules) {
        FilterToMegaflow reader = new FilterToMegaflow(TcCapabilities.LINUX_6_1, new Numbers(wanted));
        List<CaseFlow> flows = new ArrayList<>();
        for (TcRule rule : rules.rules()) {
            TcFilter filter = TcFilter.of(
                    new FilterId(new AttachPoint.Ingress(rule.inPort()), rule.chain(), 1, rule.protocol(), 1),
                    rule.match(),
                    Set.of(),
                    rule.actions());
            FilterReading reading = reader.read(filter);
            assertThat(reading).as("%s%n%s", wanted.toText(), filter).isInstanceOf(FilterReading.Flow.class);
            Megaflow flow = ((FilterReading.Flow) reading).flow();
            flows.add(new CaseFlow(
                    OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(flow.key(), flow.mask()), PortNames.any()),
                    OdpActionText.print(flow.actions())));
        }
        return new DatapathCase(
                wanted.name(), wanted.references(), wanted.meters(), flows, wanted.openflow(), wanted.packets());
    }

    private record Numbers(DatapathCase wanted) implements DatapathNumbers {
        @Override
        public Optional<TcPort> portOf(int ifindex) {
            return Optional.of(TcPort.wire(ifindex, ifindex, TcTaps.name(ifindex)));
        }

        @Override
        public OptionalInt recirculationOf(int chain) {
            return OptionalInt.of(chain);
        }

        @Override
        public OptionalInt meterOf(int policeIndex) {
            int at = policeIndex - FIRST_METER;
            return at >= 0 && at < wanted.meters().size()
                    ? OptionalInt.of(wanted.meters().get(at).id())
                    : OptionalInt.empty();
        }
    }
}
