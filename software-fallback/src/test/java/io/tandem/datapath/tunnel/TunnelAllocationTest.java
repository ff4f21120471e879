package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.vectors.Frames;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither push nor pop allocates anything for a packet. */
final class TunnelAllocationTest {
    private static final int ROUNDS = 20_000;
    private static final int WINDOWS = 5;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TunnelBench bench = new TunnelBench();

    @ParameterizedTest
    @EnumSource
    void pushesAndPopsWithoutGarbage(TunnelProtocol protocol) {
        for (boolean ipv6 : new boolean[] {false, true}) {
            OuterTemplate template = OuterTemplate.random(protocol, ipv6, new SplittableRandom(5));
            TunnelPush push = TunnelPush.of(template.action());
            TunnelPortConfig port = template.port();
            bench.take(Frames.udp(1000, 2000, 600), template.carriesIp());
            long least = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS; window++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUNDS; i++) {
                    if (!push.push(bench.packet) || TunnelPop.pop(bench.packet, port) != PopResult.POPPED) {
                        throw new AssertionError("round " + i);
                    }
                }
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).as("over IPv%d", ipv6 ? 6 : 4).isZero();
        }
    }
}
