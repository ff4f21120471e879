package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Keys of packets that are not right. How many: system property {@code tandem.mutations}; which: {@code
 * tandem.mutations.seed}.
 */
final class MutatedPacketsTest {
    private static final int PACKETS = Integer.getInteger("tandem.mutations", 1_000_000);
    private static final long SEED = Long.getLong("tandem.mutations.seed", 20_261_121);

    private final byte[] ones = new byte[Packet.MAX_FRAME];
    private final Packet amongZeros = PacketBatch.single();
    private final Packet amongOnes = PacketBatch.single();
    private final long[] words = new long[FlowField.WORDS];
    private final long[] others = new long[FlowField.WORDS];

    /** {@link Packet} refuses a read behind the frame; two buffers show one that it would not see. */
    @Test
    void readsNothingBehindAPacketAndLeavesNoWordBehind() throws IOException {
        Arrays.fill(ones, (byte) -1);
        Path captures = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Mutator mutator = new Mutator(captures, SEED);
        long map = 0;
        long keys = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = mutator.next();
            int behind = Math.min(ones.length, frame.length + 64);
            amongOnes.set(ones, 0, behind, 1, 0);
            amongOnes.set(frame, 0, frame.length, 1, 0);
            amongZeros.set(new byte[behind], 0, behind, 1, 0);
            amongZeros.set(frame, 0, frame.length, 1, 0);
            try {
                map = KeyExtractor.extract(amongOnes, words, 0, map);
                Arrays.fill(others, 0);
                long other = KeyExtractor.extract(amongZeros, others, 0, 0);
                if (map != other || !Arrays.equals(words, others) || map != present(words)) {
                    throw new IllegalStateException("keys differ: maps " + Long.toHexString(map) + " and "
                            + Long.toHexString(other) + ", words " + Arrays.toString(words));
                }
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "packet " + i + " of seed " + SEED + ": "
                                + HexFormat.of().formatHex(frame),
                        e);
            }
            keys += (map & 1L << KeyWords.TRANSPORT) >>> KeyWords.TRANSPORT;
        }
        assertThat(keys).as("packets with a transport header").isGreaterThan(PACKETS / 2);
    }

    private static long present(long[] words) {
        long map = 0;
        for (int i = 0; i < words.length; i++) {
            map |= words[i] == 0 ? 0 : 1L << i;
        }
        return map;
    }
}
