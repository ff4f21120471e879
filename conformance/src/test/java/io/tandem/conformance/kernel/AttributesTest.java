package io.tandem.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
    @Test
    void writesHeaderValueAndPadding() {
        assertThat(hex(new Attributes().u8(1, 0xff))).isEqualTo("05000100ff000000");
        assertThat(hex(new Attributes().u16(2, 0x1234))).isEqualTo("0600020034120000");
        assertThat(hex(new Attributes().be16(2, 0x1234))).isEqualTo("0600020012340000");
        assertThat(hex(new Attributes().u32(3, 1))).isEqualTo("0800030001000000");
        assertThat(hex(new Attributes().be32(3, 1))).isEqualTo("0800030000000001");
        assertThat(hex(new Attributes().be64(4, 1))).isEqualTo("0c0004000000000000000001");
        assertThat(hex(new Attributes().text(5, "ab"))).isEqualTo("0700050061620000");
        assertThat(hex(new Attributes().flag(6))).isEqualTo("04000600");
        assertThat(hex(new Attributes().hex(7, "0a 0b").raw((byte) 1))).isEqualTo("060007000a0b000001");
        assertThat(hex(new Attributes().nest(8, n -> n.flag(1).u8(2, 3))))
                .isEqualTo("10000800040001000500020003000000");
    }

    @Test
    void growsUpToWhatALengthCanSay() {
        assertThat(new Attributes().put(1, new byte[65_531]).toBytes()).hasSize(65_536);
        assertThatIllegalArgumentException().isThrownBy(() -> new Attributes().put(1, new byte[65_532]));
    }

    @Test
    void readsBack() throws NetlinkFormatException {
        byte[] bytes = new Attributes().u8(1, 7).u8(0x8000 | 2, 8).u8(1, 9).toBytes();
        Map<Integer, byte[]> read = AttributeReader.read(bytes);
        assertThat(read).containsOnlyKeys(1, 2);
        assertThat(read.get(1)).containsExactly(9);
    }

    @Test
    void refusesWhatIsCutShort() {
        for (String broken : new String[] {"0300010000000000", "0900010000000000", "080001", "0000"}) {
            assertThatExceptionOfType(NetlinkFormatException.class)
                    .as(broken)
                    .isThrownBy(() -> AttributeReader.read(HexFormat.of().parseHex(broken)));
        }
    }

    private static String hex(Attributes attributes) {
        return HexFormat.of().formatHex(attributes.toBytes());
    }
}
