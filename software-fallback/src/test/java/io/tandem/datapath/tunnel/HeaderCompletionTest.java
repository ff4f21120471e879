package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.vectors.Frames;
import org.junit.jupiter.api.Test;

final class HeaderCompletionTest {
    private final TunnelBench bench = new TunnelBench();

    @Test
    void spreadsFlowsOverTheRangeOfPorts() {
        boolean[] seen = new boolean[4];
        for (int port = 0; port < 64; port++) {
            int source = HeaderCompletion.hashed(
                    bench.take(Frames.udp(1000 + port, 53, 60)), TunnelProtocol.VXLAN, HeaderCompletion.LABEL_COPIED);
            assertThat(source).isBetween(32_768, 60_999);
            seen[(source - 32_768) / 7058] = true;
        }
        assertThat(seen).containsOnly(true);
    }
}
