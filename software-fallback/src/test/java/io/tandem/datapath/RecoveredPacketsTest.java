package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.MissPlace;
import io.tandem.backend.MissPlaces;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that a device gives back from behind jumps of its rules, which have counted them. */
final class RecoveredPacketsTest {
    private static final PortNames PORTS = PortNames.range(1, 9);
    private static final int SIZE = 60;
    private static final int MARK = MissPlaces.FIRST_MARK + 3;
    private static final int IN_TUNNEL = MARK + 1;

    private final Map<Integer, MissPlace> places =
            Map.of(MARK, new MissPlace(5, OptionalInt.empty()), IN_TUNNEL, new MissPlace(5, OptionalInt.of(4)));
    private final List<FlowKey> missed = new ArrayList<>();
    private final Datapath datapath = new Datapath(new DatapathConfig(1, 9).withHashSeed(5), new UpcallHandler() {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            missed.add(key);
            return new UpcallAnswer.Discard(DropReason.NO_ACTION);
        }

        @Override
        public void installed(DatapathFlow flow) {}
    });

    private final PacketThread thread = datapath.openThread();
    private final PacketBatch batch = new PacketBatch();
    private final List<String> sent = new ArrayList<>();
    private boolean broken;

    RecoveredPacketsTest() {
        datapath.recoverFrom(mark -> places.getOrDefault(mark, MissPlace.START));
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
                if (broken) {
                    throw new StackOverflowError("as asked");
                }
                sent.add(number + ":" + packet.u16(36));
            }
        };
    }

    private DatapathFlow put(int recirculation, String udp, String actions) throws FlowPutException, OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(%d),in_port(1),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=%s)"
                        .formatted(recirculation, udp),
                PORTS);
        return datapath.put(Megaflow.of(match.key(), match.mask(), OdpActionText.parseStrict(actions, PORTS)));
    }

    private void add(int destination, int mark) {
        byte[] frame = Frames.udp(7, destination, SIZE);
        Packet packet = batch.add();
        packet.set(frame, 0, frame.length, 1, 1000);
        packet.mark(mark);
    }

    private void process() {
        thread.process(batch);
        batch.clear();
    }

    @Test
    void goOnWhereTheDeviceLeftThem() throws Exception {
        DatapathFlow first = put(0, "0/0", "recirc(5)");
        DatapathFlow second = put(5, "16", "2");
        add(16, 0);
        add(16, MARK);
        add(16, MARK);
        add(17, MARK);
        add(16, 0);
        process();
        assertThat(sent).containsExactly("2:16", "2:16", "2:16", "2:16");
        assertThat(first.stats().packets()).isEqualTo(2);
        assertThat(second.stats().packets()).isEqualTo(4);
        assertThat(missed).extracting(key -> key.get(FlowField.RECIRC_ID)).containsExactly(5L);
        DatapathCounters counters = datapath.counters();
        assertThat(counters.received()).isEqualTo(2);
        assertThat(counters.receivedBytes()).isEqualTo(2 * SIZE);
        assertThat(counters.counted()).isEqualTo(2);
        assertThat(counters.recovered()).isEqualTo(3);
        assertThat(counters.recirculated()).isEqualTo(4);
        assertThat(counters.unassigned()).isZero();
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.NO_ACTION, 1L));
    }

    @Test
    void areNoPacketsOfATunnelThatIsNotThere() throws Exception {
        put(0, "0/0", "2");
        add(16, IN_TUNNEL);
        process();
        assertThat(sent).isEmpty();
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.NO_SUCH_TUNNEL, 1L));
        assertThat(datapath.counters().recovered()).isEqualTo(1);
        assertThat(datapath.counters().unassigned()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {MARK - 1, IN_TUNNEL + 1, MissPlaces.FIRST_MARK - 1, MissPlaces.FIRST_MARK + MissPlaces.MARKS, -1})
    void areOthersWhereTheirMarkIsOfNoPlace(int mark) throws Exception {
        DatapathFlow first = put(0, "0/0", "2");
        add(16, mark);
        process();
        assertThat(sent).containsExactly("2:16");
        assertThat(first.stats().packets()).isEqualTo(1);
        assertThat(datapath.counters().received()).isEqualTo(1);
        assertThat(datapath.counters().recovered()).isZero();
    }

    @Test
    void areLostWithTheirThreadAndAccountedFor() throws Exception {
        put(0, "0/0", "recirc(5)");
        put(5, "16", "2");
        broken = true;
        add(16, MARK);
        add(16, MARK);
        add(16, 0);
        assertThatThrownBy(this::process).isInstanceOf(StackOverflowError.class);
        DatapathCounters counters = datapath.counters();
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.THREAD_FAILED, 3L));
        assertThat(counters.recovered()).isEqualTo(2);
        assertThat(counters.received()).isEqualTo(1);
        assertThat(counters.unassigned()).isEqualTo(1);
    }
}
