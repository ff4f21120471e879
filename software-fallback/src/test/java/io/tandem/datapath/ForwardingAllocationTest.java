package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.flowsets.Forwarding;
import io.tandem.datapath.flowsets.Forwarding.Hit;
import io.tandem.datapath.flowsets.Forwarding.Work;
import io.tandem.datapath.packet.PacketBatch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole packet, from its bytes to its transmission, allocates nothing, whatever finds its flow. */
final class ForwardingAllocationTest {
    private static final int BATCHES = 2000;
    private static final int WINDOWS = 8;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<Arguments> kinds() {
        return Arrays.stream(Hit.values())
                .flatMap(hit -> Arrays.stream(Work.values()).map(work -> Arguments.of(hit, work)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void allocatesNothing(Hit hit, Work work) throws FlowPutException {
        Forwarding forwarding = new Forwarding(hit, work);
        DatapathCounters before = forwarding.counters();
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BATCHES; i++) {
                forwarding.batch();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - allocated);
        }
        DatapathCounters after = forwarding.counters();
        long packets = (long) WINDOWS * BATCHES * PacketBatch.SIZE;
        long hits =
                switch (hit) {
                    case MARK -> after.markHits() - before.markHits();
                    case EMC -> after.emcHits() - before.emcHits();
                    case SMC -> after.smcHits() - before.smcHits();
                    case DPCLS -> after.dpclsHits() - before.dpclsHits();
                };
        assertThat(after.transmitted() - before.transmitted()).isEqualTo(packets);
        // flows that have the same place and signature in a cache push each other out
        assertThat(hits).isGreaterThan(packets * 99 / 100);
        assertThat(least).isZero();
    }
}
