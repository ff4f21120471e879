package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.FlowStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packets that follow each other in a batch and only leave by a port. */
final class SameFlowInARowTest {
    private final UdpSwitch udp = new UdpSwitch(new NoSlowPath());

    private void process(int... destinations) {
        for (int destination : destinations) {
            udp.add(destination, 0);
        }
        udp.process();
    }

    @Test
    void keepTheirOrderAmongOthers() throws FlowPutException, OdpParseException {
        DatapathFlow two = udp.put("16/0xfff0", "2");
        DatapathFlow three = udp.put("32/0xfff0", "3");
        udp.put("48/0xfff0", "2,3");
        udp.put("64/0xfff0", "drop");
        for (int round = 1; round <= 2; round++) { // by the classifier, and by the exact match cache
            process(16, 17, 32, 33, 34, 18, 99, 19, 48, 49, 64, 65, 20, 36);
            assertThat(udp.sent())
                    .containsExactly(
                            "2:16", "2:17", "3:32", "3:33", "3:34", "2:18", "2:19", "2:48", "3:48", "2:49", "3:49",
                            "2:20", "3:36");
            udp.sent().clear();
            assertThat(two.stats()).isEqualTo(new FlowStats(5L * round, 300L * round, 1013, 0, true));
            assertThat(three.stats()).isEqualTo(new FlowStats(4L * round, 240L * round, 1014, 0, true));
        }
        DatapathCounters counters = udp.counters();
        assertThat(counters.received()).isEqualTo(28);
        assertThat(counters.dpclsHits()).isEqualTo(13);
        assertThat(counters.emcHits()).isEqualTo(13);
        assertThat(counters.counted()).isEqualTo(26);
        assertThat(counters.transmitted()).isEqualTo(26);
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.UPCALL_REFUSED, 2L, DropReason.FLOW_DROP, 4L));
    }

    @Test
    void loseTheOneThatAnExceptionComesUpon() throws FlowPutException, OdpParseException {
        DatapathFlow flow = udp.put("16/0xfff0", "2");
        udp.onTransmit(destination -> {
            if (destination == 17) {
                throw new IllegalStateException("made to fail");
            }
        });
        process(16, 17, 18);
        assertThat(udp.sent()).containsExactly("2:16", "2:18");
        assertThat(flow.stats().packets()).isEqualTo(3);
        assertThat(udp.counters().transmitted()).isEqualTo(2);
        assertThat(udp.counters().drops()).isEqualTo(Map.of(DropReason.DATAPATH_FAILED, 1L));
    }

    @Test
    void areAllAccountedForWhereAnErrorEndsTheThread() throws FlowPutException, OdpParseException {
        udp.put("16/0xfff0", "2");
        udp.put("32/0xfff0", "2,3");
        udp.onTransmit(destination -> {
            if (destination == 17) {
                throw new AssertionError("made to fail");
            }
        });
        assertThatThrownBy(() -> process(16, 17, 18, 19, 32)).isInstanceOf(AssertionError.class);
        DatapathCounters counters = udp.counters();
        assertThat(counters.counted() + counters.unassigned()).isEqualTo(5);
        assertThat(counters.transmitted()).isEqualTo(1);
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.THREAD_FAILED, 4L));
    }
}
