package io.tandem.conformance.dpdkspeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {
    @TempDir
    private Path folder;

    @Test
    void eachPacketMeetsOneMegaflowOverSoManyMasks() throws Exception {
        for (Scenario scenario :
                List.of(new Scenario(1, true, 0), new Scenario(1_000, false, 1), new Scenario(1_000, false, 20))) {
            List<FlowKey> keys = keys(scenario);
            List<OdpMatch> megaflows = new ArrayList<>();
            for (String line : scenario.megaflows(4, 7)) {
                megaflows.add(megaflow(line));
            }
            assertThat(keys).hasSize(scenario.flows()).doesNotHaveDuplicates();
            assertThat(megaflows).hasSize(scenario.megaflows());
            assertThat(new HashSet<>(megaflows.stream().map(OdpMatch::mask).toList()))
                    .hasSize(Math.max(1, scenario.masks()));
            for (FlowKey key : keys) {
                assertThat(megaflows.stream()
                                .filter(m -> key.masked(m.mask()).equals(m.key().masked(m.mask()))))
                        .as(key.toString())
                        .hasSize(1);
            }
        }
    }

    private static OdpMatch megaflow(String line) throws OdpParseException {
        assertThat(line).endsWith(" 7");
        return OdpKeyText.parseMasked(line.substring(0, line.indexOf(' ')), PortNames.range(1, 9));
    }

    private List<FlowKey> keys(Scenario scenario) throws Exception {
        Path file = folder.resolve(scenario.name() + ".pcap");
        scenario.writeCapture(file);
        List<FlowKey> keys = new ArrayList<>();
        Packet packet = PacketBatch.single();
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                byte[] frame = next.orElseThrow().frame();
                assertThat(frame).hasSize(60);
                packet.set(frame, 0, frame.length, 4, 0);
                long[] words = new long[FlowField.WORDS];
                KeyExtractor.extract(packet, words, 0, 0);
                keys.add(FlowKey.ofWords(words));
            }
        }
        return keys;
    }
}
