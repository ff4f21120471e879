package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.hwsim.driver.NicWords;
import io.tandem.hwsim.profile.KeyBits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The parser: the keys that it finds are those of the software's. For one use. */
final class ParserUnit {
    private static final Bench BENCH = new Bench("parser", 9, KeyBits.WORDS + 2);
    private static final int BYTES = 8; // word that says how many there are, whether they are the last, and the port
    private static final int PARSEABLE = KeyBits.WORDS; // word
    private static final int LAYERS = PARSEABLE + 1;
    private static final int PORT = 3;

    private final Packet packet = PacketBatch.single();
    private final List<byte[]> frames;
    private List<long[]> answers = List.of();

    ParserUnit(List<byte[]> frames) {
        this.frames = frames;
    }

    UnitReport run(long seed, Optional<Path> coverage) throws BackendUnavailableException, DeviceException {
        List<long[]> items = new ArrayList<>();
        for (byte[] frame : frames) {
            items.addAll(FrameBeats.of(frame, (from, size, last) -> {
                long[] item = new long[9];
                FrameBeats.put(item, 0, frame, from, size);
                item[BYTES] = size | (last ? 1 << 8 : 0) | PORT << 16;
                return item;
            }));
        }
        answers = BENCH.run(items, seed, coverage);
        List<String> differences = new ArrayList<>();
        int compared = 0;
        if (answers.size() != frames.size()) {
            differences.add("%d keys of %d frames, seed %d".formatted(answers.size(), frames.size(), seed));
        }
        for (int i = 0; i < answers.size() && differences.size() < UnitReport.MOST; i++) {
            if (parseable(i)) {
                compared++;
                long[] found = Arrays.copyOf(answers.get(i), KeyBits.WORDS);
                long[] wanted = NicWords.key(key(frames.get(i)));
                if (!Arrays.equals(found, wanted)) {
                    differences.add("frame %s: the parser finds %s, the software %s"
                            .formatted(HexFormat.of().formatHex(frames.get(i)), hex(found), hex(wanted)));
                }
            }
        }
        return new UnitReport(BENCH.name(), items.size(), compared, differences);
    }

    /** True where the parser read the frame. */
    boolean parseable(int frame) {
        return (answers.get(frame)[PARSEABLE] & 1) != 0;
    }

    /** What the parser says of its headers: layers_t of nic_types_pkg.sv. */
    long layers(int frame) {
        return answers.get(frame)[LAYERS];
    }

    private FlowKey key(byte[] frame) {
        packet.set(frame, 0, frame.length, PORT, 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    private static String hex(long[] words) {
        StringBuilder text = new StringBuilder();
        for (int i = words.length - 1; i >= 0; i--) {
            text.append(HexFormat.of().toHexDigits(words[i]));
        }
        return text.toString();
    }
}
