package io.tandem.datapath.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.capture.CaptureWriter;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated packets: Tandem's text against that of the {@code ovs-ofctl} of this machine. How many: system property {@code
 * tandem.differential}; which: {@code tandem.differential.seed}.
 */
final class ParsePcapDifferentialTest {
    private static final int PACKETS = Integer.getInteger("tandem.differential", 10_000);
    private static final long SEED = Long.getLong("tandem.differential.seed", 20_261_121);
    private static final int ANY_PORT = 0xffff;

    @TempDir
    private Path folder;

    private final Packet packet = PacketBatch.single();
    private final long[] words = new long[FlowField.WORDS];
    private long map;

    @Test
    void printsWhatOpenVSwitchPrints() throws IOException, InterruptedException {
        Assumptions.assumeTrue(isInstalled("ovs-ofctl"), "no ovs-ofctl on PATH: apt-get install openvswitch-common");
        Path captures = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Mutator mutator = new Mutator(captures, SEED);
        List<byte[]> frames = Stream.generate(mutator::next).limit(PACKETS).toList();

        List<String> expected = parsePcap(frames);

        assertThat(expected).hasSize(frames.size());
        List<String> differences = new ArrayList<>();
        int transport = 0;
        for (int i = 0; i < frames.size() && differences.size() < 20; i++) {
            FlowKey key = key(frames.get(i));
            transport += key.get(FlowField.TCP_SRC) != 0 || key.get(FlowField.TCP_DST) != 0 ? 1 : 0;
            if (!MatchText.print(key).equals(expected.get(i))) {
                differences.add("packet " + (i + 1) + " of seed " + SEED + "\n  Tandem       " + MatchText.print(key)
                        + "\n  Open vSwitch " + expected.get(i) + "\n  frame "
                        + HexFormat.of().formatHex(frames.get(i)) + "\n");
            }
        }
        assertThat(differences).isEmpty();
        assertThat(transport).as("packets with a transport header").isGreaterThan(PACKETS / 2);
    }

    private FlowKey key(byte[] frame) {
        packet.set(frame, 0, frame.length, ANY_PORT, 0);
        map = KeyExtractor.extract(packet, words, 0, map);
        return FlowKey.ofWords(words);
    }

    private List<String> parsePcap(List<byte[]> frames) throws IOException, InterruptedException {
        Path capture = folder.resolve("mutated.pcap");
        try (CaptureWriter writer = new CaptureWriter(capture, false)) {
            for (byte[] frame : frames) {
                writer.write(0, frame, frame.length);
            }
        }
        Path keys = folder.resolve("mutated.keys");
        Process process = new ProcessBuilder("ovs-ofctl", "parse-pcap", capture.toString())
                .redirectOutput(keys.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(keys);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
