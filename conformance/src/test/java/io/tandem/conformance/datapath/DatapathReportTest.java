package io.tandem.conformance.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.Comparison.Verdict;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.flow.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatapathReportTest {
    private static final String CASE =
            "only ovs\none ttl eth(),eth_type(0x0800),ipv4(frag=no) set(ipv4(ttl=9)),2 udp4\n";

    @Test
    void namesTheHeaderAndTheByteThatDiffers() throws Exception {
        Outcome.Carried theirs = carried();
        byte[] frame = Objects.requireNonNull(theirs.sent().get(2)).getFirst().toArray();
        frame[22] ^= 1;
        Outcome ours = new Outcome.Carried(Map.of(2, List.of(Bytes.of(frame))), theirs.counts());
        DatapathReport report = report(ours, theirs);
        assertThat(report.allEqual()).isFalse();
        assertThat(report.of(Verdict.DIFFERENT)).hasSize(1);
        assertThat(report.toText())
                .contains("byte 22 (ethernet/ipv4+8): ovs 09, tandem 08")
                .contains("1 cases: 0 equal, 0 disputed, 1 different, 0 refused by Tandem");
        assertThat(CaseReader.read("report", paste(report), NamedFrames::find)).isEqualTo(cases());
    }

    @Test
    void namesTheFlowThatCountsOtherwise() throws Exception {
        Outcome.Carried theirs = carried();
        Outcome ours = new Outcome.Carried(theirs.sent(), List.of(new Outcome.Count(2, 148)));
        assertThat(report(ours, theirs).toText())
                .contains("flow 0 (recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)): "
                        + "ovs counts 1 packets 74 bytes, tandem 2 packets 148 bytes");
    }

    @Test
    void namesTheFramesThatAreMissing() throws Exception {
        Outcome.Carried theirs = carried();
        Map<Integer, List<Bytes>> sent = new HashMap<>(theirs.sent());
        sent.remove(2);
        assertThat(report(new Outcome.Carried(sent, theirs.counts()), theirs).toText())
                .contains("port 2: ovs sent 1 frames, tandem 0");
    }

    @Test
    void tellsRefusalsFromDifferences() throws Exception {
        DatapathReport report = report(new Outcome.Refused("set"), carried());
        assertThat(report.allEqual()).isFalse();
        assertThat(report.of(Verdict.REFUSED)).hasSize(1);
        assertThat(report.toText()).contains("refused by Tandem, set: ttl");
    }

    @Test
    void isContentWhereAllIsTheSame() throws Exception {
        assertThat(report(carried(), carried()).allEqual()).isTrue();
    }

    @Test
    void namesTheDisputeThatTandemTakesASideIn() throws Exception {
        String text = """
                case cut
                flow recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4() set(ipv4(ttl=9)),2
                packet 1 02000000000202000000000108004510003c
                """;
        List<DatapathCase> cases = new BuiltInCases(Optional.empty()).read("test", text);
        Outcome ours = new TandemSide().run(cases).getFirst();
        Outcome.Carried theirs = carried();
        DatapathReport asKernel = DatapathReport.of(
                cases, List.of(ours), Map.of(Reference.OVS, List.of(theirs), Reference.KERNEL, List.of(ours)));
        assertThat(asKernel.allEqual()).isTrue();
        assertThat(asKernel.toText()).contains("references differ, cut_short (as kernel): cut");
        DatapathReport asNone = DatapathReport.of(
                cases, List.of(ours), Map.of(Reference.OVS, List.of(ours), Reference.KERNEL, List.of(theirs)));
        assertThat(asNone.allEqual()).isFalse();
    }

    private static String paste(DatapathReport report) {
        return report.toText().substring(0, report.toText().indexOf('#'));
    }

    private static DatapathReport report(Outcome ours, Outcome theirs) throws CaseFormatException {
        return DatapathReport.of(cases(), List.of(ours), Map.of(Reference.OVS, List.of(theirs)));
    }

    private static Outcome.Carried carried() throws CaseFormatException {
        return (Outcome.Carried) new TandemSide().run(cases()).getFirst();
    }

    private static List<DatapathCase> cases() throws CaseFormatException {
        return new BuiltInCases(Optional.empty()).read("test", CASE);
    }
}
