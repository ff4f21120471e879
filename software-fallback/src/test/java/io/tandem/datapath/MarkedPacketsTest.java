package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.stats.FlowStats;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that come in with what a device says of their flow. */
final class MarkedPacketsTest {
    private static final PortNames PORTS = PortNames.range(1, 9);
    private static final int SIZE = 60;

    /** What each missed packet brings: another flow, or nothing. */
    private Runnable onMiss = () -> {};

    private final Datapath datapath = new Datapath(new DatapathConfig(1, 9).withHashSeed(5), new UpcallHandler() {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            onMiss.run();
            return new UpcallAnswer.Discard(DropReason.NO_ACTION);
        }

        @Override
        public void installed(DatapathFlow flow) {}
    });

    private final PacketThread thread = datapath.openThread();
    private final PacketBatch batch = new PacketBatch();
    private final List<String> sent = new ArrayList<>();

    MarkedPacketsTest() {
        thread.attach(port(2));
        thread.attach(port(3));
    }

    private Port port(int number) {
        return new Port() {
            @Override
            public int number() {
                return number;
            }

            @Override
            public void transmit(Packet packet) {
                sent.add(number + ":" + packet.u16(36));
            }
        };
    }

    private static Megaflow flow(String udp, String actions) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst="
                        + udp + ")",
                PORTS);
        return Megaflow.of(match.key(), match.mask(), OdpActionText.parseStrict(actions, PORTS));
    }

    private DatapathFlow put(String udp, String actions) throws FlowPutException, OdpParseException {
        return datapath.put(flow(udp, actions));
    }

    private record Marked(int destination, int mark) {}

    private void process(Marked... packets) {
        batch.clear();
        for (Marked marked : packets) {
            byte[] frame = Frames.udp(7, marked.destination(), SIZE);
            Packet packet = batch.add();
            packet.set(frame, 0, frame.length, 1, 1000);
            packet.mark(marked.mark());
        }
        thread.process(batch);
    }

    @Test
    void findTheirFlowWithoutALookup() throws FlowPutException, OdpParseException {
        put("16", "2");
        DatapathFlow hidden = put("16/0xfff0", "3"); // which a lookup does not answer, as the first is there too
        process(new Marked(16, 0));
        assertThat(sent).containsExactly("2:16");
        DatapathCounters before = datapath.counters();
        process(new Marked(16, hidden.mark()), new Marked(17, hidden.mark()), new Marked(16, hidden.mark()));

        assertThat(sent).containsExactly("2:16", "3:16", "3:17", "3:16");
        assertThat(hidden.stats()).isEqualTo(new FlowStats(3, 3 * SIZE, 1000, 0, true));
        DatapathCounters after = datapath.counters();
        assertThat(after.markHits()).isEqualTo(3);
        assertThat(List.of(after.emcHits(), after.smcHits(), after.dpclsHits(), after.upcalls()))
                .isEqualTo(List.of(before.emcHits(), before.smcHits(), before.dpclsHits(), before.upcalls()));
        assertThat(after.counted()).isEqualTo(4);
    }

    @Test
    void areLookedUpWhereTheMarkIsOfAFlowThatIsNotTheirs() throws FlowPutException, OdpParseException {
        DatapathFlow own = put("16", "2");
        DatapathFlow other = put("17", "3");
        process(new Marked(16, other.mark()), new Marked(16, other.mark()), new Marked(18, other.mark()));
        assertThat(sent).containsExactly("2:16", "2:16");
        assertThat(own.stats().packets()).isEqualTo(2);
        assertThat(other.stats().packets()).isZero();
        assertThat(datapath.counters().markHits()).isZero();
        assertThat(datapath.counters().upcalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1023, 1024, 1025, 3})
    void areLookedUpWhereTheMarkIsNoFlows(int mark) throws FlowPutException, OdpParseException {
        put("16", "2");
        process(new Marked(16, mark));
        assertThat(sent).containsExactly("2:16");
        assertThat(datapath.counters().dpclsHits()).isEqualTo(1);
    }

    @Test
    void neverMeetAnotherFlowThatHasTheMarkOfTheirsNow() throws FlowPutException, OdpParseException {
        DatapathFlow gone = put("16", "2");
        int mark = gone.mark();
        datapath.remove(gone.megaflow().ufid());
        DatapathFlow next = put("17", "3");
        assertThat(next.mark()).isEqualTo(mark);
        process(new Marked(16, mark), new Marked(17, mark));
        assertThat(sent).containsExactly("3:17");
        assertThat(datapath.counters().markHits()).isEqualTo(1);
        assertThat(datapath.counters().upcalls()).isEqualTo(1);
    }

    @Test
    void areLookedUpWhereTheirFlowGoesWithinTheBatch() throws FlowPutException, OdpParseException {
        DatapathFlow gone = put("16", "2");
        Megaflow next = flow("16", "3");
        onMiss = () -> {
            datapath.remove(gone.megaflow().ufid());
            try {
                datapath.put(next);
            } catch (FlowPutException e) {
                throw new AssertionError(e);
            }
        };
        process(new Marked(99, 0), new Marked(16, gone.mark()));
        assertThat(sent).containsExactly("3:16");
        assertThat(datapath.counters().dpclsHits()).isEqualTo(1);
        process(new Marked(16, 0));
        assertThat(datapath.counters().emcHits()).isEqualTo(1);
    }

    @Test
    void goWhereALookupWouldSendThemWhateverTheirMarks() throws FlowPutException, OdpParseException {
        Random random = new Random(11);
        List<Ufid> flows = new ArrayList<>();
        for (int round = 0; round < 2_000; round++) {
            int udp = random.nextInt(64);
            if (random.nextBoolean() && flows.size() < 64) {
                Megaflow flow = flow(String.valueOf(udp), udp % 2 == 0 ? "2" : "3");
                if (datapath.flows().find(flow.ufid()).isEmpty()) {
                    datapath.put(flow);
                    flows.add(flow.ufid());
                }
            } else if (!flows.isEmpty()) {
                datapath.remove(flows.remove(random.nextInt(flows.size())));
            }
            int wanted = random.nextInt(64);
            boolean there = datapath.flows()
                    .find(flow(String.valueOf(wanted), "2").ufid())
                    .isPresent();
            sent.clear();
            process(new Marked(wanted, random.nextInt(70)));
            assertThat(sent).isEqualTo(there ? List.of((wanted % 2 == 0 ? 2 : 3) + ":" + wanted) : List.of());
        }
        assertThat(datapath.counters().markHits()).isPositive();
    }
}
