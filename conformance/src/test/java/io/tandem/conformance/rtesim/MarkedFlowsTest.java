package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.PortNames;
import io.tandem.rte.nativelib.Layouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flows that the NIC marks and software carries: rte_flow rules as C structs into the RTL, its marks with the packets that it
 * gives to the host, and a datapath that finds the flows by them.
 */
class MarkedFlowsTest {
    private static RteSwitch open(String release) throws Exception {
        return new RteSwitch(nic -> RteSimSuite.rte(nic, Layouts.of(release).orElseThrow()));
    }

    private static void send(RteSwitch net, int... destinations) {
        net.receive(destinations);
        for (int i = 0; i < destinations.length; i++) {
            assertThat(net.burst().verdict(i)).isEqualTo(Verdict.TO_HOST);
        }
        net.toSoftware();
    }

    private static List<Long> lookups(DatapathCounters counters) {
        return List.of(counters.emcHits(), counters.smcHits(), counters.dpclsHits(), counters.upcalls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.11", "23.11", "24.11", "25.11"})
    void areFoundWithoutALookup(String release) throws Exception {
        try (RteSwitch net = open(release)) {
            DatapathFlow flow = net.put(0, ",udp(dst=53)", "ct(commit),2");
            assertThat(net.state(flow)).isInstanceOfSatisfying(FlowState.Partial.class, partial -> assertThat(
                            partial.whole().code())
                    .isEqualTo(Refusal.Code.UNSUPPORTED_ACTION));
            List<Long> before = lookups(net.datapath().counters());

            send(net, 53, 53, 53, 53);

            DatapathCounters after = net.datapath().counters();
            assertThat(lookups(after)).isEqualTo(before);
            assertThat(after.markHits()).isEqualTo(4);
            assertThat(net.sent()).containsExactly(53, 53, 53, 53);

            send(net, 54, 53, 54);
            assertThat(net.datapath().counters().upcalls()).isEqualTo(2);
            assertThat(net.datapath().counters().markHits()).isEqualTo(5);
        }
    }

    @Test
    void areCountedOnceThoughTheNicCountsTheirPacketsToo() throws Exception {
        try (RteSwitch net = open("22.11")) {
            OffloadEngine engine = net.engine();
            DatapathFlow flow = net.put(0, ",udp(dst=53)", "ct(commit),2");
            send(net, 53, 53, 53);
            engine.dump();
            List<Long> byNic = new ArrayList<>();
            net.nic().dump(Set.of(), rule -> byNic.add(rule.counters().packets()));
            assertThat(byNic).containsExactly(3L);
            assertThat(net.total(flow)).isEqualTo(3);
            assertThat(engine.lookups().packets().packets()).isZero();
            assertThat(engine.remove(flow.megaflow().ufid()).orElseThrow().bytes())
                    .isEqualTo(3 * RteSwitch.SIZE);
            assertThat(engine.counters().endedPackets()).isEqualTo(3);
        }
    }

    @Test
    void areNeverFoundByAMarkThatIsOlderThanThey() throws Exception {
        try (RteSwitch net = open("22.11")) {
            DatapathFlow old = net.put(0, ",udp(dst=53)", "ct(commit),2");
            int mark = old.mark();
            net.receive(53); // on its way to the host while the flow goes
            net.engine().remove(old.megaflow().ufid());
            DatapathFlow next = net.put(0, ",udp(dst=54)", "ct(commit),2");
            assertThat(next.mark()).isEqualTo(mark);
            assertThat(net.burst().mark(0)).isEqualTo(mark);
            net.toSoftware();
            assertThat(net.sent()).isEmpty();
            assertThat(next.stats().packets()).isZero();
            assertThat(net.datapath().counters().upcalls()).isEqualTo(1);
            send(net, 53, 54);
            assertThat(net.sent()).containsExactly(54);
            assertThat(net.datapath().counters().markHits()).isEqualTo(1);
        }
    }

    @Test
    void becomeWholeWhereTheirActionsAreTheNics() throws Exception {
        try (RteSwitch net = open("22.11")) {
            OffloadEngine engine = net.engine();
            DatapathFlow flow = net.put(0, ",udp(dst=53)", "ct(commit),2");
            send(net, 53, 53);
            engine.modify(flow.megaflow().ufid(), OdpActionText.parse("2", PortNames.any()));
            engine.dump();
            assertThat(net.state(flow)).isInstanceOf(FlowState.Offloaded.class);
            net.receive(53);
            assertThat(net.burst().verdict(0)).isEqualTo(Verdict.FORWARD);
            engine.dump();
            assertThat(net.total(flow)).isEqualTo(3);
            assertThat(engine.lookups().packets().packets()).isEqualTo(1);
        }
    }
}
