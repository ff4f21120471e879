package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that come in with what a device says of their flow. */
final class MarkedPacketsTest {
    /** What each missed packet brings: another flow, or nothing. */
    private Runnable onMiss = () -> {};

    private final UdpSwitch udp = new UdpSwitch(new UpcallHandler() {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            onMiss.run();
            return new UpcallAnswer.Discard(DropReason.NO_ACTION);
        }

        @Override
        public void installed(DatapathFlow flow) {}
    });

    private record Marked(int destination, int mark) {}

    private void process(Marked... packets) {
        for (Marked marked : packets) {
            udp.add(marked.destination(), marked.mark());
        }
        udp.process();
    }

    @Test
    void findTheirFlowWithoutALookup() throws FlowPutException, OdpParseException {
        udp.put("16", "2");
        DatapathFlow hidden = udp.put("16/0xfff0", "3"); // which a lookup does not answer, as the first is there too
        process(new Marked(16, 0));
        assertThat(udp.sent()).containsExactly("2:16");
        DatapathCounters before = udp.counters();
        process(new Marked(16, hidden.mark()), new Marked(17, hidden.mark()), new Marked(16, hidden.mark()));

        assertThat(udp.sent()).containsExactly("2:16", "3:16", "3:17", "3:16");
        assertThat(hidden.stats()).isEqualTo(new FlowStats(3, 3 * UdpSwitch.SIZE, 1003, 0, true));
        DatapathCounters after = udp.counters();
        assertThat(after.markHits()).isEqualTo(3);
        assertThat(List.of(after.emcHits(), after.smcHits(), after.dpclsHits(), after.upcalls()))
                .isEqualTo(List.of(before.emcHits(), before.smcHits(), before.dpclsHits(), before.upcalls()));
        assertThat(after.counted()).isEqualTo(4);
    }

    @Test
    void areLookedUpWhereTheMarkIsOfAFlowThatIsNotTheirs() throws FlowPutException, OdpParseException {
        DatapathFlow own = udp.put("16", "2");
        DatapathFlow other = udp.put("17", "3");
        process(new Marked(16, other.mark()), new Marked(16, other.mark()), new Marked(18, other.mark()));
        assertThat(udp.sent()).containsExactly("2:16", "2:16");
        assertThat(own.stats().packets()).isEqualTo(2);
        assertThat(other.stats().packets()).isZero();
        assertThat(udp.counters().markHits()).isZero();
        assertThat(udp.counters().upcalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1023, 1024, 1025, 3})
    void areLookedUpWhereTheMarkIsNoFlows(int mark) throws FlowPutException, OdpParseException {
        udp.put("16", "2");
        process(new Marked(16, mark));
        assertThat(udp.sent()).containsExactly("2:16");
        assertThat(udp.counters().dpclsHits()).isEqualTo(1);
    }

    @Test
    void neverMeetAnotherFlowThatHasTheMarkOfTheirsNow() throws FlowPutException, OdpParseException {
        DatapathFlow gone = udp.put("16", "2");
        int mark = gone.mark();
        udp.datapath().remove(gone.megaflow().ufid());
        DatapathFlow next = udp.put("17", "3");
        assertThat(next.mark()).isEqualTo(mark);
        process(new Marked(16, mark), new Marked(17, mark));
        assertThat(udp.sent()).containsExactly("3:17");
        assertThat(udp.counters().markHits()).isEqualTo(1);
        assertThat(udp.counters().upcalls()).isEqualTo(1);
    }

    @Test
    void areLookedUpWhereTheirFlowGoesWithinTheBatch() throws FlowPutException, OdpParseException {
        DatapathFlow gone = udp.put("16", "2");
        Megaflow next = UdpSwitch.flow(0, "16", "3");
        onMiss = () -> {
            udp.datapath().remove(gone.megaflow().ufid());
            try {
                udp.datapath().put(next);
            } catch (FlowPutException e) {
                throw new AssertionError(e);
            }
        };
        process(new Marked(99, 0), new Marked(16, gone.mark()));
        assertThat(udp.sent()).containsExactly("3:16");
        assertThat(udp.counters().dpclsHits()).isEqualTo(1);
        process(new Marked(16, 0));
        assertThat(udp.counters().emcHits()).isEqualTo(1);
    }

    @Test
    void goWhereALookupWouldSendThemWhateverTheirMarks() throws FlowPutException, OdpParseException {
        Random random = new Random(11);
        List<Ufid> flows = new ArrayList<>();
        for (int round = 0; round < 2_000; round++) {
            int destination = random.nextInt(64);
            if (random.nextBoolean() && flows.size() < 64) {
                Megaflow flow = UdpSwitch.flow(0, String.valueOf(destination), destination % 2 == 0 ? "2" : "3");
                if (udp.datapath().flows().find(flow.ufid()).isEmpty()) {
                    udp.datapath().put(flow);
                    flows.add(flow.ufid());
                }
            } else if (!flows.isEmpty()) {
                udp.datapath().remove(flows.remove(random.nextInt(flows.size())));
            }
            int wanted = random.nextInt(64);
            boolean there = udp.datapath()
                    .flows()
                    .find(UdpSwitch.flow(0, String.valueOf(wanted), "2").ufid())
                    .isPresent();
            udp.sent().clear();
            process(new Marked(wanted, random.nextInt(70)));
            assertThat(udp.sent()).isEqualTo(there ? List.of((wanted % 2 == 0 ? 2 : 3) + ":" + wanted) : List.of());
        }
        assertThat(udp.counters().markHits()).isPositive();
    }
}
