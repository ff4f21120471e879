package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.MatchDecoder;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that follow one like them, or one that differs in a bit: each is counted in the flow of its own key. */
class AlikePacketsTest {
    private static final int BATCHES = 400;
    private static final int SIZE = 60;
    private static final int RUNT = 10;

    private final SplittableRandom random = new SplittableRandom(11);
    private final Map<FlowKey, DatapathFlow> flows = new HashMap<>();
    private final Map<FlowKey, Long> sent = new HashMap<>();

    /** With the exact match cache taking every key, some, and none. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 0})
    void areCountedInTheirOwnFlows(int insertInverse) throws Exception {
        Datapath datapath = new Datapath(new DatapathConfig(insertInverse, 9), new NoSlowPath());
        PacketThread thread = datapath.openThread();
        long runts = 0;
        for (int i = 0; i < BATCHES; i++) {
            PacketBatch batch = new PacketBatch();
            for (byte[] frame : frames()) {
                Packet packet = batch.add();
                packet.set(frame, 0, frame.length, 1, 1000);
                if (frame.length == RUNT) {
                    runts++;
                } else {
                    FlowKey key = key(packet);
                    sent.merge(key, 1L, Long::sum);
                    if (!flows.containsKey(key)) {
                        flows.put(
                                key,
                                datapath.put(
                                        Megaflow.of(key, MatchDecoder.exactMask(key), List.of(new OdpAction.Drop(0)))));
                    }
                }
            }
            thread.process(batch);
        }

        assertThat(flows).hasSizeGreaterThan(BATCHES);
        flows.forEach((key, flow) ->
                assertThat(flow.stats().packets()).as(key.toString()).isEqualTo(sent.get(key)));
        DatapathCounters counters = datapath.counters();
        assertThat(counters.dpclsHits() + counters.emcHits()).isEqualTo(counters.received() - runts);
        if (insertInverse == 0) {
            assertThat(counters.emcHits()).isZero();
        }
    }

    private List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        byte[] last = Frames.udp(random.nextInt(3), 53, SIZE);
        while (frames.size() < PacketBatch.SIZE) {
            byte[] next = last.clone();
            switch (random.nextInt(8)) {
                case 0 -> next[random.nextInt(SIZE)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                case 1 -> next = Frames.udp(random.nextInt(3), 53, SIZE);
                case 2 -> frames.add(new byte[RUNT]);
                default -> {}
            }
            if (frames.size() < PacketBatch.SIZE) {
                frames.add(next);
            }
            last = next;
        }
        return frames;
    }

    private static FlowKey key(Packet packet) {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, -1L);
        return FlowKey.ofWords(words);
    }
}
