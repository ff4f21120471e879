package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Comparison.Verdict;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.DatapathReport;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.HostTool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OvsSideTest {
    @BeforeEach
    void needsOpenVswitch() {
        try {
            HostTool.require(VswitchDaemon.TOOLS);
        } catch (GuestException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void tandemSendsAndCountsWhatOpenVswitchDoes() throws Exception {
        List<DatapathCase> cases = new BuiltInCases(Optional.empty())
                .all().stream()
                        .filter(c -> c.references().contains(Reference.OVS))
                        .toList();
        try (OvsSide side = OvsSide.start()) {
            DatapathReport report =
                    DatapathReport.of(cases, new TandemSide().run(cases), Map.of(Reference.OVS, side.run(cases)));
            assertThat(report.comparisons().stream()
                            .filter(c -> c.verdict() != Verdict.EQUAL)
                            .map(c -> c.wanted().name()))
                    .as(report.toText())
                    .isEmpty();
            assertThat(report.comparisons())
                    .as("no case is beyond Open vSwitch: %s", report.toText())
                    .noneMatch(c -> c.references().get(Reference.OVS) instanceof Outcome.Refused);
        }
    }

    @Test
    void goesOnAfterACrash() throws Exception {
        String text = "case crash\nflow recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)"
                + " set(vlan(vid=9,pcp=1)),2\npacket 1 udp4\n"
                + "one next eth(),eth_type(0x0800),ipv4(frag=no) 2 udp4\n";
        List<DatapathCase> cases = new BuiltInCases(Optional.empty()).read("test", text);
        try (OvsSide side = OvsSide.start()) {
            List<Outcome> outcomes = side.run(cases);
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Refused.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Carried.class);
        }
    }
}
