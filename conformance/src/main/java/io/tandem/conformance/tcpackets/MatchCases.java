package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Captures;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes random megaflows that can be rules, and packets near them: keys of packets of captures under random masks. The
 * same seed and captures make the same.
 */
public final class MatchCases {
    private static final int RULES = 100;
    private static final int MUTANTS = 3;
    private static final int OTHERS = 100;
    private static final int PORT = 1;

    private final List<List<Bytes>> captures = new ArrayList<>();
    private final MegaflowTranslator translator = new MegaflowTranslator(
            TcCapabilities.LINUX_6_1,
            TcPorts.of(List.of(TcPort.wire(PORT, PORT, TcTaps.name(PORT)))),
            new ChainNumbers(),
            TcMeters.NONE);
    private int refused;

    /**
     * A flow and its rule.
     *
     * @param flow matches packets of port 1
     * @param rule what Tandem makes of it
     */
    public record RuledFlow(Megaflow flow, TcRule rule) {}

    /**
     * Rules that are asked about the same packets.
     *
     * @param rules each with its flow
     * @param frames without FCS
     */
    public record Batch(List<RuledFlow> rules, List<Bytes> frames) {
        public Batch {
            rules = List.copyOf(rules);
            frames = List.copyOf(frames);
        }
    }

    public MatchCases(Captures folder) throws IOException {
        for (String name : folder.names()) {
            List<Bytes> frames = folder.frames(name);
            if (!frames.isEmpty()) {
                captures.add(frames);
            }
        }
        if (captures.isEmpty()) {
            throw new IOException("the directory of captures has no frames");
        }
    }

    /** Batches of {@code count} flows that can be rules. */
    public List<Batch> make(int count, long seed) {
        List<Batch> batches = new ArrayList<>();
        for (int left = count; left > 0; left -= RULES) {
            batches.add(batch(Math.min(left, RULES), new SplittableRandom(seed * 1_000_003 + batches.size())));
        }
        return batches;
    }

    /** How many flows were tried that can't be rules. */
    public int refused() {
        return refused;
    }

    private Batch batch(int count, SplittableRandom random) {
        RandomMasks masks = new RandomMasks(random);
        FrameMutation mutation = new FrameMutation(random);
        List<RuledFlow> rules = new ArrayList<>();
        List<Bytes> frames = new ArrayList<>();
        while (rules.size() < count) {
            byte[] frame = any(random).toArray();
            byte[] source = random.nextInt(3) == 0 ? mutation.mutate(frame) : frame;
            FlowKey key = key(source);
            Megaflow flow = Megaflow.of(key, masks.make(key), List.of());
            if (!(translator.translate(flow) instanceof TcRule rule)) {
                refused++;
                continue;
            }
            rules.add(new RuledFlow(flow, rule));
            frames.add(Bytes.of(source));
            for (int i = 0; i < MUTANTS; i++) {
                frames.add(Bytes.of(mutation.mutate(source)));
            }
        }
        for (int i = 0; i < OTHERS; i++) {
            frames.add(any(random));
        }
        return new Batch(rules, frames);
    }

    private Bytes any(SplittableRandom random) {
        List<Bytes> frames = captures.get(random.nextInt(captures.size()));
        return frames.get(random.nextInt(frames.size()));
    }

    /** The key that the software datapath has of a frame that comes in by port 1. */
    static FlowKey key(byte[] frame) {
        return key(frame, PORT);
    }

    /** The key that the software datapath has of a frame. */
    static FlowKey key(byte[] frame, int port) {
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, port, 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }
}
