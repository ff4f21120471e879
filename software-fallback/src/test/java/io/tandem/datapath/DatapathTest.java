package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class DatapathTest {
    private static final OdpAction OUT = new OdpAction.Output(2);

    private final List<byte[]> sent = new ArrayList<>();
    private final List<Megaflow> installed = new ArrayList<>();
    private final Map<Datapath, PacketThread> threads = new HashMap<>();
    private final PacketBatch batch = new PacketBatch();

    private Datapath datapath(Function<FlowKey, UpcallAnswer> slowPath) {
        return datapath(new DatapathConfig(1, 4), slowPath);
    }

    private Datapath datapath(DatapathConfig config, Function<FlowKey, UpcallAnswer> slowPath) {
        Datapath datapath = new Datapath(config, new UpcallHandler() {
            @Override
            public UpcallAnswer miss(FlowKey key, Packet packet) {
                return slowPath.apply(key);
            }

            @Override
            public void installed(DatapathFlow flow) {
                installed.add(flow.megaflow());
            }
        });
        datapath.attach(new Port() {
            @Override
            public int number() {
                return 2;
            }

            @Override
            public void transmit(Packet packet) {
                byte[] frame = new byte[packet.length()];
                packet.copyTo(frame, 0);
                sent.add(frame);
            }
        });
        return datapath;
    }

    /** The flow of a key's UDP destination port and recirculation id. */
    private static Megaflow flow(FlowKey key, OdpAction... actions) {
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.UDP_DST)
                .build();
        return Megaflow.of(key, mask, List.of(actions));
    }

    private static UpcallAnswer out(FlowKey key) {
        return new UpcallAnswer.Install(flow(key, OUT));
    }

    private void process(Datapath datapath, byte[]... frames) {
        batch.clear();
        for (byte[] frame : frames) {
            batch.add().set(frame, 0, frame.length, 1, 1000 + batch.size());
        }
        thread(datapath).process(batch);
        assertConserved(datapath);
    }

    private PacketThread thread(Datapath datapath) {
        return threads.computeIfAbsent(datapath, Datapath::openThread);
    }

    private static void assertConserved(Datapath datapath) {
        DatapathCounters counters = datapath.counters();
        assertThat(counters.counted() + counters.unassigned()).isEqualTo(counters.received());
    }

    @Test
    void findsTheFlowThatAnEarlierPacketOfTheBatchBrought() {
        Datapath datapath = datapath(DatapathTest::out);
        process(datapath, Frames.udp(1, 53, 60), Frames.udp(2, 53, 70), Frames.udp(1, 53, 60));
        DatapathCounters counters = datapath.counters();
        assertThat(counters.upcalls()).isEqualTo(1);
        assertThat(counters.dpclsHits()).isEqualTo(2);
        assertThat(installed).hasSize(1);
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(datapath.counters().emcHits()).isEqualTo(1);
        assertThat(datapath.flows().flows().iterator().next().stats()).isEqualTo(new FlowStats(4, 250, 1001, 0, true));
        assertThat(sent).hasSize(4);
    }

    @Test
    void asksTheSignatureMatchCacheBetweenTheOtherTwo() {
        Datapath datapath = datapath(new DatapathConfig(0, true, ClassifierKind.SUBTABLES, 4), DatapathTest::out);
        process(datapath, Frames.udp(1, 53, 60));
        process(datapath, Frames.udp(1, 53, 60), Frames.udp(2, 53, 60));
        DatapathCounters counters = datapath.counters();
        assertThat(counters.upcalls()).isEqualTo(1);
        assertThat(counters.smcHits()).isEqualTo(1);
        assertThat(counters.dpclsHits()).isEqualTo(1);
        assertThat(counters.emcHits()).isZero();
        datapath.remove(installed.getFirst().ufid());
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(datapath.counters().smcHits()).isEqualTo(1);
        assertThat(datapath.counters().upcalls()).isEqualTo(2);
    }

    @Test
    void countsRuntsBeforeAnyFlow() {
        Datapath datapath = datapath(DatapathTest::out);
        process(datapath, new byte[0], new byte[13], Frames.ethernet("88b5"));
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.RUNT, 2L));
        assertThat(datapath.counters().unassigned()).isEqualTo(2);
        assertThat(datapath.counters().receivedBytes()).isEqualTo(27);
    }

    @Test
    void countsEachDropWithItsReason() {
        List<List<OdpAction>> actions = List.of(
                List.of(),
                List.of(new OdpAction.Drop()),
                List.of(new OdpAction.Output(4)),
                List.of(new OdpAction.PopVlan()));
        Datapath datapath = datapath(
                key -> new UpcallAnswer.Install(flow(key).withActions(actions.get((int) key.get(FlowField.UDP_DST)))));
        process(datapath, Frames.udp(1, 0, 60), Frames.udp(1, 1, 60), Frames.udp(1, 2, 60), Frames.udp(1, 3, 60));
        assertThat(datapath.counters().drops())
                .isEqualTo(Map.of(
                        DropReason.NO_ACTION, 1L,
                        DropReason.FLOW_DROP, 1L,
                        DropReason.NO_SUCH_PORT, 1L,
                        DropReason.NO_OUTPUT, 1L));
        assertThat(datapath.counters().counted()).isEqualTo(4);
    }

    @Test
    void looksUpAgainWithTheRecirculationId() {
        Datapath datapath = datapath(key -> new UpcallAnswer.Install(
                key.get(FlowField.RECIRC_ID) == 0
                        ? flow(key, new OdpAction.PushVlan(0x8100, 0x1005), new OdpAction.Recirc(9), OUT)
                        : flow(key, OUT)));
        byte[] frame = Frames.udp(1, 53, 60);
        process(datapath, frame);
        byte[] tagged = Frames.tagged(frame, 0x8100, 5);
        assertThat(sent).containsExactly(tagged, tagged);
        assertThat(datapath.counters().counted()).isEqualTo(1);
        assertThat(datapath.counters().upcalls()).isEqualTo(1);
        assertThat(datapath.flows().flows()).hasSize(2).allMatch(f -> f.stats().packets() == 1);
    }

    @Test
    void stopsEndlessRecirculation() {
        Datapath installs = datapath(key -> new UpcallAnswer.Install(flow(key, new OdpAction.Recirc(9))));
        process(installs, Frames.udp(1, 53, 60));
        assertThat(installs.counters().drops()).isEqualTo(Map.of(DropReason.RECIRCULATION_LIMIT, 1L));
        Datapath full = datapath(key -> new UpcallAnswer.Once(flow(key, new OdpAction.Recirc(9))));
        process(full, Frames.udp(1, 53, 60));
        assertThat(full.counters().drops()).isEqualTo(Map.of(DropReason.RECIRCULATION_LIMIT, 1L));
    }

    @Test
    void keepsGoingWhenTheSlowPathFails() {
        Datapath datapath = datapath(key -> {
            if (key.get(FlowField.UDP_DST) == 53) {
                throw new IllegalStateException("no answer");
            }
            return key.get(FlowField.UDP_DST) == 54 ? new UpcallAnswer.Discard(DropReason.UPCALL_REFUSED) : out(key);
        });
        process(datapath, Frames.udp(1, 53, 60), Frames.udp(1, 54, 60), Frames.udp(1, 55, 60));
        assertThat(datapath.counters().drops())
                .isEqualTo(Map.of(DropReason.UPCALL_FAILED, 1L, DropReason.UPCALL_REFUSED, 1L));
        assertThat(sent).hasSize(1);
    }

    @Test
    void takesNoFlowThatDoesNotMatchItsPacket() {
        Datapath datapath =
                datapath(key -> out(key.toBuilder().set(FlowField.UDP_DST, 99).build()));
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.UPCALL_FAILED, 1L));
        assertThat(datapath.flows().flows()).isEmpty();
    }

    @Test
    void dropsThePacketWhoseFlowCannotBeReported() {
        Datapath datapath = new Datapath(new DatapathConfig(1, 4), new UpcallHandler() {
            @Override
            public UpcallAnswer miss(FlowKey key, Packet packet) {
                return out(key);
            }

            @Override
            public void installed(DatapathFlow flow) {
                throw new IllegalStateException("not now");
            }
        });
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.UPCALL_FAILED, 1L));
        assertThat(datapath.flows().flows()).isEmpty();
    }

    @Test
    void countsAPacketWhosePortFails() {
        Datapath datapath = datapath(DatapathTest::out);
        datapath.attach(new Port() {
            @Override
            public int number() {
                return 2;
            }

            @Override
            public void transmit(Packet packet) {
                throw new IllegalStateException("broken");
            }
        });
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(datapath.counters().drops()).isEqualTo(Map.of(DropReason.DATAPATH_FAILED, 1L));
        assertThat(datapath.counters().counted()).isEqualTo(1);
    }

    @Test
    void executesOnceWhatIsNotInstalled() {
        Datapath datapath = datapath(key -> new UpcallAnswer.Once(flow(key, OUT)));
        process(datapath, Frames.udp(1, 53, 60));
        assertThat(sent).hasSize(1);
        assertThat(datapath.flows().flows()).isEmpty();
        assertThat(datapath.counters().unassigned()).isEqualTo(1);
    }

    @Test
    void losesNoCountWhileFlowsAreRemovedAndModifiedBeside() throws Exception {
        Datapath datapath = datapath(DatapathTest::out);
        AtomicBoolean stop = new AtomicBoolean();
        long retired = 0;
        try (ExecutorService control = Executors.newSingleThreadExecutor()) {
            Future<Long> removed = control.submit(() -> {
                SplittableRandom random = new SplittableRandom(1);
                long packets = 0;
                while (!stop.get()) {
                    for (DatapathFlow flow : datapath.flows().flows()) {
                        if (random.nextBoolean()) {
                            packets += datapath.remove(flow.megaflow().ufid())
                                    .orElse(FlowStats.ZERO)
                                    .packets();
                        } else {
                            datapath.modify(flow.megaflow().withActions(List.of(new OdpAction.Drop())));
                        }
                    }
                }
                return packets;
            });
            SplittableRandom random = new SplittableRandom(2);
            try {
                for (int round = 0; round < 3000; round++) {
                    batch.clear();
                    while (!batch.full()) {
                        byte[] frame = Frames.udp(1, random.nextInt(6), 60);
                        batch.add().set(frame, 0, frame.length, 1, round);
                    }
                    thread(datapath).process(batch);
                    sent.clear();
                    installed.clear();
                }
            } finally {
                stop.set(true);
            }
            retired = removed.get();
        }
        long inFlows = datapath.flows().flows().stream()
                .mapToLong(f -> f.stats().packets())
                .sum();
        assertThat(retired + inFlows).isEqualTo(datapath.counters().counted());
        // A packet whose flow was removed before it could be counted there is carried without one.
        assertThat(datapath.counters().counted() + datapath.counters().unassigned())
                .isEqualTo(3000 * PacketBatch.SIZE);
    }
}
