package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.flow.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CarryReportTest {
    private static final String EXACT = "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)";
    private static final int IPV4_LENGTH = 16;
    private static final String ACTIONS = "set(ipv4(ttl=9)),2";

    @Test
    void isContentWhereTcDoesTheSame() throws Exception {
        DatapathCase wanted = wanted(EXACT);
        CarryReport report = report(wanted, new CarriedCase(software(wanted), Set.of()));
        assertThat(report.allEqual()).isTrue();
        assertThat(report.toText()).contains("1 cases equal");
    }

    @Test
    void namesTheCaseThatTcCarriesOtherwise() throws Exception {
        Outcome.Carried none = new Outcome.Builder().build();
        CarryReport report = report(wanted(EXACT), new CarriedCase(none, Set.of()));
        assertThat(report.allEqual()).isFalse();
        assertThat(report.toText())
                .contains("port 2: kernel sent 0 frames, tandem 1")
                .contains("1 different");
    }

    @Test
    void findsFaultWithAnExactRuleThatMissesAPacket() throws Exception {
        DatapathCase wanted = wanted(EXACT);
        Outcome.Builder nothing = new Outcome.Builder();
        nothing.counted(0, 0);
        CarryReport report = report(wanted, new CarriedCase(nothing.build(), Set.of(0)));
        assertThat(report.allEqual()).isFalse();
        assertThat(report.toText()).contains("packet 0 is of flow 0, whose exact rule does not match it");
    }

    @Test
    void leavesPacketsWithUnsoundHeadersToTheSoftware() throws Exception {
        DatapathCase sound = wanted(EXACT);
        byte[] frame = sound.packets().getFirst().frame().toArray();
        frame[IPV4_LENGTH] = (byte) 0xff;
        DatapathCase wanted = new DatapathCase(
                sound.name(),
                sound.references(),
                sound.meters(),
                sound.flows(),
                sound.openflow(),
                List.of(new CasePacket(1, Bytes.of(frame))));
        Outcome.Builder nothing = new Outcome.Builder();
        nothing.counted(0, 0);
        CarryReport report = report(wanted, new CarriedCase(nothing.build(), Set.of(0)));
        assertThat(report.allEqual()).isTrue();
        assertThat(report.toText()).contains("1 with unsound headers");
    }

    @Test
    void countsWhatWasRefusedByTheKernelAsADifference() throws Exception {
        CarryReport report = report(wanted(EXACT), new CarriedCase(new Outcome.Refused("flow 0: EINVAL"), Set.of()));
        assertThat(report.allEqual()).isFalse();
        assertThat(report.toText()).contains("EINVAL");
    }

    @Test
    void readsWhatItPrints() throws Exception {
        CarriedCase one = new CarriedCase(software(wanted(EXACT)), Set.of(3, 1));
        CarriedCase other = new CarriedCase(new Outcome.Refused("no"), Set.of());
        assertThat(CarriedCase.read(one.print() + other.print())).containsExactly(one, other);
    }

    private static CarryReport report(DatapathCase wanted, CarriedCase found) throws Exception {
        CarryReport report = new CarryReport();
        report.compare(wanted, CaseRules.of(wanted, port -> port, 1), found);
        return report;
    }

    private static Outcome software(DatapathCase wanted) {
        return new TandemSide().run(List.of(wanted)).getFirst();
    }

    private static DatapathCase wanted(String key) throws Exception {
        String text = "case one\nflow " + key + " " + ACTIONS + "\npacket 1 udp4\n";
        return new BuiltInCases(Optional.empty()).read("test", text).getFirst();
    }
}
