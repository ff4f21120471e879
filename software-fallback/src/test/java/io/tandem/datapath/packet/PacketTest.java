package io.tandem.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PacketTest {
    private final Packet packet = PacketBatch.single();

    private byte[] bytes() {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(bytes, 0);
        return bytes;
    }

    @Property
    void givesBackWhatWasInsertedAndRemoved(@ForAll @Size(min = 12, max = 200) byte[] frame) {
        packet.set(frame, 0, frame.length, 1, 2);
        assertThat(packet.insert(12, 4)).isTrue();
        assertThat(packet.length()).isEqualTo(frame.length + 4);
        packet.put32(12, 0x81000005L);
        byte[] tagged = bytes();
        assertThat(Arrays.copyOf(tagged, 12)).isEqualTo(Arrays.copyOf(frame, 12));
        assertThat(Arrays.copyOfRange(tagged, 16, tagged.length))
                .isEqualTo(Arrays.copyOfRange(frame, 12, frame.length));
        packet.remove(12, 4);
        assertThat(bytes()).isEqualTo(frame);
    }

    @Test
    void insertsAlsoWhereTheHeadroomIsUsedUp() {
        byte[] frame = new byte[60];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        packet.set(frame, 0, 60, 1, 0);
        int headers = 3 * Packet.HEADROOM / 4;
        for (int i = 0; i < headers; i++) {
            assertThat(packet.insert(12, 4)).isTrue();
            packet.put32(12, i);
        }
        assertThat(packet.length()).isEqualTo(60 + 4 * headers);
        assertThat(packet.u32(12)).isEqualTo(headers - 1);
        assertThat(packet.u32(12 + 4 * (headers - 1))).isZero();
        packet.remove(12, 4 * headers);
        assertThat(bytes()).isEqualTo(frame);
    }

    @Test
    void insertsIntoTheLongestFrameThatIsLeftRoom() {
        byte[] frame = new byte[Packet.MAX_FRAME - 300];
        Arrays.fill(frame, (byte) 7);
        packet.set(frame, 0, frame.length, 1, 0);
        assertThat(packet.insert(0, 300)).isTrue();
        assertThat(packet.u8(300)).isEqualTo(7);
        assertThat(packet.u8(Packet.MAX_FRAME - 1)).isEqualTo(7);
        assertThat(packet.insert(0, 1)).isFalse();
    }

    @Test
    void takesTheLongestFrameAndNoLongerOne() {
        byte[] frame = new byte[Packet.MAX_FRAME + 1];
        Arrays.fill(frame, (byte) 7);
        packet.set(frame, 0, Packet.MAX_FRAME, 1, 0);
        assertThat(packet.u8(Packet.MAX_FRAME - 1)).isEqualTo(7);
        assertThat(packet.insert(12, 4)).isFalse();
        assertThatThrownBy(() -> packet.set(frame, 0, frame.length, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checksEveryAccessAgainstTheFrame() {
        packet.set(new byte[14], 0, 14, 1, 0);
        assertThat(packet.u16(12)).isZero();
        assertThatThrownBy(() -> packet.u16(13)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.put32(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void writesNetworkOrder() {
        packet.set(new byte[14], 0, 14, 1, 0);
        packet.put48(0, 0x010203040506L);
        packet.put64(6, 0x1112131415161718L);
        assertThat(bytes()).startsWith(1, 2, 3, 4, 5, 6, 0x11, 0x12).endsWith(0x17, 0x18);
        assertThat(packet.u48(0)).isEqualTo(0x010203040506L);
        assertThat(packet.u32(10)).isEqualTo(0x15161718L);
    }

    @Test
    void copiesKeepTheirOwnBytes() {
        packet.set(new byte[] {1, 2, 3, 4}, 1, 3, 9, 77);
        packet.recircId(5);
        Packet copy = PacketBatch.single();
        copy.set(packet);
        packet.put8(0, 42);
        assertThat(copy.u8(0)).isEqualTo(2);
        assertThat(copy.length()).isEqualTo(3);
        assertThat(copy.inPort()).isEqualTo(9);
        assertThat(copy.recircId()).isEqualTo(5);
        assertThat(copy.timeNanos()).isEqualTo(77);
    }

    @Test
    void readsAndChangesALentFrameWhereItLies() {
        MemorySegment memory = Arena.ofAuto().allocate(256);
        for (int i = 0; i < 256; i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) i);
        }
        packet.lend(place -> {}, 5, memory.address() + 64, 8, 60, 3, 4);
        assertThat(packet.place()).isEqualTo(5);
        assertThat(packet.headroom()).isEqualTo(8);
        assertThat(packet.inPort()).isEqualTo(3);
        assertThat(packet.u32(0)).isEqualTo(0x40414243L);
        assertThatThrownBy(() -> packet.u32(57)).isInstanceOf(IndexOutOfBoundsException.class);
        packet.put16(58, 0xbeef);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 64 + 58)).isEqualTo((byte) 0xbe);

        assertThat(packet.insert(4, 8)).isTrue();
        assertThat(packet.lender()).isNotNull();
        assertThat(packet.headroom()).isZero();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 56)).isEqualTo((byte) 64);
        byte[] before = bytes();

        // no room is left, so the frame moves and the lender's memory stays as it is
        assertThat(packet.insert(0, 4)).isTrue();
        assertThat(packet.lender()).isNull();
        packet.put32(0, 0x01020304L);
        assertThat(Arrays.copyOfRange(bytes(), 4, 72)).isEqualTo(before);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 55)).isEqualTo((byte) 55);
    }

    @Test
    void aCopyOfALentFrameIsItsOwn() {
        MemorySegment memory = Arena.ofAuto().allocate(128);
        memory.set(ValueLayout.JAVA_BYTE, 64, (byte) 9);
        Packet lent = PacketBatch.single();
        lent.lend(place -> {}, 0, memory.address() + 64, 64, 20, 1, 0);
        packet.set(lent);
        memory.fill((byte) 0);
        assertThat(packet.lender()).isNull();
        assertThat(packet.length()).isEqualTo(20);
        assertThat(packet.u8(0)).isEqualTo(9);

        lent.set(new byte[] {1, 2}, 0, 2, 1, 0);
        assertThat(lent.lender()).isNull();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 64)).isZero();
    }
}
