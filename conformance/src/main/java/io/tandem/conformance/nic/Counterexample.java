package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.capture.CaptureWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The smallest set of rules and packets that shows a difference between the NIC and the software.
 *
 * @param least the set
 * @param faults what is different
 */
public record Counterexample(DatapathCase least, List<String> faults) {
    private static final long APART = 1_000; // nanoseconds from packet to packet

    public Counterexample {
        faults = List.copyOf(faults);
    }

    /**
     * What {@code replay} takes of it.
     *
     * @param flows the flow file
     * @param captures the packets that come in by each port, by its number
     */
    public record Written(Path flows, Map<Integer, Path> captures) {
        public Written {
            captures = Map.copyOf(captures);
        }

        /** The commands that send the packets through the NIC, twice, as a flow's first packets are the software's. */
        public String commands(String profile) {
            return new TreeMap<>(captures)
                    .entrySet().stream()
                            .map(e -> "./tandem replay %s --flows %s --port %d --loop 2 --nic-profile %s --out DIR%n"
                                    .formatted(e.getValue(), flows, e.getKey(), profile))
                            .collect(Collectors.joining());
        }
    }

    /** The set as a case, and behind # what is different. */
    public String toText() {
        return least.toText() + "# " + String.join("\n# ", faults) + "\n";
    }

    /** Writes it as a flow file and a capture for each port. */
    public Written write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path flows = Files.writeString(
                folder.resolve("nic-difference.flows"),
                least.flows().stream()
                        .map(flow -> flow.key() + " actions:" + flow.actions() + "\n")
                        .collect(Collectors.joining()));
        Map<Integer, List<CasePacket>> byPort = least.packets().stream()
                .collect(Collectors.groupingBy(CasePacket::port, TreeMap::new, Collectors.toList()));
        Map<Integer, Path> captures = new TreeMap<>();
        for (Map.Entry<Integer, List<CasePacket>> port : byPort.entrySet()) {
            Path capture = folder.resolve("nic-difference-port-" + port.getKey() + ".pcap");
            try (CaptureWriter writer = new CaptureWriter(capture, true)) {
                long time = 0;
                for (CasePacket packet : port.getValue()) {
                    byte[] frame = packet.frame().toArray();
                    writer.write(time, frame, frame.length);
                    time += APART;
                }
            }
            captures.put(port.getKey(), capture);
        }
        return new Written(flows, captures);
    }
}
