package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.flow.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterHeaderTest {
    private static final String ROW = "set(tunnel),one";

    @ParameterizedTest
    @CsvSource({
        "vxlan, 18, ''", // number of the IPv4 packet
        "vxlan, 35, ''", // UDP source port
        "vxlan, 15, TOS",
        "vxlan, 22, TTL",
        "vxlan, 37, UDP destination port",
        "vxlan6, 17, ''", // flow label
        "vxlan6, 55, ''", // UDP source port
        "vxlan6, 60, ''", // UDP checksum
        "vxlan6, 14, version or traffic class",
        "vxlan6, 53, address",
        "gre6, 58, key",
        "erspan1, 40, ''", // sequence number
        "erspan1, 48, index",
        "erspan2, 46, ''", // time
        "erspan2, 53, direction or hardware id",
    })
    void onlyWhatSidesChooseIsLeftOut(String frame, int at, String kept) {
        Bytes one = NamedFrames.find(frame).orElseThrow();
        byte[] other = one.toArray();
        other[at] ^= 0x18;
        Map<Integer, List<Bytes>> left = OuterHeader.without(Map.of(5, List.of(one)), ROW);
        Map<Integer, List<Bytes>> right = OuterHeader.without(Map.of(5, List.of(Bytes.of(other))), ROW);
        assertThat(left.equals(right)).as(kept).isEqualTo(kept.isEmpty());
        assertThat(OuterHeader.without(Map.of(5, List.of(Bytes.of(other))), "tunnel.src"))
                .isEqualTo(Map.of(5, List.of(Bytes.of(other))));
    }
}
