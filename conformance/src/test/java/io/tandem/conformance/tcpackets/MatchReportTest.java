package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.conformance.tcpackets.MatchCases.Batch;
import io.tandem.conformance.tcpackets.MatchCases.RuledFlow;
import io.tandem.flow.Bytes;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcRule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchReportTest {
    private static final Bytes UDP = NamedFrames.find("udp4").orElseThrow();
    private static final Bytes LLDP = Bytes.of(retyped(UDP.toArray()));

    @Test
    void isContentWithTheMatchesOfTheMegaflow() throws Exception {
        MatchReport report = report("matched 01", "matched ", "end");
        assertThat(report.allAsSaid()).isTrue();
        assertThat(report.toText())
                .contains("2 packets asked about, 1 matches, 0 left")
                .contains("0 wider, 0 missed");
    }

    @Test
    void namesThePacketThatIsMatchedBeyondTheMegaflow() throws Exception {
        MatchReport report = report("matched 01", "matched 01", "end");
        assertThat(report.allAsSaid()).isFalse();
        assertThat(report.toText())
                .contains("matches a packet that its megaflow does not")
                .contains("packet " + LLDP)
                .contains("1 wider");
    }

    @Test
    void namesThePacketThatIsMissed() throws Exception {
        MatchReport report = report("matched ", "matched ", "end");
        assertThat(report.allAsSaid()).isFalse();
        assertThat(report.toText()).contains("packet " + UDP).contains("1 missed without being said");
    }

    @Test
    void keepsTheKernelsWordsOnARule() throws Exception {
        MatchReport report = report("refused 0 EINVAL: no", "matched ", "matched ", "end");
        assertThat(report.allAsSaid()).isFalse();
        assertThat(report.toText()).contains("EINVAL: no").contains("0 packets asked about");
    }

    @Test
    void wantsAnAnswerForEachPacket() {
        assertThatThrownBy(() -> report("matched 01", "end"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 packets of 2");
    }

    private static MatchReport report(String... answers) throws Exception {
        OdpMatch match = OdpKeyText.parseMasked("recirc_id(0),in_port(1),eth(),eth_type(0x0800)", PortNames.any());
        Megaflow flow = Megaflow.of(match.key(), match.mask(), List.of());
        TcRule rule = (TcRule) new MegaflowTranslator(
                        TcCapabilities.LINUX_6_1,
                        TcPorts.of(List.of(TcPort.wire(1, 1, "port1"))),
                        new ChainNumbers(),
                        TcMeters.NONE)
                .translate(flow);
        return MatchSuite.compare(
                List.of(new Batch(List.of(new RuledFlow(flow, rule)), List.of(UDP, LLDP))), List.of(answers));
    }

    private static byte[] retyped(byte[] frame) {
        byte[] other = frame.clone();
        other[12] = (byte) 0x88;
        other[13] = (byte) 0xcc;
        return other;
    }
}
