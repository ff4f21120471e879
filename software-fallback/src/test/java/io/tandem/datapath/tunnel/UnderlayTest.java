package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.vectors.Frames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is learned of neighbours, and for how long. */
final class UnderlayTest {
    private static final int PORT = 3;
    private static final long MAC = 0x020000000009L;
    private static final IpAddress LOCAL = IpAddress.ofIpv4(0x01010258);
    private static final IpAddress REMOTE = IpAddress.ofIpv4(0x0101025c);
    private static final IpAddress LOCAL6 = new IpAddress(0x2001cafe00000000L, 0x88);
    private static final IpAddress REMOTE6 = new IpAddress(0x2001cafe00000000L, 0x92);

    private final Underlay underlay = new Underlay();
    private final TunnelBench bench = new TunnelBench();

    UnderlayTest() {
        UnderlayPort out = new UnderlayPort(PORT, 0xaa55aa550000L, 1500);
        underlay.routes(new RouteTable(List.of(
                new Route(IpAddress.ofIpv4(0x01010200), 24, LOCAL, Optional.empty(), out, 0),
                new Route(new IpAddress(LOCAL6.high(), 0), 64, LOCAL6, Optional.empty(), out, 0))));
    }

    private boolean learn(int port, byte[] frame, long now) {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(bench.take(frame), words, 0, 0);
        return underlay.learn(port, FlowKey.ofWords(words), now);
    }

    private static byte[] arp(int operation, String sender, String target) {
        return Frames.ethernet(
                "0806 0001 0800 0604 %04x 020000000009".formatted(operation) + sender + "aa55aa550000" + target);
    }

    private long find(IpAddress address, long now) {
        return underlay.neighbours().find(PORT, address.high(), address.low(), now);
    }

    @Test
    void learnsFromRepliesAndGratuitousArp() {
        assertThat(learn(PORT, arp(1, "0101025c", "01010258"), 0)).as("request").isFalse();
        assertThat(learn(PORT, arp(2, "0101025c", "01010259"), 0))
                .as("for another")
                .isFalse();
        assertThat(learn(PORT + 1, arp(2, "0101025c", "01010258"), 0))
                .as("elsewhere")
                .isFalse();
        assertThat(learn(PORT, Frames.tagged(arp(2, "0101025c", "01010258"), 0x8100, 5), 0))
                .isFalse();
        assertThat(find(REMOTE, 0)).isEqualTo(NeighbourTable.NONE);

        assertThat(learn(PORT, arp(2, "0101025c", "01010258"), 0)).isTrue();
        assertThat(find(REMOTE, 0)).isEqualTo(MAC);
        assertThat(learn(PORT, arp(1, "0101025d", "0101025d"), 0))
                .as("gratuitous")
                .isTrue();
        assertThat(find(IpAddress.ofIpv4(0x0101025d), 0)).isEqualTo(MAC);
    }

    @Test
    void learnsFromAdvertisementsThatSayTheAddress() {
        String start = "86dd 60000000 0020 3aff 2001cafe000000000000000000000092 2001cafe000000000000000000000088"
                + "8800 0000 60000000 2001cafe000000000000000000000092";
        assertThat(learn(PORT, Frames.ethernet(start + "0101 020000000009"), 0)).isFalse();
        assertThat(learn(PORT, Frames.ethernet(start + "0201 020000000009"), 0)).isTrue();
        assertThat(find(REMOTE6, 0)).isEqualTo(MAC);
    }

    @Test
    void forgetsWhatNothingIsSentTo() {
        long idle = NeighbourTable.IDLE_NANOS;
        learn(PORT, arp(2, "0101025c", "01010258"), 0);
        assertThat(find(REMOTE, idle - 1)).as("in use").isEqualTo(MAC);
        assertThat(find(REMOTE, 2 * idle - 2)).isEqualTo(MAC);
        underlay.expire(3 * idle - 3);
        assertThat(underlay.neighbours().neighbours()).hasSize(1);
        assertThat(find(REMOTE, 3 * idle - 2)).isEqualTo(NeighbourTable.NONE);
        underlay.expire(3 * idle - 2);
        assertThat(underlay.neighbours().neighbours()).isEmpty();
    }

    @Test
    void keepsConfiguredNeighboursAsTheyAre() {
        underlay.configure(List.of(new Neighbour(PORT, REMOTE, 0x02aaL)));
        learn(PORT, arp(2, "0101025c", "01010258"), 0);
        learn(PORT, arp(2, "0101025e", "01010258"), 0);
        assertThat(find(REMOTE, Long.MAX_VALUE / 2)).isEqualTo(0x02aa);
        underlay.configure(List.of());
        assertThat(find(REMOTE, 0)).isEqualTo(NeighbourTable.NONE);
        assertThat(find(IpAddress.ofIpv4(0x0101025e), 0)).isEqualTo(MAC);
    }

    @Test
    void learnsNoMoreThanItMay() {
        for (int i = 0; i < NeighbourTable.MOST_LEARNED + 10; i++) {
            learn(PORT, arp(2, "0a%06x".formatted(i), "01010258"), 0);
        }
        assertThat(underlay.neighbours().neighbours()).hasSize(NeighbourTable.MOST_LEARNED);
        assertThat(find(IpAddress.ofIpv4(0x0a000000), 0)).isEqualTo(MAC);
    }
}
