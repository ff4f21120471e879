package io.tandem.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.Bytes;
import org.junit.jupiter.api.Test;

class AttributeWriterTest {
    private static final int BEYOND_FIRST_ROOM = 300;

    @Test
    void valuesSurviveGrowingAtAnyPlace() {
        for (int before = 0; before < BEYOND_FIRST_ROOM; before++) {
            AttributeWriter out = new AttributeWriter();
            out.put(1, new byte[before])
                    .putU8(2, 0x82)
                    .putU16(3, 0x8483)
                    .putBe16(4, 0x8485)
                    .putU32(5, 0x89888786)
                    .putBe32(6, 0x8a8b8c8d)
                    .putU64(7, 0x9594939291908f8eL)
                    .put(8, Bytes.of((byte) 7));
            AttributeCursor cursor = new AttributeCursor(out.toBytes());
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.u8(0)).isEqualTo(0x82);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.u16(0)).isEqualTo(0x8483);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.be16(0)).isEqualTo(0x8485);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.u32(0)).isEqualTo(0x89888786);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.be32(0)).isEqualTo(0x8a8b8c8d);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.u32(0)).isEqualTo(0x91908f8e);
            assertThat(cursor.u32(4)).isEqualTo(0x95949392);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.u8(0)).isEqualTo(7);
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.leftover()).isZero();
        }
    }
}
