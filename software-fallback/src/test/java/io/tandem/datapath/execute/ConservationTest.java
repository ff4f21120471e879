package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each packet is delivered or is one drop, whatever its actions and whatever it holds. */
final class ConservationTest {
    private static final int PACKETS = 200_000;
    private static final int LISTS = 500;

    private final SplittableRandom random = new SplittableRandom(11);
    private final RandomActions actions = new RandomActions(12);
    private final DropCounters drops = new DropCounters();
    private final @Nullable Port[] ports = new Port[2];
    private final Step[][] lists = new Step[LISTS][];
    private final ActionExecutor executor;
    private long frames;
    private long handed;
    private boolean delivered;
    private int held;

    ConservationTest() {
        ports[1] = new Port() {
            @Override
            public int number() {
                return 1;
            }

            @Override
            public void transmit(Packet packet) {
                assertThat(packet.length()).isPositive();
                frames++;
                delivered = true;
            }
        };
        MeterTable meters = new MeterTable();
        meters.set(1, new MeterConfig(MeterUnit.PACKETS, List.of(new MeterBand(1_000, 50))), 0);
        BondTable bonds = new BondTable();
        bonds.set(1, Bond.over(List.of(0, 1)));
        ActionServices services = ActionServices.none()
                .with(meters)
                .with(bonds)
                .with((UserspaceReceiver) (packet, action, list) -> hand(action.pid() == 1))
                .with((PsampleReceiver) (packet, group, cookie, probability) -> hand(group == 1))
                .with(new Fragments());
        executor = new ActionExecutor(ports, drops, this::recirculate, services);
        for (int i = 0; i < LISTS; i++) {
            lists[i] = Step.prepare(actions.list());
        }
    }

    private boolean hand(boolean taken) {
        handed += taken ? 1 : 0;
        delivered |= taken;
        return taken;
    }

    private void recirculate(Packet packet, int depth) {
        if (random.nextInt(5) == 0) {
            drops.count(DropReason.UPCALL_REFUSED, 1);
        } else {
            executor.execute(packet, lists[random.nextInt(LISTS)], depth);
        }
    }

    /** Holds some packets, drops some. */
    private final class Fragments implements ConnectionTracking {
        @Override
        public Outcome track(Packet packet, Request request) {
            return switch (random.nextInt(3)) {
                case 0 -> {
                    held++;
                    delivered = true;
                    yield Outcome.HELD;
                }
                case 1 -> Outcome.DROPPED;
                default -> Outcome.TRACKED;
            };
        }

        @Override
        public int released() {
            return 0;
        }

        @Override
        public Packet released(int index) {
            throw new IllegalStateException();
        }
    }

    private long dropped() {
        return drops.snapshot().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void deliversEachPacketOrCountsOneDrop() throws IOException {
        Path captures = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Mutator mutator = new Mutator(captures, 13);
        Packet packet = PacketBatch.single();
        long drop = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = mutator.next();
            packet.set(frame, 0, frame.length, 1, i * 10_000L);
            delivered = false;
            executor.execute(packet, lists[i % LISTS], 0);
            long now = i % 64 == 0 ? dropped() : -1;
            drop += delivered ? 0 : 1;
            if (now >= 0) {
                assertThat(now).as("drops after packet " + i).isEqualTo(drop);
                assertThat(executor.transmitted()).isEqualTo(frames);
            }
        }
        assertThat(dropped()).isEqualTo(drop);
        assertThat(handed).isPositive();
        assertThat(held).isPositive();
    }

    @Test
    void countsReleasedFragmentsOnTheirOwn() {
        byte[] frame = new byte[60];
        Packet first = PacketBatch.single();
        Packet second = PacketBatch.single();
        Packet third = PacketBatch.single();
        for (Packet packet : List.of(first, second, third)) {
            packet.set(frame, 0, frame.length, 1, 0);
        }
        second.put8(0, 1);
        ActionBench bench = new ActionBench(ActionServices.none().with(new ConnectionTracking() {
            @Override
            public Outcome track(Packet packet, Request request) {
                return packet == third ? Outcome.RELEASED : Outcome.HELD;
            }

            @Override
            public int released() {
                return 2;
            }

            @Override
            public Packet released(int index) {
                return index == 0 ? first : second;
            }
        }));
        Step[] steps = Step.prepare(List.of(
                RandomActions.ct(), new OdpAction.CheckPktLen(20, List.of(new OdpAction.Output(1)), List.of())));
        bench.executor.execute(first, steps, 0);
        bench.executor.execute(second, steps, 0);
        assertThat(bench.sent).isEmpty();
        assertThat(bench.dropped()).isEmpty();
        bench.executor.execute(third, steps, 0);
        assertThat(bench.sent).hasSize(3);
        assertThat(bench.sent.get(1)[0]).isEqualTo((byte) 1);
        second.cut(50);
        bench.sent.clear();
        bench.executor.execute(third, steps, 0);
        assertThat(bench.sent).hasSize(2);
        assertThat(bench.dropped()).containsOnlyKeys(DropReason.NO_OUTPUT).containsValue(1L);
    }
}
