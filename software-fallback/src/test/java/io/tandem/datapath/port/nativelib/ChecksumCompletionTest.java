package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.ChecksumCompletion;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksumCompletionTest {
    private static final int[][] TAGS = {{}, {0x8100_0064}, {0x88a8_0065, 0x8100_0066}};

    @Test
    void completesWhatIsOpenAndLeavesTheRest() {
        Packet packet = PacketBatch.single();
        for (int[] tags : TAGS) {
            for (int shape = 0; shape < 4; shape++) {
                for (int payload = 0; payload < 70; payload++) {
                    Segment segment = new Segment(tags, (shape & 1) != 0, (shape & 2) != 0, payload);
                    byte[] open = segment.open();
                    packet.set(open, 0, open.length, 0, 0);
                    ChecksumCompletion.completeWhereOpen(packet);
                    assertThat(Frames.bytes(packet)).as(segment.toString()).isEqualTo(segment.complete());
                    ChecksumCompletion.completeWhereOpen(packet);
                    assertThat(Frames.bytes(packet)).as(segment.toString()).isEqualTo(segment.complete());
                    packet.set(open, 0, open.length, 0, 0);
                    assertThat(ChecksumCompletion.complete(packet, segment.transport(), segment.offset()))
                            .isTrue();
                    assertThat(Frames.bytes(packet)).isEqualTo(segment.complete());
                }
            }
        }
    }

    @Test
    void completesWhatIsOpenInATunnel() {
        Segment inner = new Segment(TAGS[0], false, true, 51);
        Packet packet = PacketBatch.single();
        for (String header :
                List.of("12b5 %04x 0000 0800000000002a00", "17c1 %04x 0000 0200655800002a00 0102030100000000")) {
            byte[] open = tunnelled(header, inner.open());
            packet.set(open, 0, open.length, 0, 0);
            ChecksumCompletion.completeWhereOpen(packet);
            assertThat(Frames.bytes(packet)).isEqualTo(tunnelled(header, inner.complete()));
            for (int size = 0; size < open.length; size++) {
                packet.set(open, 0, size, 0, 0);
                ChecksumCompletion.completeWhereOpen(packet);
                assertThat(Frames.bytes(packet)).isEqualTo(Arrays.copyOf(open, size));
            }
        }
    }

    /** The frame behind an IPv4 header, a UDP source port, and the rest of the UDP header and a tunnel's. */
    private static byte[] tunnelled(String header, byte[] inner) {
        int rest = header.formatted(0).replace(" ", "").length() / 2;
        int udp = 2 + rest + inner.length;
        String outer =
                "020000000002 020000000001 0800 4500%04x 0000 4000 4011 0000 0a000001 0a000002 c000".formatted(20 + udp)
                        + header.formatted(udp);
        byte[] headers = HexFormat.of().parseHex(outer.replace(" ", ""));
        byte[] frame = Arrays.copyOf(headers, headers.length + inner.length);
        System.arraycopy(inner, 0, frame, headers.length, inner.length);
        return frame;
    }

    @Test
    void neverMendsAWrongChecksum() {
        byte[] wrong = new Segment(TAGS[0], false, true, 50).complete();
        wrong[wrong.length - 1] ^= 1;
        Packet packet = PacketBatch.single();
        packet.set(wrong, 0, wrong.length, 0, 0);
        ChecksumCompletion.completeWhereOpen(packet);
        assertThat(Frames.bytes(packet)).isEqualTo(wrong);
    }

    @Test
    void leavesFramesAloneThatAreCutAnywhere() {
        Packet packet = PacketBatch.single();
        byte[] open = new Segment(TAGS[1], true, false, 20).open();
        for (int size = 0; size < open.length; size++) {
            packet.set(open, 0, size, 0, 0);
            ChecksumCompletion.completeWhereOpen(packet);
            assertThat(Frames.bytes(packet)).isEqualTo(Arrays.copyOf(open, size));
            assertThat(ChecksumCompletion.complete(packet, size, 0)).isFalse();
        }
    }
}
