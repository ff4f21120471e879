package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.stats.FlowStats;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets that follow each other in a batch and only leave by a port. */
final class SameFlowInARowTest {
    private static final PortNames PORTS = PortNames.range(1, 9);

    /** Destination ports of what was sent, with the port that it left by, as {@code 2:53}. */
    private final List<String> sent = new ArrayList<>();

    private final Datapath datapath = new Datapath(new DatapathConfig(1, 9), new NoSlowPath());

    private final PacketThread thread = datapath.openThread();
    private int failing = -1;
    private boolean withError;

    private final class Recorder implements Port {
        private final int number;

        private Recorder(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void transmit(Packet packet) {
            int port = packet.u16(36);
            if (port == failing && withError) {
                throw new AssertionError("made to fail");
            }
            if (port == failing) {
                throw new IllegalStateException("made to fail");
            }
            sent.add(number + ":" + port);
        }
    }

    @BeforeEach
    void attach() {
        thread.attach(new Recorder(2));
        thread.attach(new Recorder(3));
    }

    private DatapathFlow put(String udp, String actions) throws FlowPutException, OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst="
                        + udp + ")",
                PORTS);
        return datapath.put(Megaflow.of(match.key(), match.mask(), OdpActionText.parseStrict(actions, PORTS)));
    }

    private void process(int... destinations) {
        PacketBatch batch = new PacketBatch();
        for (int destination : destinations) {
            byte[] frame = Frames.udp(7, destination, 60);
            batch.add().set(frame, 0, frame.length, 1, 1000 + batch.size());
        }
        thread.process(batch);
    }

    @Test
    void keepTheirOrderAmongOthers() throws FlowPutException, OdpParseException {
        DatapathFlow two = put("16/0xfff0", "2");
        DatapathFlow three = put("32/0xfff0", "3");
        put("48/0xfff0", "2,3");
        put("64/0xfff0", "drop");
        for (int round = 1; round <= 2; round++) { // by the classifier, and by the exact match cache
            process(16, 17, 32, 33, 34, 18, 99, 19, 48, 49, 64, 65, 20, 36);
            assertThat(sent)
                    .containsExactly(
                            "2:16", "2:17", "3:32", "3:33", "3:34", "2:18", "2:19", "2:48", "3:48", "2:49", "3:49",
                            "2:20", "3:36");
            sent.clear();
            assertThat(two.stats()).isEqualTo(new FlowStats(5L * round, 300L * round, 1013, 0, true));
            assertThat(three.stats()).isEqualTo(new FlowStats(4L * round, 240L * round, 1014, 0, true));
        }
        DatapathCounters counters = datapath.counters();
        assertThat(counters.received()).isEqualTo(28);
        assertThat(counters.dpclsHits()).isEqualTo(13);
        assertThat(counters.emcHits()).isEqualTo(13);
        assertThat(counters.counted()).isEqualTo(26);
        assertThat(counters.transmitted()).isEqualTo(26);
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.UPCALL_REFUSED, 2L, DropReason.FLOW_DROP, 4L));
    }

    @Test
    void loseTheOneThatAnExceptionComesUpon() throws FlowPutException, OdpParseException {
        DatapathFlow flow = put("16/0xfff0", "2");
        failing = 17;
        process(16, 17, 18);
        assertThat(sent).containsExactly("2:16", "2:18");
        assertThat(flow.stats().packets()).isEqualTo(3);
        assertThat(datapath.counters().transmitted()).isEqualTo(2);
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.DATAPATH_FAILED, 1L));
    }

    @Test
    void areAllAccountedForWhereAnErrorEndsTheThread() throws FlowPutException, OdpParseException {
        put("16/0xfff0", "2");
        put("32/0xfff0", "2,3");
        failing = 17;
        withError = true;
        assertThatThrownBy(() -> process(16, 17, 18, 19, 32)).isInstanceOf(AssertionError.class);
        DatapathCounters counters = datapath.counters();
        assertThat(counters.counted() + counters.unassigned()).isEqualTo(5);
        assertThat(counters.transmitted()).isEqualTo(1);
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.THREAD_FAILED, 4L));
    }
}
