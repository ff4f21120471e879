package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.MissPlace;
import io.tandem.backend.MissPlaces;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that a device gives back from behind jumps of its rules, which have counted them. */
final class RecoveredPacketsTest {
    private static final int MARK = MissPlaces.FIRST_MARK + 3;
    private static final int IN_TUNNEL = MARK + 1;

    private final Map<Integer, MissPlace> places =
            Map.of(MARK, new MissPlace(5, OptionalInt.empty()), IN_TUNNEL, new MissPlace(5, OptionalInt.of(4)));
    private final List<FlowKey> missed = new ArrayList<>();
    private final UdpSwitch udp = new UdpSwitch(new UpcallHandler() {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            missed.add(key);
            return new UpcallAnswer.Discard(DropReason.NO_ACTION);
        }

        @Override
        public void installed(DatapathFlow flow) {}
    });

    RecoveredPacketsTest() {
        udp.datapath().recoverFrom(mark -> places.getOrDefault(mark, MissPlace.START));
    }

    @Test
    void goOnWhereTheDeviceLeftThem() throws Exception {
        DatapathFlow first = udp.put(0, "0/0", "recirc(5)");
        DatapathFlow second = udp.put(5, "16", "2");
        udp.add(16, 0);
        udp.add(16, MARK);
        udp.add(16, MARK);
        udp.add(17, MARK);
        udp.add(16, 0);
        udp.process();
        assertThat(udp.sent()).containsExactly("2:16", "2:16", "2:16", "2:16");
        assertThat(first.stats().packets()).isEqualTo(2);
        assertThat(second.stats().packets()).isEqualTo(4);
        assertThat(missed).extracting(key -> key.get(FlowField.RECIRC_ID)).containsExactly(5L);
        DatapathCounters counters = udp.counters();
        assertThat(counters.received()).isEqualTo(2);
        assertThat(counters.receivedBytes()).isEqualTo(2 * UdpSwitch.SIZE);
        assertThat(counters.counted()).isEqualTo(2);
        assertThat(counters.recovered()).isEqualTo(3);
        assertThat(counters.recirculated()).isEqualTo(4);
        assertThat(counters.unassigned()).isZero();
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.NO_ACTION, 1L));
    }

    @Test
    void areNoPacketsOfATunnelThatIsNotThere() throws Exception {
        udp.put(0, "0/0", "2");
        udp.add(16, IN_TUNNEL);
        udp.process();
        assertThat(udp.sent()).isEmpty();
        assertThat(udp.counters().drops()).isEqualTo(Map.of(DropReason.NO_SUCH_TUNNEL, 1L));
        assertThat(udp.counters().recovered()).isEqualTo(1);
        assertThat(udp.counters().unassigned()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {MARK - 1, IN_TUNNEL + 1, MissPlaces.FIRST_MARK - 1, MissPlaces.FIRST_MARK + MissPlaces.MARKS, -1})
    void areOthersWhereTheirMarkIsOfNoPlace(int mark) throws Exception {
        DatapathFlow first = udp.put(0, "0/0", "2");
        udp.add(16, mark);
        udp.process();
        assertThat(udp.sent()).containsExactly("2:16");
        assertThat(first.stats().packets()).isEqualTo(1);
        assertThat(udp.counters().received()).isEqualTo(1);
        assertThat(udp.counters().recovered()).isZero();
    }

    @Test
    void areLostWithTheirThreadAndAccountedFor() throws Exception {
        udp.put(0, "0/0", "recirc(5)");
        udp.put(5, "16", "2");
        udp.onTransmit(destination -> {
            throw new StackOverflowError("as asked");
        });
        udp.add(16, MARK);
        udp.add(16, MARK);
        udp.add(16, 0);
        assertThatThrownBy(udp::process).isInstanceOf(StackOverflowError.class);
        DatapathCounters counters = udp.counters();
        assertThat(counters.drops()).isEqualTo(Map.of(DropReason.THREAD_FAILED, 3L));
        assertThat(counters.recovered()).isEqualTo(2);
        assertThat(counters.received()).isEqualTo(1);
        assertThat(counters.unassigned()).isEqualTo(1);
    }
}
