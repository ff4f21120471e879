package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.nic.Sent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checksum stage: a frame that the software has rewritten, with the checksums as they were before, gets those that the
 * software has brought up to date. For one use.
 */
final class ChecksumUnit {
    private static final Bench BENCH = new Bench("checksum", 44, 32);
    private static final int WINDOW = 256; // bytes; likewise the others
    private static final int NETWORK = 40;
    private static final int TRANSPORT = 4;
    private static final int NETWORK_AFTER = WINDOW + NETWORK;
    private static final int TRANSPORT_BEFORE = WINDOW + 2 * NETWORK;
    private static final int TRANSPORT_AFTER = TRANSPORT_BEFORE + TRANSPORT;
    private static final int LAYERS = (TRANSPORT_AFTER + TRANSPORT) / Long.BYTES; // word
    private static final Pattern RESHAPES = Pattern.compile("push|pop|clone|sample");

    private final List<Sample> samples;
    private final List<byte[]> frames = new ArrayList<>();
    private final List<byte[]> wanted = new ArrayList<>();
    private final List<long[]> items = new ArrayList<>();

    ChecksumUnit(List<Sample> samples) {
        this.samples = samples;
    }

    /**
     * Sends what is rewritten without another shape.
     *
     * @param parser has parsed the samples' frames
     */
    UnitReport run(ParserUnit parser, long seed, Optional<Path> coverage)
            throws BackendUnavailableException, DeviceException {
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (parser.parseable(i)
                    && !RESHAPES.matcher(sample.actions()).find()
                    && sample.sent().size() == 1) {
                add(sample, parser.layers(i));
            }
        }
        List<long[]> answers = BENCH.run(items, seed, coverage);
        List<String> differences = new ArrayList<>();
        if (answers.size() != items.size()) {
            differences.add("%d windows of %d, seed %d".formatted(answers.size(), items.size(), seed));
        }
        for (int i = 0; i < Math.min(answers.size(), wanted.size()) && differences.size() < UnitReport.MOST; i++) {
            byte[] found = new byte[Math.min(WINDOW, wanted.get(i).length)];
            FrameBeats.get(answers.get(i), 0, found, 0, found.length);
            if (!Arrays.equals(found, Arrays.copyOf(wanted.get(i), found.length))) {
                differences.add("frame %s: the module makes %s, the software %s"
                        .formatted(hex(frames.get(i)), hex(found), hex(wanted.get(i))));
            }
        }
        return new UnitReport(BENCH.name(), items.size(), items.size(), differences);
    }

    private void add(Sample sample, long layers) {
        byte[] before = sample.frame();
        Sent sent = sample.sent().getFirst();
        byte[] after = sent.frame();
        boolean plain = (layers >>> 53 & 3) == 0; // no labels
        int network = 14 + 4 * (int) (layers >>> 55 & 3);
        int transport = (int) (layers >>> 19 & 0xff);
        byte[] stale = Arrays.copyOf(after, WINDOW);
        if (plain && (layers >>> 51 & 1) != 0) {
            keep(before, stale, network + 10); // of IPv4
        }
        if (plain && (layers >>> 49 & 1) != 0) {
            keep(before, stale, transport + 16); // of TCP
        } else if (plain && (layers >>> 48 & 1) != 0) {
            keep(before, stale, transport + 6); // of UDP
        } else if (plain && (layers >>> 45 & 3) != 0) {
            keep(before, stale, transport + 2); // of ICMP and ICMPv6
        }
        long[] item = new long[BENCH.inWords()];
        FrameBeats.put(item, 0, stale, 0, WINDOW);
        byte[] wide = Arrays.copyOf(before, WINDOW + NETWORK);
        FrameBeats.put(item, WINDOW, wide, network, NETWORK);
        FrameBeats.put(item, NETWORK_AFTER, Arrays.copyOf(stale, WINDOW + NETWORK), network, NETWORK);
        FrameBeats.put(item, TRANSPORT_BEFORE, wide, transport, TRANSPORT);
        FrameBeats.put(item, TRANSPORT_AFTER, Arrays.copyOf(stale, WINDOW + NETWORK), transport, TRANSPORT);
        item[LAYERS] = layers;
        items.add(item);
        frames.add(before);
        wanted.add(after);
    }

    private static void keep(byte[] before, byte[] stale, int at) {
        if (at + 2 <= Math.min(before.length, stale.length)) {
            System.arraycopy(before, at, stale, at, 2);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
