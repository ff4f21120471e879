package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.vectors.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Outer packets that are not right. How many: system property {@code tandem.mutations}; which: {@code
 * tandem.mutations.seed}.
 */
final class MutatedOuterTest {
    private static final int PACKETS = Integer.getInteger("tandem.mutations", 300_000);
    private static final long SEED = Long.getLong("tandem.mutations.seed", 20_261_121);
    private static final List<TunnelProtocol> PROTOCOLS = List.of(TunnelProtocol.values());
    private static final int IPV4_HEADER = 34;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final TunnelBench amongZeros = new TunnelBench();
    private final TunnelBench amongOnes = new TunnelBench();
    private final byte[] zeros = new byte[Packet.MAX_FRAME];
    private final byte[] ones = new byte[Packet.MAX_FRAME];
    private final Map<TunnelProtocol, Set<PopResult>> seen = new EnumMap<>(TunnelProtocol.class);

    /** {@link Packet} refuses a read behind the frame; two buffers show one that it would not see. */
    @Test
    void readsNothingBehindAPacketAndNeverThrows() throws IOException {
        Arrays.fill(ones, (byte) -1);
        Mutator mutator =
                new Mutator(Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps"), SEED);
        for (int i = 0; i < PACKETS; i++) {
            TunnelProtocol protocol = PROTOCOLS.get(i % PROTOCOLS.size());
            OuterTemplate template = OuterTemplate.random(protocol, random.nextBoolean(), random);
            byte[] frame = random.nextInt(8) == 0 ? mutator.next() : mutated(template);
            try {
                pop(frame, template);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        protocol + ", packet " + i + " of seed " + SEED + ": "
                                + HexFormat.of().formatHex(frame),
                        e);
            }
        }
        assertThat(seen.get(TunnelProtocol.VXLAN))
                .contains(PopResult.POPPED, PopResult.UNKNOWN_FLAGS, PopResult.UDP_CHECKSUM, PopResult.NOT_IP);
        assertThat(seen.get(TunnelProtocol.GENEVE))
                .contains(PopResult.POPPED, PopResult.UNKNOWN_VERSION, PopResult.HEADER_TRUNCATED);
        assertThat(seen.get(TunnelProtocol.GRE))
                .contains(PopResult.POPPED, PopResult.GRE_CHECKSUM, PopResult.IP_TRUNCATED);
        assertThat(seen.get(TunnelProtocol.ERSPAN)).contains(PopResult.POPPED, PopResult.WRONG_PROTOCOL);
        assertThat(seen.get(TunnelProtocol.GTPU)).contains(PopResult.POPPED, PopResult.UNKNOWN_PAYLOAD);
        assertThat(seen.get(TunnelProtocol.SRV6)).contains(PopResult.POPPED, PopResult.SEGMENTS_LEFT);
    }

    private void pop(byte[] frame, OuterTemplate template) {
        take(amongZeros, zeros, frame);
        take(amongOnes, ones, frame);
        PopResult result = TunnelPop.pop(amongZeros.packet, template.port());
        seen.computeIfAbsent(template.protocol(), _ -> EnumSet.noneOf(PopResult.class))
                .add(result);
        if (TunnelPop.pop(amongOnes.packet, template.port()) != result
                || !amongZeros.tunnel().equals(amongOnes.tunnel())
                || !Arrays.equals(amongZeros.bytes(), amongOnes.bytes())) {
            throw new IllegalStateException("depends on what is behind the packet");
        }
        boolean untouched = amongZeros.packet.metadata().map() == 0 && Arrays.equals(amongZeros.bytes(), frame);
        if (result != PopResult.POPPED && !untouched) {
            throw new IllegalStateException("refused as " + result + ", but changed");
        }
    }

    private static void take(TunnelBench bench, byte[] around, byte[] frame) {
        bench.packet.set(around, 0, Math.min(around.length, frame.length + 512), 1, 0);
        bench.take(frame);
    }

    /** A pushed packet with some bytes of its headers changed or its end cut; half with the IPv4 checksum mended. */
    private byte[] mutated(OuterTemplate template) {
        byte[] inner = Frames.udp(random.nextInt(0x10000), 53, 42 + random.nextInt(60));
        TunnelPush.of(template.action()).push(amongZeros.take(inner, template.carriesIp()));
        byte[] frame = amongZeros.bytes();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(Math.min(frame.length, template.size() + 2));
            frame[at] = (byte) (random.nextBoolean() ? frame[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        if (random.nextInt(6) == 0) {
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
        }
        if (random.nextBoolean() && frame.length >= IPV4_HEADER && frame[12] == 8) {
            mend(frame);
        }
        return frame;
    }

    private static void mend(byte[] frame) {
        frame[24] = 0;
        frame[25] = 0;
        int sum = 0;
        for (int i = 14; i < IPV4_HEADER; i += 2) {
            sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = ~((sum & 0xffff) + (sum >>> 16));
        frame[24] = (byte) (sum >>> 8);
        frame[25] = (byte) sum;
    }
}
