package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.FragmentLimits;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.vectors.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
                .with(new Conntrack(ConntrackConfig.DEFAULT.withFragments(limits(0))));
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
    }

    @Test
    void countsReleasedFragmentsOnTheirOwn() {
        byte[] datagram = Frames.udp(1000, 53, 14 + 20 + 8 + 40);
        byte[] first = fragment(datagram, 0, 16, true);
        byte[] second = fragment(datagram, 16, 16, true);
        byte[] third = fragment(datagram, 32, 16, false);
        ActionBench bench = new ActionBench(
                ActionServices.none().with(new Conntrack(ConntrackConfig.DEFAULT.withFragments(limits(100)))));
        OdpAction onlyLong = new OdpAction.CheckPktLen(45, List.of(new OdpAction.Output(1)), List.of());
        assertThat(bench.execute(first, RandomActions.ct(), onlyLong)).isEmpty();
        assertThat(bench.execute(second, RandomActions.ct(), onlyLong)).isEmpty();
        assertThat(bench.dropped()).isEmpty();
        assertThat(bench.execute(third, RandomActions.ct(), onlyLong)).containsExactly(first, second, third);
        assertThat(bench.dropped()).isEmpty();

        bench.execute(first, RandomActions.ct());
        bench.execute(second, RandomActions.ct());
        assertThat(bench.dropped()).isEmpty();
        bench.execute(third, RandomActions.ct());
        assertThat(bench.dropped()).containsOnlyKeys(DropReason.NO_OUTPUT).containsValue(3L);
    }

    private static FragmentLimits limits(int most) {
        return new FragmentLimits(most, 0, 0, Duration.ofSeconds(1));
    }

    /** Some bytes of an IPv4 datagram's payload, as a frame of their own. */
    private static byte[] fragment(byte[] frame, int from, int size, boolean more) {
        int headers = 14 + 20;
        byte[] piece = Arrays.copyOf(frame, headers + size);
        System.arraycopy(frame, headers + from, piece, headers, size);
        ByteBuffer ip = ByteBuffer.wrap(piece, 14, 20).slice();
        ip.putShort(2, (short) (20 + size)).putShort(6, (short) ((more ? 0x2000 : 0) | from / 8));
        ip.putShort(10, (short) 0);
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += ip.getShort(at) & 0xffff;
        }
        ip.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return piece;
    }
}
