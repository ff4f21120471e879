package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What one end pushes the other pops: the same packet, with the key that was asked for. */
final class TunnelRoundTripTest {
    private static final int ETHERNET = 14;

    private final TunnelBench bench = new TunnelBench();

    @Property(tries = 4000)
    void popsWhatWasPushed(
            @ForAll TunnelProtocol protocol,
            @ForAll boolean ipv6,
            @ForAll long seed,
            @ForAll @IntRange(min = 42, max = 1600) int size) {
        OuterTemplate template = OuterTemplate.random(protocol, ipv6, new SplittableRandom(seed));
        byte[] inner = Frames.udp((int) seed & 0xffff, size, size);
        Packet packet = bench.take(inner, template.carriesIp());
        packet.metadata().set(FlowField.SKB_MARK, 5);
        TunnelPush push = TunnelPush.of(template.action());

        assertThat(push.push(packet)).isTrue();

        int payload = template.carriesIp() ? ETHERNET : 0;
        byte[] outer = bench.bytes();
        assertThat(outer).hasSize(template.size() + size - payload);
        assertThat(packet.metadata().map()).isZero();
        assertThat(packet.inPort()).isEqualTo(OuterTemplate.OUT_PORT);
        assertChecksums(outer, template);

        assertThat(TunnelPop.pop(packet, template.port())).isEqualTo(PopResult.POPPED);

        assertThat(bench.bytes()).isEqualTo(Arrays.copyOfRange(inner, payload, size));
        assertThat(bench.tunnel()).isEqualTo(template.key());
        assertThat(packet.inPort()).isEqualTo(OuterTemplate.TUNNEL_PORT);
        assertThat(packet.metadata().isEthernet()).isEqualTo(!template.carriesIp());
    }

    /** Lengths and checksums of the outer headers, recomputed byte by byte. */
    private static void assertChecksums(byte[] frame, OuterTemplate template) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int transport = ETHERNET + (template.ipv6() ? 40 : 20);
        if (template.ipv6()) {
            assertThat(bytes.getShort(ETHERNET + 4) & 0xffff).isEqualTo(frame.length - transport);
        } else {
            assertThat(bytes.getShort(ETHERNET + 2) & 0xffff).isEqualTo(frame.length - ETHERNET);
            assertThat(sum(frame, ETHERNET, transport, 0)).as("IPv4 header").isEqualTo(0xffff);
        }
        if (template.protocol().overUdp()) {
            assertThat(bytes.getShort(transport + 4) & 0xffff).isEqualTo(frame.length - transport);
            assertThat(bytes.getShort(transport) & 0xffff).isBetween(32_768, 60_999);
            assertThat(bytes.getShort(transport + 6) != 0).isEqualTo(template.csum());
        }
        if (template.csum() && template.protocol() == TunnelProtocol.GRE) {
            assertThat(sum(frame, transport, frame.length, 0)).as("GRE").isEqualTo(0xffff);
        } else if (template.csum()) {
            int addresses = template.ipv6() ? ETHERNET + 8 : ETHERNET + 12;
            int pseudo = sum(frame, addresses, transport, 17 + frame.length - transport);
            assertThat(sum(frame, transport, frame.length, pseudo)).as("UDP").isEqualTo(0xffff);
        }
    }

    private static int sum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
