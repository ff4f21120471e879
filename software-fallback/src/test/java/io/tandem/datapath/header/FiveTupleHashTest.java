package io.tandem.datapath.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FiveTupleHashTest {
    private static final int PACKETS = 200_000;
    private static final long SEED = 20_261_121;
    private static final Set<Integer> WITH_PORTS = Set.of(1, 6, 17, 58, 132);

    private static final int ETHERNET = 14;

    private final Packet packet = PacketBatch.single();
    private final long[] words = new long[FlowField.WORDS];

    /** As the differential against Open vSwitch shows for a few, here for many against the key's own words. */
    @Test
    void isAHashOfTheKeyAlone() throws IOException {
        Path captures = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Mutator mutator = new Mutator(captures, SEED);
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = mutator.next();
            packet.set(frame, 0, frame.length, 1, 0);
            assertIsThatOfTheKey(frame);
            if (frame.length >= ETHERNET) {
                int type = packet.u16(ETHERNET - 2);
                packet.remove(0, ETHERNET);
                packet.metadata().set(FlowField.PACKET_TYPE_NS, 1);
                packet.metadata().set(FlowField.PACKET_TYPE_ID, type);
                assertIsThatOfTheKey(frame);
            }
        }
    }

    private void assertIsThatOfTheKey(byte[] frame) {
        Arrays.fill(words, 0);
        KeyExtractor.extract(packet, words, 0, 0);
        assertThat(FiveTupleHash.of(packet))
                .as(() -> HexFormat.of().formatHex(frame))
                .isEqualTo(hash(FlowKey.ofWords(words)));
    }

    private static int hash(FlowKey key) {
        int type = (int) key.get(FlowField.ETH_TYPE);
        int hash = 0;
        if (type == 0x86dd) {
            for (int i = 0; i < 4; i++) {
                long word = key.toWords()[FlowField.IPV6_SRC.word() + i];
                hash = add(add(hash, (int) (word >>> 32)), (int) word);
            }
        } else if (type == 0x0800 || type == 0x0806) {
            hash = add(add(0, (int) key.get(FlowField.IPV4_SRC)), (int) key.get(FlowField.IPV4_DST));
        } else {
            return finish(hash);
        }
        int protocol = (int) key.get(FlowField.IPV4_PROTO);
        hash = add(hash, Integer.reverseBytes(protocol));
        if (WITH_PORTS.contains(protocol)) {
            hash = add(hash, (int) key.get(FlowField.TCP_SRC) << 16 | (int) key.get(FlowField.TCP_DST));
        }
        return finish(hash);
    }

    /** Adds four bytes of the wire, first one highest: the step of MurmurHash3_x86_32. */
    private static int add(int hash, int bytes) {
        int k = Integer.reverseBytes(bytes) * 0xcc9e2d51;
        k = (k << 15 | k >>> 17) * 0x1b873593;
        int h = hash ^ k;
        return (h << 13 | h >>> 19) * 5 + 0xe6546b64;
    }

    private static int finish(int hash) {
        int h = hash ^ 42;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
