package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortClock;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opening and closing of ports, and what they cost while they are open. */
class PortLifeTest {
    /** Packets of a small batch, so that calls of the kernel are many and get compiled. */
    private static final int PACKETS = 4;

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Mappings of rings and of frames; those of the JVM itself come and go. */
    private static long mappings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains("socket:")).count();
        }
    }

    private static long kilobytes() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmSize:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingBehind(PortKind kind) throws PortException, IOException {
        try (Machine machine = new Machine()) {
            String name =
                    kind == PortKind.TAP ? Machine.name() : machine.veth(1500).getFirst();
            PortConfig config = new PortConfig(1, kind, name, 2, PortClock.EPOCH);
            String before = Machine.run("ip", "-d", "link", "show", name).output();
            open(config, 3);
            long descriptors = descriptors();
            long kilobytes = kilobytes();
            open(config, 100);
            assertThat(descriptors()).isEqualTo(descriptors);
            assertThat(mappings()).isZero();
            // rings and frames of a port are 8 MiB at least; the C library takes some 64 MiB for itself
            assertThat(kilobytes() - kilobytes).isLessThan(700 * 1024);
            assertThat(Machine.run("ip", "-d", "link", "show", name).output()).isEqualTo(before);
        }
    }

    private static void open(PortConfig config, int times) throws PortException {
        for (int i = 0; i < times; i++) {
            PacketPort port = NativePorts.open(config);
            port.close();
            port.close();
            assertThat(port.state()).isEqualTo(LinkState.REMOVED);
            assertThat(port.rxQueues().getFirst().receive(new PacketBatch())).isZero();
            assertThat(port.rxQueues().getFirst().descriptor()).isNegative();
            Frames.send(port.txQueues().getFirst(), List.of(Frames.frame(60, 1)));
            assertThat(port.counters().txDropped()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AF_PACKET", "AF_XDP"})
    void namesPortCallErrorAndRemedy(PortKind kind) throws IOException {
        Machine.assumeRoot();
        long descriptors = descriptors();
        assertThatThrownBy(() -> NativePorts.open(new PortConfig(1, kind, "tpabsent")))
                .isInstanceOf(PortException.class)
                .hasMessage(
                        "port tpabsent: ioctl(SIOCGIFINDEX): ENODEV: there is no such interface; ip link lists them");
        assertThat(descriptors()).isEqualTo(descriptors);
    }

    @Test
    void refusesAnInterfaceThatAnotherXdpProgramHas() throws PortException, IOException {
        try (Machine machine = new Machine()) {
            PortConfig config =
                    new PortConfig(1, PortKind.AF_XDP, machine.veth(1500).getFirst());
            try (PacketPort first = NativePorts.open(config)) {
                long descriptors = descriptors();
                assertThatThrownBy(() -> NativePorts.open(config))
                        .isInstanceOf(PortException.class)
                        .hasMessageContaining("EBUSY: somebody else has the interface");
                assertThat(descriptors()).isEqualTo(descriptors);
                assertThat(first.state()).isEqualTo(LinkState.UP);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AF_PACKET", "TAP"})
    void spreadsFlowsOverQueuesWithoutLossOrDoubles(PortKind kind) throws PortException {
        int flows = 64;
        try (PortPair pair = PortPair.open(kind, 1500, 2)) {
            assertThat(pair.tested().rxQueues()).hasSize(2);
            assertThat(pair.tested().txQueues()).hasSize(2);
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < flows; i++) {
                sent.add(udp(i));
            }
            Frames.send(pair.other().txQueues().getFirst(), sent);
            List<Integer> ports = new ArrayList<>();
            int[] byQueue = new int[2];
            PacketBatch batch = new PacketBatch();
            Machine.await(() -> {
                for (RxQueue queue : pair.tested().rxQueues()) {
                    batch.clear();
                    byQueue[queue.index()] += queue.receive(batch);
                    for (int i = 0; i < batch.size(); i++) {
                        ports.add(batch.get(i).u16(34));
                    }
                }
                return ports.size() >= flows;
            });
            assertThat(ports).doesNotHaveDuplicates().hasSize(flows);
            assertThat(byQueue).doesNotContain(0);
            for (TxQueue queue : pair.tested().txQueues()) {
                Frames.send(queue, List.of(udp(queue.index())));
            }
            assertThat(Frames.take(pair.other().rxQueues().getFirst(), 2)).hasSize(2);
        }
    }

    private static byte[] udp(int flow) {
        byte[] frame = Frames.frame(60, flow);
        byte[] ip = {8, 0, 0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, (byte) 198, 18, 1, 1, (byte) 198, 18, 1, 2};
        System.arraycopy(ip, 0, frame, 12, ip.length);
        byte[] udp = {(byte) (40 + flow), (byte) flow, 0, 9, 0, 26, 0, 0};
        System.arraycopy(udp, 0, frame, 34, udp.length);
        return frame;
    }

    @ParameterizedTest
    @EnumSource
    void allocatesNothingForAPacket(PortKind kind) throws PortException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (PortPair pair = PortPair.open(kind, 1500)) {
            PacketBatch out = new PacketBatch();
            PacketBatch in = new PacketBatch();
            byte[] frame = Frames.frame(200, 1);
            for (int i = 0; i < PACKETS; i++) {
                out.add().set(frame, 0, frame.length, 0, 0);
            }
            TxQueue tx = pair.tested().txQueues().getFirst();
            RxQueue rx = pair.tested().rxQueues().getFirst();
            TxQueue otherTx = pair.other().txQueues().getFirst();
            RxQueue otherRx = pair.other().rxQueues().getFirst();
            long least = Long.MAX_VALUE;
            long received = 0;
            // the compiler takes its time, and the JVM allocates for itself once
            for (int window = 0; window < 200 && least > 0; window++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int round = 0; round < 1000; round++) {
                    received += exchange(out, in, tx, otherRx);
                    received += exchange(out, in, otherTx, rx);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(received).isGreaterThan(1000);
            assertThat(least).isZero();
        }
    }

    private static int exchange(PacketBatch out, PacketBatch in, TxQueue tx, RxQueue rx) {
        for (int i = 0; i < PACKETS; i++) {
            tx.transmit(out.get(i));
        }
        tx.flush();
        in.clear();
        return rx.receive(in);
    }
}
