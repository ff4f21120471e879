package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.TxLoss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames come out of each kind of port as they went in. */
class PortFramesTest {
    private static final int JUMBO = 9000;

    @ParameterizedTest
    @EnumSource
    void carriesFramesOfAllSizesInOrder(PortKind kind) throws PortException {
        List<byte[]> frames = new ArrayList<>();
        for (int size = 60; size <= JUMBO + 14; size += size < 300 ? 1 : 43) {
            frames.add(Frames.frame(size, frames.size()));
        }
        frames.add(Frames.frame(JUMBO + 14, frames.size()));
        try (PortPair pair = PortPair.open(kind, JUMBO)) {
            carries(pair.tested(), pair.other(), frames);
            carries(pair.other(), pair.tested(), frames);
        }
    }

    @ParameterizedTest
    @EnumSource
    void carriesVlanTagsInTheFrame(PortKind kind) throws PortException {
        List<byte[]> frames = List.of(
                Frames.frame(100, 1, 0x8100_0064),
                Frames.frame(101, 2, 0x8100_e000),
                Frames.frame(102, 3, 0x88a8_5fff),
                Frames.frame(103, 4, 0x88a8_0065, 0x8100_2066),
                Frames.frame(104, 5, 0x8100_0067, 0x8100_0068),
                Frames.frame(JUMBO + 18, 6, 0x8100_0fff));
        try (PortPair pair = PortPair.open(kind, JUMBO)) {
            carries(pair.tested(), pair.other(), frames);
            carries(pair.other(), pair.tested(), frames);
        }
    }

