package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.FlowState;
import io.tandem.backend.MissPlaces;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.Ufid;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.template.TemplateFlows;
import io.tandem.rte.transport.RteFlows;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packets that rules of the NIC lead to a group in which none is for them: rte_flow rules as C structs into the RTL, the
 * group's mark with what the NIC gives to the host, and a datapath that goes on there.
 */
class MissedPacketsTest {
    /** @param templates rules are made by templates and a queue; else one by one */
    private static RteSwitch open(boolean templates) throws Exception {
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        return new RteSwitch(nic -> {
            NicFlows driver = new NicFlows(nic, nic.ports(), layouts, System::nanoTime);
            NicTemplates queue = new NicTemplates(driver, layouts);
            Supplier<RteFlows> alone = () -> new SimulatedRte(driver, layouts);
            return RteSimSuite.open(
                    nic,
                    Map.of("miss-marks", "true"),
                    templates ? () -> new TemplateFlows(alone.get(), new SimulatedTemplates(queue, layouts)) : alone);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areCountedOnceByEachFlowThatTheyMeet(boolean templates) throws Exception {
        try (RteSwitch net = open(templates)) {
            DatapathFlow first = net.put(0, "", "recirc(5)");
            DatapathFlow inNic = net.put(5, ",udp(dst=53)", "2");
            DatapathFlow inSoftware = net.put(5, ",udp(dst=54)", "ct(commit),2");
            DatapathFlow again = net.put(5, ",udp(dst=55)", "recirc(6)");
            DatapathFlow last = net.put(6, ",udp(dst=55)", "trunc(60),2");
            assertThat(List.of(net.state(first), net.state(inNic), net.state(again)))
                    .allMatch(FlowState.Offloaded.class::isInstance);
            assertThat(List.of(net.state(inSoftware), net.state(last)))
                    .noneMatch(FlowState.Offloaded.class::isInstance);

            net.receive(53, 54, 55, 53, 54, 55, 99);
            assertThat(net.burst().mark(1)).isBetween(MissPlaces.FIRST_MARK, MissPlaces.FIRST_MARK + MissPlaces.MARKS);
            assertThat(net.burst().mark(2)).isNotEqualTo(net.burst().mark(1));
            net.toSoftware();
            net.engine().dump();

            assertThat(net.sent()).containsExactlyInAnyOrder(53, 53, 54, 54, 55, 55);
            assertThat(Stream.of(first, inNic, inSoftware, again, last).map(net::total))
                    .containsExactly(7L, 2L, 2L, 2L, 2L);
            assertThat(first.stats().packets()).isZero();
            DatapathCounters counters = net.datapath().counters();
            assertThat(counters.received()).isZero();
            assertThat(counters.recovered()).isEqualTo(5);
            assertThat(counters.upcalls()).isZero();
            assertThat(net.engine().lookups().packets().packets()).isEqualTo(7);
            assertThat(net.engine().lookups().recirculated()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findTheirPlaceAfterTheRulesAreGone(boolean templates) throws Exception {
        try (RteSwitch net = open(templates)) {
            DatapathFlow first = net.put(0, "", "recirc(5)");
            DatapathFlow second = net.put(5, ",udp(dst=54)", "trunc(60),2");
            net.receive(54, 54);
            Ufid gone = first.megaflow().ufid();
            assertThat(net.engine().remove(gone).orElseThrow().packets()).isEqualTo(2);
            net.put(0, "", "recirc(7)");
            net.toSoftware();
            assertThat(net.sent()).containsExactly(54, 54);
            assertThat(second.stats().packets()).isEqualTo(2);
            assertThat(net.datapath().counters().received()).isZero();
        }
    }
}
