package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.ChecksumCompletion;
import java.util.Arrays;
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
