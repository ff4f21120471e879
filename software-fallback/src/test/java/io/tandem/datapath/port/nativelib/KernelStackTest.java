package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.header.FullChecksum;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.port.TxQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hosts' network stacks talk through two ports that a loop joins. */
class KernelStackTest {
    private static final String SERVER = """
            import socket, hashlib, sys
            s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
            s.bind((sys.argv[1], 5001)); s.listen(); s.settimeout(20)
            c, _ = s.accept(); c.settimeout(20)
            h = hashlib.sha256(); n = 0
            while True:
                b = c.recv(65536)
                if not b: break
                h.update(b); n += len(b)
            print(n, h.hexdigest())
            """;
    private static final String CLIENT = """
            import socket, hashlib, sys, time
            data = bytes((i * 31 + i // 256) % 256 for i in range(400001))
            for attempt in range(100):
                try:
                    c = socket.create_connection((sys.argv[1], 5001), timeout=20); break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            c.sendall(data); c.close()
            print(len(data), hashlib.sha256(data).hexdigest())
            """;
    /** No segmentation, as the ports' MTU is that of the hosts. */
    private static final String PLAIN = """
            import fcntl, socket, struct, array, sys
            s = socket.socket()
            def ask(command, value=0):
                b = array.array('B', struct.pack('II', command, value))
                fcntl.ioctl(s, 0x8946, struct.pack('16sP16x', sys.argv[1].encode(), b.buffer_info()[0]))
                return struct.unpack('II', b)[1]
            ask(0x1f); ask(0x24)
            """;

    /** A host: how to run a program there. */
    private record Host(List<String> prefix) {
        String must(String... command) {
            List<String> whole = new ArrayList<>(prefix);
            whole.addAll(Arrays.asList(command));
            return Machine.must(whole.toArray(String[]::new));
        }
    }

    /** Moves packets between two ports until it is closed. */
    private static final class Joint implements AutoCloseable, Runnable {
        private final PacketPort one;
        private final PacketPort other;
        private final Thread thread = new Thread(this);
        private final List<String> wrong = new ArrayList<>();
        private volatile boolean ended;
        private int segments;

        Joint(PacketPort one, PacketPort other) {
            this.one = one;
            this.other = other;
            thread.start();
        }

        @Override
        public void run() {
            PacketBatch batch = new PacketBatch();
            while (!ended) {
                move(one, other, batch);
                move(other, one, batch);
            }
        }

        private void move(PacketPort from, PacketPort to, PacketBatch batch) {
            batch.clear();
            from.rxQueues().getFirst().receive(batch);
            TxQueue out = to.txQueues().getFirst();
            for (int i = 0; i < batch.size(); i++) {
                check(Frames.bytes(batch.get(i)), from.name());
                out.transmit(batch.get(i));
            }
            out.flush();
        }

        /** A TCP segment's checksum is to be complete, over IPv4 or IPv6. */
        private void check(byte[] frame, String from) {
            int at = 12;
            int ip = 14;
            boolean v4 = frame[at] == 8 && frame[at + 1] == 0;
            boolean v6 = frame[at] == (byte) 0x86 && frame[at + 1] == (byte) 0xdd;
            if (v4 && frame[ip + 9] == 6 || v6 && frame[ip + 6] == 6) {
                int tcp = ip + (v4 ? 20 : 40);
                int end = v4
                        ? ip + ((frame[ip + 2] & 0xff) << 8 | frame[ip + 3] & 0xff)
                        : tcp + ((frame[ip + 4] & 0xff) << 8 | frame[ip + 5] & 0xff);
                int addresses = ~FullChecksum.sum(frame, ip + (v4 ? 12 : 8), tcp, 6 + end - tcp) & 0xffff;
                segments++;
                if (FullChecksum.sum(frame, tcp, end, addresses) != 0) {
                    wrong.add(from + ": a segment of " + (end - tcp) + " bytes");
                }
            }
        }

        @Override
        public void close() {
            end();
        }

        void end() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoStacksTalkThroughThePorts(PortKind kind) throws PortException {
        try (Machine machine = new Machine()) {
            String left = Machine.name();
            Host near;
            if (kind == PortKind.TAP) {
                near = new Host(List.of());
            } else {
                List<String> wire = machine.veth(1500);
                left = wire.get(0);
                near = host(machine, wire.get(1), "198.18.77.1/24");
                near.must("python3", "-c", PLAIN, wire.get(1));
                near.must("ip", "addr", "add", "fd77::1/64", "dev", wire.get(1), "nodad");
            }
            List<String> right = machine.veth(1500);
            Host far = host(machine, right.get(1), "198.18.77.2/24");
            far.must("python3", "-c", PLAIN, right.get(1));
            far.must("ip", "addr", "add", "fd77::2/64", "dev", right.get(1), "nodad");
            try (PacketPort one = NativePorts.open(new PortConfig(1, kind, left));
                    PacketPort other = NativePorts.open(new PortConfig(2, PortKind.AF_PACKET, right.get(0)))) {
                if (kind == PortKind.TAP) {
                    Machine.must("ip", "addr", "add", "198.18.77.1/24", "dev", left);
                    Machine.must("ip", "addr", "add", "fd77::1/64", "dev", left, "nodad");
                }
                talk(near, far, one, other);
            }
        }
    }

    private static void talk(Host near, Host far, PacketPort one, PacketPort other) {
        try (Joint joint = new Joint(one, other)) {
            for (String target : List.of("198.18.77.2", "fd77::2")) {
                near.must("python3", "-c", PING, target);
                CompletableFuture<String> heard =
                        CompletableFuture.supplyAsync(() -> far.must("python3", "-c", SERVER, target));
                String said = near.must("python3", "-c", CLIENT, target);
                assertThat(heard.join()).isEqualTo(said);
            }
            joint.end();
            assertThat(joint.wrong).isEmpty();
            assertThat(joint.segments).isGreaterThan(500);
            assertThat(one.counters().txLost()).isEmpty();
            assertThat(other.counters().txLost()).isEmpty();
            assertThat(one.counters().rxLost()).isEmpty();
        }
    }

    private static Host host(Machine machine, String end, String address) {
        String space = machine.namespace(end, address);
        return new Host(List.of("ip", "netns", "exec", space));
    }

    /** Three echoes by raw sockets, as ping(8) is not everywhere. */
    private static final String PING = """
            import socket, struct, sys, time
            six = ':' in sys.argv[1]
            s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW, 58 if six else 1)
            s.settimeout(5)
            for n in range(3):
                body = struct.pack('!HH', 4711, n) + bytes(56)
                head = struct.pack('!BB', 128 if six else 8, 0)
                total = sum(struct.unpack('!32H', head + bytes(2) + body)); total = (total >> 16) + (total & 0xffff)
                total = (total >> 16) + (total & 0xffff)
                s.sendto(head + struct.pack('!H', ~total & 0xffff) + body, (sys.argv[1], 0))
                end = time.time() + 5
                while True:
                    r = s.recv(200)
                    r = r if six else r[20:]
                    if r[0] == (129 if six else 0) and r[4:8] == body[:4]: break
                    if time.time() > end: sys.exit('no echo')
            """;
}
