package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every key of the captures against what Open vSwitch printed for them, field by field. */
final class KeyExtractorVectorsTest {
    @Test
    void extractsTheKeysThatOpenVSwitchExtracts() throws IOException {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Assumptions.assumeTrue(Files.isDirectory(folder), "no " + folder + "; set -Dtandem.vectors=DIR");
        List<Path> captures;
        try (Stream<Path> files = Files.list(folder)) {
            captures =
                    files.filter(f -> f.toString().endsWith(".pcap")).sorted().toList();
        }
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Path capture : captures) {
            compared += compare(capture, differences);
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(3000);
    }

    private static int compare(Path capture, List<String> differences) throws IOException {
        String name = capture.getFileName().toString();
        List<String> lines = Files.readAllLines(capture.resolveSibling(name.replace(".pcap", ".keys")));
        // The pcap reader of Open vSwitch takes a record without bytes for the end of the file; ours goes on.
        List<byte[]> frames = frames(capture, differences).stream()
                .takeWhile(f -> f.length > 0)
                .toList();
        if (frames.size() != lines.size()) {
            differences.add(name + ": " + frames.size() + " packets, " + lines.size() + " keys");
        }
        for (int i = 0; i < Math.min(frames.size(), lines.size()); i++) {
            FlowKey expected = OpenFlowText.read(lines.get(i));
            FlowKey actual = extract(frames.get(i));
            for (FlowField field : FlowField.values()) {
                // Shared bits are compared once, for the field that they stand for; IGMP has no field yet.
                boolean shown = !OpenFlowText.SHOWN.isZero(field)
                        && (field.prerequisite().holds(expected)
                                || field.prerequisite().holds(actual));
                if (shown
                        && (expected.get(field) != actual.get(field)
                                || expected.getLow(field) != actual.getLow(field))) {
                    differences.add("%s packet %d %s: %x, Open vSwitch %x; frame %s"
                            .formatted(
                                    name,
                                    i + 1,
                                    field,
                                    actual.get(field),
                                    expected.get(field),
                                    HexFormat.of().formatHex(frames.get(i))));
                }
            }
        }
        return lines.size();
    }

    private static List<byte[]> frames(Path capture, List<String> differences) {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(capture)) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get().frame());
            }
        } catch (CaptureException e) {
            if (!String.valueOf(e.getMessage()).contains("the end of the file")) {
                differences.add(String.valueOf(e.getMessage()));
            }
        }
        return frames;
    }

    private static FlowKey extract(byte[] frame) {
        long[] words = new long[FlowField.WORDS];
        if (frame.length < KeyExtractor.ETHERNET_HEADER) {
            return FlowKey.EMPTY;
        }
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, 1, 0);
        KeyExtractor.extract(packet, words, 0, -1L);
        return FlowKey.ofWords(words);
    }
}
