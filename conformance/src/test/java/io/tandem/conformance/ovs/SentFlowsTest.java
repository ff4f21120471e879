package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.kernel.Attributes;
import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.NetlinkMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentFlowsTest {
    private static final int FAMILY = 34;

    @Test
    void putsAMarkerBeforeEachLine() {
        assertThat(SentFlows.script(List.of(new FlowText("in_port(1)", "2"), new FlowText("in_port(2)", "3, 4"))))
                .isEqualTo("""
                        add skb_mark(0x5a000000),in_port(4),eth(),eth_type(0x88b6) 3
                        add in_port(1) 2
                        add skb_mark(0x5a000001),in_port(4),eth(),eth_type(0x88b6) 3
                        add in_port(2) 3, 4
                        """);
    }

    @Test
    void leavesOutTheLinesThatSentNothing() throws Exception {
        Attributes key = new Attributes().u32(3, 1);
        List<Optional<FlowBytes>> sent = SentFlows.match(
                List.of(
                        message(FAMILY, 1, key), // before any marker: not a line's
                        message(FAMILY, 1, marker(0)),
                        message(FAMILY, 1, marker(1)),
                        message(FAMILY, 3, key), // a get
                        message(FAMILY - 1, 1, key), // another family
                        message(FAMILY, 1, key),
                        message(FAMILY, 1, marker(2))),
                FAMILY,
                3);
        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).isEmpty();
        assertThat(sent.get(2)).isEmpty();
        assertThat(sent.get(1)).hasValueSatisfying(flow -> {
            assertThat(flow.key()).isEqualTo(key.toBytes());
            assertThat(flow.mask()).isEmpty();
            assertThat(flow.actions()).isPresent();
        });
    }

    private static Attributes marker(int line) {
        return new Attributes().u32(15, 0x5a000000 | line).u32(3, 4).be16(6, 0x88b6);
    }

    private static byte[] message(int family, int command, Attributes key) {
        byte[] attributes = new Attributes().put(1, key.toBytes()).put(2).toBytes();
        return NetlinkMessage.generic(family, command, 1, NetlinkMessage.CREATE, 1, new byte[4], attributes)
                .toBytes();
    }
}
