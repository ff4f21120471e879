package io.tandem.datapath.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every segment must be a frame that a receiver takes: judged by sums over all of it, not by how they were made. */
class TcpSegmentsTest {
    private static final int ETHERNET = 14;

    @Property(tries = 300)
    void segmentsMakeTheStreamAgain(
            @ForAll @IntRange(min = 1, max = 20_000) int payload,
            @ForAll @IntRange(min = 1, max = 9000) int mss,
            @ForAll boolean ipv6,
            @ForAll boolean tagged,
            @ForAll @IntRange(min = 0, max = 0xffff) int id) {
        int room = tagged ? 4 : 0;
        byte[] frame = frame(payload, ipv6, tagged, id);
        int network = ETHERNET + room;
        int tcp = network + (ipv6 ? 40 : 20);
        List<byte[]> segments = cut(frame, tcp, mss);
        assertThat(segments).hasSize((payload + mss - 1) / mss);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < segments.size(); i++) {
            byte[] segment = segments.get(i);
            ByteBuffer bytes = ByteBuffer.wrap(segment);
            assertThat(bytes.getInt(tcp + 4)).isEqualTo(0xfffffff0 + stream.size());
            int flags = segment[tcp + 13] & 0xff;
            assertThat(flags & 0x09).isEqualTo(i == segments.size() - 1 ? 0x09 : 0);
            assertThat(flags & 0x80).isEqualTo(i == 0 ? 0x80 : 0);
            if (ipv6) {
                assertThat(bytes.getShort(network + 4) & 0xffff).isEqualTo(segment.length - network - 40);
            } else {
                assertThat(bytes.getShort(network + 2) & 0xffff).isEqualTo(segment.length - network);
                assertThat(bytes.getShort(network + 4) & 0xffff).isEqualTo(id + i & 0xffff);
                assertThat(sum(segment, network, tcp, 0)).isEqualTo(0xffff);
            }
            int addresses = ipv6 ? sum(segment, network + 8, network + 40, 0) : sum(segment, network + 12, tcp, 0);
            assertThat(sum(segment, tcp, segment.length, addresses + 6 + segment.length - tcp))
                    .isEqualTo(0xffff);
            stream.write(segment, tcp + 32, segment.length - tcp - 32);
        }
        byte[] expected = new byte[payload];
        System.arraycopy(frame, tcp + 32, expected, 0, payload);
        assertThat(stream.toByteArray()).isEqualTo(expected);
    }

    @Test
    void leavesWhatIsNoTcp() {
        byte[] frame = frame(100, false, false, 1);
        TcpSegments segments = new TcpSegments();
        segments.whole().set(frame, 0, frame.length, 1, 0);
        assertThat(segments.begin(frame.length - 10, 50)).isFalse();
        assertThat(segments.begin(ETHERNET, 50)).isFalse();
        assertThat(segments.begin(ETHERNET + 20, 0)).isFalse();
        segments.whole().put16(12, 0x88b5);
        assertThat(segments.begin(ETHERNET + 20, 50)).isFalse();
        assertThat(segments.more()).isFalse();
    }

    private static List<byte[]> cut(byte[] frame, int tcp, int mss) {
        TcpSegments segments = new TcpSegments();
        segments.whole().set(frame, 0, frame.length, 3, 77);
        assertThat(segments.begin(tcp, mss)).isTrue();
        List<byte[]> made = new ArrayList<>();
        Packet packet = PacketBatch.single();
        while (segments.more()) {
            segments.next(packet);
            assertThat(packet.inPort()).isEqualTo(3);
            assertThat(packet.timeNanos()).isEqualTo(77);
            byte[] bytes = new byte[packet.length()];
            packet.copyTo(bytes, 0);
            made.add(bytes);
        }
        return made;
    }

    /** A frame as a sender leaves it to hardware: options, CWR, FIN and PSH, the sum of the pseudo header as checksum. */
    private static byte[] frame(int payload, boolean ipv6, boolean tagged, int id) {
        int network = ETHERNET + (tagged ? 4 : 0);
        int tcp = network + (ipv6 ? 40 : 20);
        ByteBuffer frame = ByteBuffer.allocate(tcp + 32 + payload);
        int type = ipv6 ? 0x86dd : 0x0800;
        if (tagged) {
            frame.putShort(12, (short) 0x8100).putShort(14, (short) 5).putShort(16, (short) type);
        } else {
            frame.putShort(12, (short) type);
        }
        byte[] bytes = frame.array();
        for (int i = tcp + 32; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        int addresses;
        if (ipv6) {
            frame.put(network, (byte) 0x60).putShort(network + 4, (short) (32 + payload));
            frame.put(network + 6, (byte) 6).put(network + 8, (byte) 0xfd).put(network + 39, (byte) 9);
            addresses = sum(bytes, network + 8, network + 40, 0);
        } else {
            frame.put(network, (byte) 0x45).putShort(network + 2, (short) (52 + payload));
            frame.putShort(network + 4, (short) id).put(network + 9, (byte) 6);
            frame.putInt(network + 12, 0x0a000001).putInt(network + 16, 0xc0a80102);
            frame.putShort(network + 10, (short) ~sum(bytes, network, tcp, 0));
            addresses = sum(bytes, network + 12, tcp, 0);
        }
        frame.putInt(tcp + 4, 0xfffffff0).put(tcp + 12, (byte) 0x80).put(tcp + 13, (byte) 0x99);
        int pseudo = addresses + 6 + 32 + payload;
        frame.putShort(tcp + 16, (short) ((pseudo & 0xffff) + (pseudo >>> 16)));
        return bytes;
    }

    private static int sum(byte[] bytes, int from, int end, int start) {
        int sum = start;
        for (int i = from; i < end; i++) {
            sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