    private static void carries(PacketPort from, PacketPort to, List<byte[]> frames) {
        List<byte[]> taken = new ArrayList<>();
        PortCounters before = to.counters();
        // one by one batch, so that no ring is too small for them
        for (int i = 0; i < frames.size(); i += PacketBatch.SIZE) {
            List<byte[]> some = frames.subList(i, Math.min(frames.size(), i + PacketBatch.SIZE));
            Frames.send(from.txQueues().getFirst(), some);
            taken.addAll(Frames.take(to.rxQueues().getFirst(), some.size()));
        }
        assertThat(taken).hasSameSizeAs(frames);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(taken.get(i))
                    .as("frame %d of %d bytes", i, frames.get(i).length)
                    .isEqualTo(frames.get(i));
        }
        long bytes = frames.stream().mapToLong(f -> f.length).sum();
        PortCounters after = to.counters();
        assertThat(after.rxPackets() - before.rxPackets()).isEqualTo(frames.size());
        assertThat(after.rxBytes() - before.rxBytes()).isEqualTo(bytes);
        assertThat(after.rxLost()).isEmpty();
        assertThat(from.counters().txLost()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingOfAHundredThousandPacedFrames(PortKind kind) throws PortException {
        int total = 100_000;
        try (PortPair pair = PortPair.open(kind, 1500)) {
            byte[][] patterns = new byte[256][];
            for (int i = 0; i < patterns.length; i++) {
                patterns[i] = Frames.frame(60 + i * 5, i);
            }
            for (PacketPort from : List.of(pair.tested(), pair.other())) {
                PacketPort to = from == pair.tested() ? pair.other() : pair.tested();
                long sentBefore = Machine.statistic(
                        from.name(), kind == PortKind.TAP && from == pair.tested() ? "rx_packets" : "tx_packets");
                pace(from, to, patterns, total);
                assertThat(from.counters().txPackets()).isEqualTo(total);
                assertThat(to.counters().rxPackets()).isEqualTo(total);
                assertThat(from.counters().txBytes()).isEqualTo(to.counters().rxBytes());
                assertThat(to.counters().rxLost()).isEmpty();
                assertThat(from.counters().txLost()).isEmpty();
                // what a TAP's program writes is what its interface receives
                String counter = kind == PortKind.TAP && from == pair.tested() ? "rx_packets" : "tx_packets";
                assertThat(Machine.statistic(from.name(), counter) - sentBefore).isEqualTo(total);
            }
        }
    }

    private static void pace(PacketPort from, PacketPort to, byte[][] patterns, int total) {
        PacketBatch out = new PacketBatch();
        PacketBatch in = new PacketBatch();
        int sent = 0;
        int received = 0;
        long end = System.nanoTime() + 60_000_000_000L;
        while (received < total && System.nanoTime() < end) {
            if (sent < total && sent - received < 512) {
                out.clear();
                while (!out.full() && sent < total) {
                    byte[] frame = patterns[sent % patterns.length];
                    out.add().set(frame, 0, frame.length, 0, 0);
                    from.txQueues().getFirst().transmit(out.get(out.size() - 1));
                    sent++;
                }
                from.txQueues().getFirst().flush();
            }
            in.clear();
            to.rxQueues().getFirst().receive(in);
            for (int i = 0; i < in.size(); i++) {
                assertThat(in.get(i).length()).isEqualTo(patterns[received % patterns.length].length);
                assertThat((int) in.get(i).u32(14)).isEqualTo(received % patterns.length);
                received++;
            }
        }
        assertThat(received).isEqualTo(total);
    }

    /** Sends frames whose checksum is left to the interface: hex, first byte covered, offset of the checksum. */
    private static final String LEAVE_OPEN = """
            import socket, struct, sys
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            s.setsockopt(263, 15, 1)
            s.bind((sys.argv[1], 0))
            for arg in sys.argv[2:]:
                frame, start, offset = arg.split(':')
                s.send(struct.pack('<BBHHHH', 1, 0, 0, 0, int(start), int(offset)) + bytes.fromhex(frame))
            """;

    @ParameterizedTest
    @EnumSource
    void completesChecksumsThatTheSenderLeftOpen(PortKind kind) throws PortException {
        try (PortPair pair = PortPair.open(kind, 1500)) {
            List<String> command = new ArrayList<>(
                    List.of("python3", "-c", LEAVE_OPEN, pair.other().name()));
            List<byte[]> expected = new ArrayList<>();
            for (int[] tags : new int[][] {{}, {0x8100_0064}, {0x88a8_0065, 0x8100_0066}}) {
                for (boolean six : new boolean[] {false, true}) {
                    for (boolean tcp : new boolean[] {false, true}) {
                        Segment segment = new Segment(tags, six, tcp, 301 + expected.size());
                        expected.add(segment.complete());
                        command.add(segment.openHex() + ":" + segment.transport() + ":" + segment.offset());
                    }
                }
            }
            Machine.must(command.toArray(String[]::new));
            List<byte[]> taken = Frames.take(pair.tested().rxQueues().getFirst(), expected.size());
            assertThat(taken).hasSameSizeAs(expected);
            for (int i = 0; i < taken.size(); i++) {
                assertThat(taken.get(i)).as("segment " + i).isEqualTo(expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotReceiveWhatItSends(PortKind kind) throws PortException {
        try (PortPair pair = PortPair.open(kind, 1500)) {
            Frames.send(pair.tested().txQueues().getFirst(), List.of(Frames.frame(99, 1)));
            assertThat(Frames.take(pair.other().rxQueues().getFirst(), 1)).hasSize(1);
            // what a TAP's host sends is what its program is to receive
            if (kind != PortKind.TAP) {
                try (PacketPort host = NativePorts.open(
                        new PortConfig(3, PortKind.AF_PACKET, pair.tested().name()))) {
                    Frames.send(host.txQueues().getFirst(), List.of(Frames.frame(97, 3)));
                }
                assertThat(Frames.take(pair.other().rxQueues().getFirst(), 1)).hasSize(1);
            }
            Frames.send(pair.other().txQueues().getFirst(), List.of(Frames.frame(98, 2)));
            List<byte[]> back = Frames.take(pair.tested().rxQueues().getFirst(), 1);
            assertThat(back).singleElement().satisfies(f -> assertThat(f).hasSize(98));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stampsPacketsWithTheTimeOfTheirArrival(PortKind kind) throws PortException {
        try (PortPair pair = PortPair.open(kind, 1500)) {
            PacketBatch batch = new PacketBatch();
            long before = System.currentTimeMillis();
            Frames.send(pair.other().txQueues().getFirst(), List.of(Frames.frame(60, 1)));
            Machine.await(() -> pair.tested().rxQueues().getFirst().receive(batch) > 0);
            long after = System.currentTimeMillis();
            assertThat(batch.get(0).timeNanos() / 1_000_000).isBetween(before, after);
            assertThat(batch.get(0).inPort()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatTheKernelHadNoPlaceFor(PortKind kind) throws PortException {
        int total = 20_000;
        try (PortPair pair = PortPair.open(kind, 1500)) {
            byte[] frame = Frames.frame(1500, 7);
            List<byte[]> many = Collections.nCopies(total, frame);
            PortCounters start = pair.tested().counters();
            Frames.send(pair.other().txQueues().getFirst(), many);
            PortCounters sender = pair.other().counters();
            assertThat(sender.txPackets() + sender.txDropped()).isEqualTo(total);
            long[] received = {0};
            PacketBatch batch = new PacketBatch();
            long[] quiet = {System.nanoTime()};
            Machine.await(() -> {
                batch.clear();
                int n = pair.tested().rxQueues().getFirst().receive(batch);
                received[0] += n;
                quiet[0] = n > 0 ? System.nanoTime() : quiet[0];
                return System.nanoTime() - quiet[0] > 100_000_000L;
            });
            PortCounters counters = pair.tested().counters();
            assertThat(received[0]).isLessThan(total);
            assertThat(counters.rxPackets() - start.rxPackets()).isEqualTo(received[0]);
            assertThat(received[0] + counters.rxDropped()).isEqualTo(sender.txPackets());
            assertThat(counters.rxLost()).containsKey(RxLoss.RING_FULL);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatDoesNotFitTheMtuAndWhatIsNoFrame(PortKind kind) throws PortException {
        try (PortPair pair = PortPair.open(kind, 1500)) {
            Machine.await(() -> {
                Frames.send(pair.tested().txQueues().getFirst(), List.of(Frames.frame(1515, 1)));
                return pair.tested().counters().txLost().containsKey(TxLoss.TOO_LONG);
            });
            Frames.send(
                    pair.tested().txQueues().getFirst(),
                    List.of(Frames.frame(1519, 1, 0x8100_0001), new byte[13], Frames.frame(64, 3)));
            assertThat(pair.tested().counters().txLost()).containsEntry(TxLoss.REFUSED, 1L);
            assertThat(pair.tested().counters().txLost().get(TxLoss.TOO_LONG)).isGreaterThanOrEqualTo(2);
            assertThat(Frames.take(pair.other().rxQueues().getFirst(), 1)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhenTheInterfaceGoesDownAndAway(PortKind kind) throws PortException {
        try (PortPair pair = PortPair.open(kind, 1500)) {
            PacketPort port = pair.tested();
            String name = port.name();
            Machine.must("ip", "link", "set", name, "down");
            Machine.await(() -> port.state() == LinkState.DOWN);
            Frames.send(port.txQueues().getFirst(), List.of(Frames.frame(60, 1)));
            assertThat(port.counters().txLost()).isEqualTo(Map.of(TxLoss.LINK_DOWN, 1L));
            Machine.must("ip", "link", "set", name, "up");
            Machine.await(() -> port.state() == LinkState.UP);
            Machine.must("ip", "link", "del", name);
            Machine.await(() -> port.state() == LinkState.REMOVED);
            assertThat(port.rxQueues().getFirst().receive(new PacketBatch())).isZero();
            Frames.send(port.txQueues().getFirst(), List.of(Frames.frame(60, 1)));
            assertThat(port.counters().txLost()).isEqualTo(Map.of(TxLoss.LINK_DOWN, 1L, TxLoss.REMOVED, 1L));
        }
    }
}
