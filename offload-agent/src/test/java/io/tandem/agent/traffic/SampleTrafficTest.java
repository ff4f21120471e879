package io.tandem.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleTrafficTest {
    private static final int FRAMES = 60_000;

    /** A frame read back: the types in front of the payload, and where the network header begins. */
    private record Layers(String types, ByteBuffer bytes, int network) {
        private static Layers of(byte[] frame) {
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            StringBuilder types = new StringBuilder();
            int at = 12;
            int type = bytes.getShort(at) & 0xffff;
            while (type == 0x8100 || type == 0x88a8) {
                types.append("%04x ".formatted(type));
                at += 4;
                type = bytes.getShort(at) & 0xffff;
            }
            types.append("%04x".formatted(type));
            return new Layers(types.toString(), bytes, at + 2 + (type == 0x8847 ? 4 : 0));
        }

        private boolean isIpv4() {
            return types.endsWith("0800") || types.endsWith("8847");
        }
    }

    @Test
    void sameSeedGivesTheSameFrames() {
        SampleTraffic one = new SampleTraffic(7, 1000);
        SampleTraffic two = new SampleTraffic(7, 1000);
        SampleTraffic other = new SampleTraffic(8, 1000);
        boolean differs = false;
        for (int i = 0; i < 2000; i++) {
            SampleFrame frame = one.next();
            SampleFrame same = two.next();
            assertThat(same.bytes()).isEqualTo(frame.bytes());
            assertThat(same.port()).isEqualTo(frame.port());
            differs |= !Arrays.equals(frame.bytes(), other.next().bytes());
        }
        assertThat(differs).isTrue();
    }

    @Test
    void framesFollowOneAnotherAtTheChosenRate() {
        SampleTraffic traffic = new SampleTraffic(1, 3);
        assertThat(traffic.next().nanos()).isZero();
        assertThat(traffic.next().nanos()).isEqualTo(333_333_333L);
        assertThat(traffic.next().nanos()).isEqualTo(666_666_666L);
        assertThat(traffic.next().nanos()).isEqualTo(1_000_000_000L);
        assertThatThrownBy(() -> new SampleTraffic(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyLengthAndChecksumIsRight() {
        SampleTraffic traffic = new SampleTraffic(42, 1_000_000);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = traffic.next().bytes();
            assertThat(frame.length).isBetween(60, 1526);
            Layers layers = Layers.of(frame);
            ByteBuffer bytes = layers.bytes();
            int network = layers.network();
            if (layers.isIpv4()) {
                checkIpv4(bytes, network);
            } else if (layers.types().endsWith("86dd")) {
                checkIpv6(bytes, network);
            }
        }
    }

    private static void checkIpv4(ByteBuffer bytes, int network) {
        int total = bytes.getShort(network + 2) & 0xffff;
        assertThat(network + Math.max(total, 46 - (network - 14))).isEqualTo(bytes.limit());
        assertThat(sum(0, bytes, network, network + 20)).isEqualTo(0xffff);
        int proto = bytes.get(network + 9);
        if ((bytes.getShort(network + 6) & 0x3fff) == 0) {
            int pseudo = proto + total - 20 + sum(0, bytes, network + 12, network + 20);
            int from = network + 20;
            assertThat(sum(proto == 1 ? 0 : pseudo, bytes, from, network + total))
                    .isEqualTo(0xffff);
        }
    }

    private static void checkIpv6(ByteBuffer bytes, int network) {
        int payload = bytes.getShort(network + 4) & 0xffff;
        assertThat(network + 40 + payload).isEqualTo(bytes.limit());
        int next = bytes.get(network + 6);
        int skipped = next == 0 ? 8 : 0;
        int proto = next == 0 ? bytes.get(network + 40) : next;
        int pseudo = proto + payload - skipped + sum(0, bytes, network + 8, network + 40);
        assertThat(sum(pseudo, bytes, network + 40 + skipped, network + 40 + payload))
                .isEqualTo(0xffff);
    }

    @Test
    void piecesOfADatagramMakeTheWholeOne() {
        SampleTraffic traffic = new SampleTraffic(42, 1_000_000);
        Map<String, byte[]> firsts = new HashMap<>();
        int whole = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = traffic.next().bytes();
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            int fragment = bytes.getShort(20) & 0x3fff;
            if (bytes.getShort(12) != 0x0800 || fragment == 0) {
                continue;
            }
            String datagram = HexFormat.of().formatHex(frame, 26, 34) + bytes.getShort(18);
            if (fragment == 0x2000) {
                firsts.put(datagram, frame);
                continue;
            }
            byte[] first = firsts.getOrDefault(datagram, new byte[0]);
            assertThat(first).isNotEmpty();
            assertThat(fragment * 8).isEqualTo(first.length - 34);
            ByteBuffer joined = ByteBuffer.allocate(first.length + frame.length - 68);
            joined.put(first, 34, first.length - 34).put(frame, 34, frame.length - 34);
            assertThat(joined.getShort(4) & 0xffff).isEqualTo(joined.capacity());
            int pseudo = 17 + joined.capacity() + sum(0, bytes, 26, 34);
            assertThat(sum(pseudo, joined, 0, joined.capacity())).isEqualTo(0xffff);
            whole++;
        }
        assertThat(whole).isPositive();
    }

    @Test
    void hostsKeepTheirPortAndAddresses() {
        SampleTraffic traffic = new SampleTraffic(3, 1_000_000);
        Map<String, Integer> ports = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        for (int i = 0; i < FRAMES; i++) {
            SampleFrame frame = traffic.next();
            String mac = HexFormat.of().formatHex(frame.bytes(), 6, 12);
            assertThat(ports.computeIfAbsent(mac, m -> frame.port())).isEqualTo(frame.port());
            Layers layers = Layers.of(frame.bytes());
            if (layers.isIpv4()) {
                String ip = HexFormat.of().formatHex(frame.bytes(), layers.network() + 12, layers.network() + 16);
                assertThat(addresses.computeIfAbsent(mac, m -> ip)).isEqualTo(ip);
            }
        }
        assertThat(ports.values()).containsOnly(1, 2, 3, 4);
        assertThat(Set.copyOf(addresses.values())).hasSameSizeAs(addresses.keySet());
    }

    @Test
    void hasEveryKindOfFrameAndHundredsOfFlows() {
        SampleTraffic traffic = new SampleTraffic(11, 1_000_000);
        Set<String> types = new HashSet<>();
        Set<String> protocols = new HashSet<>();
        Set<String> flows = new HashSet<>();
        Set<Integer> sizes = new HashSet<>();
        int slow = 0;
        for (int i = 0; i < FRAMES; i++) {
            SampleFrame frame = traffic.next();
            Layers layers = Layers.of(frame.bytes());
            ByteBuffer bytes = layers.bytes();
            int at = layers.network();
            types.add(layers.types());
            sizes.add(bytes.limit());
            if (layers.types().endsWith("0800")) {
                boolean piece = (bytes.getShort(at + 6) & 0x3fff) != 0;
                protocols.add("4/" + bytes.get(at + 9) + (piece ? " piece" : ""));
                flows.add(frame.port() + HexFormat.of().formatHex(frame.bytes(), at + 12, at + 24));
                slow += piece ? 1 : 0;
            } else if (layers.types().endsWith("86dd")) {
                protocols.add("6/" + bytes.get(at + 6));
                slow += bytes.get(at + 6) == 0 ? 1 : 0;
            }
            slow += layers.types().equals("88a8 8100 0800") || layers.types().equals("8847") ? 1 : 0;
        }
        assertThat(types)
                .containsExactlyInAnyOrder("0800", "86dd", "0806", "8100 0800", "88a8 8100 0800", "8847", "88cc");
        assertThat(protocols)
                .containsExactlyInAnyOrder("4/1", "4/6", "4/17", "4/17 piece", "6/6", "6/17", "6/58", "6/0");
        assertThat(flows).hasSizeGreaterThan(300);
        assertThat(sizes).hasSizeGreaterThan(15);
        assertThat(slow).isBetween(FRAMES / 200, FRAMES / 5);
    }

    @Test
    void tcpConnectionsOpenSendInOrderAndClose() {
        SampleHost client = new SampleHost(1, 1);
        SampleHost server = new SampleHost(2, 11);
        Conversation talk = new Conversation(Conversation.Kind.TCP, client, server, 40_000, 80, 0, 512);
        Map<Integer, Long> expected = new HashMap<>();
        StringBuilder flags = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            SampleFrame frame = talk.next(i);
            ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
            int bits = bytes.get(47);
            long sequence = bytes.getInt(38) & 0xffff_ffffL;
            long payload = (bytes.getShort(16) & 0xffff) - 40L;
            assertThat(sequence).isEqualTo(expected.getOrDefault(frame.port(), sequence));
            expected.put(frame.port(), sequence + payload + ((bits & 3) != 0 ? 1 : 0));
            if (i % 40 != 0) {
                long other = expected.getOrDefault(3 - frame.port(), -1L);
                assertThat(bytes.getInt(42) & 0xffff_ffffL).isEqualTo(other);
            }
            flags.append(frame.port())
                    .append(':')
                    .append(Integer.toHexString(bits))
                    .append(' ');
        }
        assertThat(flags.toString()).startsWith("1:2 2:12 1:10 2:18 1:18 ").contains(" 1:11 2:11 1:10 1:2 2:12 1:10 ");
    }

    @Test
    void captureHoldsTheFramesWithTheirPortsAndTimes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SampleTraffic(5, 1000).writeCapture(out, 50);
        SampleTraffic again = new SampleTraffic(5, 1000);
        ByteBuffer capture = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int interfaces = 0;
        int packets = 0;
        while (capture.hasRemaining()) {
            int start = capture.position();
            int type = capture.getInt(start);
            int length = capture.getInt(start + 4);
            assertThat(length % 4).isZero();
            assertThat(capture.getInt(start + length - 4)).isEqualTo(length);
            if (type == 1) {
                interfaces++;
            } else if (type == 6) {
                SampleFrame frame = again.next();
                byte[] bytes = new byte[capture.getInt(start + 20)];
                capture.get(start + 28, bytes);
                assertThat(bytes).isEqualTo(frame.bytes());
                assertThat(capture.getInt(start + 8)).isEqualTo(frame.port() - 1);
                long nanos = (long) capture.getInt(start + 12) << 32 | capture.getInt(start + 16) & 0xffff_ffffL;
                assertThat(nanos).isEqualTo(frame.nanos());
                packets++;
            } else {
                assertThat(type).isEqualTo(0x0a0d0d0a);
                assertThat(start).isZero();
            }
            capture.position(start + length);
        }
        assertThat(interfaces).isEqualTo(4);
        assertThat(packets).isEqualTo(50);
    }

    /** One's complement sum, folded: 0xffff over what holds a right checksum. */
    private static int sum(int start, ByteBuffer bytes, int from, int to) {
        long sum = start;
        for (int i = from; i < to; i++) {
            int octet = bytes.get(i) & 0xff;
            sum += (i - from) % 2 == 0 ? octet << 8 : octet;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }
}
