package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.eal.FreshJvm;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.TxBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports on DPDK's virtual devices, each test in a process of its own. */
@Timeout(180)
class EthPortTest {
    private static final int MILLION = 1_000_000;
    private static final int POOL = 4_095;

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        FreshJvm.assumeDpdk();
    }

    @Test
    void noMbufIsLostOverAMillionDrops() throws Exception {
        assertThat(FreshJvm.run(Drops.class))
                .contains("before 0, dropped 1000000, after 0")
                .contains("closed 0");
    }

    /** Drops a million packets of net_null. */
    static final class Drops {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            try (MbufPool pool = eal.createPool("packets", POOL)) {
                EthPort port = EthPort.attach(eal, "net_null0");
                port.start(1, 512, EthPort.DEFAULT_MTU, pool);
                int before = pool.inUse();
                LibEal.threadRegister();
                RxBurst rx = port.rxQueues().getFirst();
                int dropped = 0;
                while (dropped < MILLION) {
                    dropped += rx.receive(Math.min(EthPort.BURST, MILLION - dropped));
                    rx.free();
                }
                LibEal.threadUnregister();
                System.out.println("before " + before + ", dropped " + dropped + ", after " + pool.inUse());
                port.close();
                System.out.println("closed " + pool.inUse());
            }
        }
    }

    @Test
    void framesOfManySegmentsComeAndGoWhole() throws Exception {
        Random random = new Random(6);
        List<byte[]> frames = new ArrayList<>();
        for (int length : new int[] {60, 2_047, 2_048, 2_049, 4_096, 4_097, 9_000, 60, 1_514}) {
            byte[] frame = new byte[length];
            random.nextBytes(frame);
            frames.add(frame);
        }
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        Captures.write(in, frames);

        assertThat(FreshJvm.run(Copies.class, in, out, frames.size()))
                .contains("segments [1, 1, 1, 2, 2, 2, 5, 1, 1]")
                .contains("in use 0");

        assertThat(Captures.read(out)).containsExactlyElementsOf(frames);
    }

    /** Copies each packet of one capture into new mbufs, and these into another. */
    static final class Copies {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            MbufPool pool = eal.createPool("packets", POOL);
            EthPort in = EthPort.attach(eal, "net_pcap0,rx_pcap=" + arguments[0]);
            EthPort out = EthPort.attach(eal, "net_pcap1,tx_pcap=" + arguments[1]);
            in.start(1, 512, EthPort.DEFAULT_MTU, pool);
            out.start(1, 512, EthPort.DEFAULT_MTU, pool);
            MemorySegment frame = Arena.global().allocate(65_536);
            RxBurst rx = in.rxQueues().getFirst();
            TxBurst tx = out.txQueues().getFirst();
            List<Integer> segments = new ArrayList<>();
            while (segments.size() < Integer.parseInt(arguments[2])) {
                int received = rx.receive(EthPort.BURST);
                for (int i = 0; i < received; i++) {
                    long mbuf = rx.mbuf(i);
                    segments.add(Mbuf.segments(mbuf));
                    Mbuf.gather(mbuf, frame, 0);
                    long copy = tx.packet(Mbuf.packetLength(mbuf));
                    int at = 0;
                    for (long part = copy; part != 0; part = Mbuf.next(part)) {
                        MemorySegment.copy(frame, at, Memory.ALL, Mbuf.data(part), Mbuf.length(part));
                        at += Mbuf.length(part);
                    }
                    tx.add(copy);
                }
                rx.free();
                tx.send();
            }
            System.out.println("segments " + segments);
            in.close();
            out.close();
            System.out.println("in use " + pool.inUse());
        }
    }

    @Test
    void aMillionPacketsPassUnchangedAndInOrder() throws Exception {
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < MILLION; i++) {
            frames.add(numbered(i));
        }
        Captures.write(in, frames);

        assertThat(FreshJvm.run(Passes.class, in, out)).contains("passed 1000000, in use 0");

        List<byte[]> passed = Captures.read(out);
        assertThat(passed).hasSize(MILLION);
        for (int i = 0; i < MILLION; i++) {
            assertThat(passed.get(i)).isEqualTo(frames.get(i));
        }
    }

    private static byte[] numbered(int number) {
        byte[] frame = new byte[60 + number % 64];
        frame[12] = 0x08;
        for (int i = 0; i < Integer.BYTES; i++) {
            frame[26 + i] = (byte) (number >>> i * Byte.SIZE);
        }
        return frame;
    }

    /** Hands a million packets of one capture on to another, without copying. */
    static final class Passes {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            MbufPool pool = eal.createPool("packets", POOL);
            EthPort in = EthPort.attach(eal, "net_pcap0,rx_pcap=" + arguments[0]);
            EthPort out = EthPort.attach(eal, "net_pcap1,tx_pcap=" + arguments[1]);
            in.start(1, 512, EthPort.DEFAULT_MTU, pool);
            out.start(1, 512, EthPort.DEFAULT_MTU, pool);
            RxBurst rx = in.rxQueues().getFirst();
            TxBurst tx = out.txQueues().getFirst();
            int passed = 0;
            while (passed < MILLION) {
                int received = rx.receive(EthPort.BURST);
                for (int i = 0; i < received; i++) {
                    tx.add(rx.mbuf(i));
                    rx.handOn(i);
                }
                rx.free();
                passed += tx.send();
            }
            in.close();
            out.close();
            System.out.println("passed " + passed + ", in use " + pool.inUse());
        }
    }

    @Test
    void devicesThatCannotBeHadAreErrorsInTheirDriversWords() throws Exception {
        assertThat(FreshJvm.run(Refusals.class))
                .contains("DEVICE attaching the device net_nonsense0: ")
                .contains("EAL: failed to parse device \"net_nonsense0\"")
                .contains("DEVICE attaching the device net_pcap0,rx_pcap=/nonexistent.pcap: ")
                .contains("Couldn't open /nonexistent.pcap")
                .contains("DEVICE attaching the device 0000:99:00.0: No such device")
                .contains("DEVICE attaching the device net_null1,representor=vf[0-1]: no name of one port: write one"
                        + " representor, as in net_null1,representor=vf0 ")
                .contains(
                        "DEVICE looking for the Ethernet port of the device net_null0,representor=vf0: No such device")
                .contains("told of them in eal.arguments, as [-a, \"net_null0,representor=[0-3]\"]")
                .contains("MEMORY a pool huge of 16777216 mbufs of 2048 bytes: Cannot allocate memory")
                .contains("known net_null0 net_null 1 queue, link true, missing true")
                .contains("again DEVICE attaching the device net_null0 a second time: File exists")
                .contains(": name each device once in the configuration")
                .contains("received 32");
    }

    /** Asks for what is not there. */
    static final class Refusals {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(64));
            for (String device : List.of(
                    "net_nonsense0",
                    "net_pcap0,rx_pcap=/nonexistent.pcap",
                    "0000:99:00.0",
                    "net_null1,representor=vf[0-1]")) {
                try {
                    EthPort.attach(eal, device);
                } catch (EalException e) {
                    System.out.println(e.reason() + " " + e.getMessage());
                }
            }
            try {
                eal.createPool("huge", 1 << 24);
            } catch (EalException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
            MbufPool pool = eal.createPool("packets", 1_023);
            EthPort port = EthPort.attach(eal, "net_null0");
            port.start(1, 128, EthPort.DEFAULT_MTU, pool);
            System.out.println("known " + port.name() + " " + port.info().driver() + " "
                    + port.rxQueues().size() + " queue, link " + port.link().up() + ", missing "
                    + port.extendedStats().containsKey("rx_missed_errors"));
            for (String device : List.of("net_null0", "net_null0,representor=vf0")) {
                try {
                    EthPort.attach(eal, device).close();
                } catch (EalException e) {
                    System.out.println("again " + e.reason() + " " + e.getMessage());
                }
            }
            System.out.println("received " + port.rxQueues().getFirst().receive(EthPort.BURST));
        }
    }

    @Test
    void aPortThatGoesAwayIsSeenAndItsQueuesAreSafe() throws Exception {
        assertThat(FreshJvm.run(GoesAway.class))
                .contains("there false, received 32")
                .contains("gone true, received 0, sent 0")
                .contains("again received 32")
                .contains("the old port has DEVICE port net_null0: asking for its counters: No such device")
                .contains("the device is gone; a port of a new process finds it, where it is back")
                .contains("the old port is closed, the new one is there true, received 32")
                .contains("in use 0");
    }

    /** Takes the device away from under a port. */
    static final class GoesAway {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(64));
            MbufPool pool = eal.createPool("packets", 2_047);
            EthPort port = EthPort.attach(eal, "net_null0");
            port.start(1, 128, EthPort.DEFAULT_MTU, pool);
            RxBurst rx = port.rxQueues().getFirst();
            TxBurst tx = port.txQueues().getFirst();
            boolean before = port.removed();
            System.out.println("there " + before + ", received " + rx.receive(EthPort.BURST));
            rx.free();

            port.removeDevice();
            int received = rx.receive(EthPort.BURST);
            tx.add(tx.packet(60));
            int sent = tx.send();
            boolean gone = port.removed();
            System.out.println("gone " + gone + ", received " + received + ", sent " + sent);

            EthPort again = EthPort.attach(eal, "net_null0");
            again.start(1, 128, EthPort.DEFAULT_MTU, pool);
            RxBurst fresh = again.rxQueues().getFirst();
            System.out.println("again received " + fresh.receive(EthPort.BURST));
            fresh.free();
            try {
                System.out.println("the old port has counted " + port.stats());
            } catch (EalException e) {
                System.out.println("the old port has " + e.reason() + " " + e.getMessage());
            }
            port.close();
            System.out.println("the old port is closed, the new one is there " + !again.removed() + ", received "
                    + fresh.receive(EthPort.BURST));
            again.close();
            System.out.println("in use " + pool.inUse());
        }
    }

    @Test
    void extendedCountersHaveTheirNames() throws Exception {
        assertThat(FreshJvm.run(Counts.class))
                .contains(
                        "of 64 packets the port has counted 64, and in good packets 64, of queue 0 64 and of queue 1 0");
    }

    /** Receives by one of two queues. */
    static final class Counts {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(64));
            MbufPool pool = eal.createPool("packets", 2_047);
            EthPort port = EthPort.attach(eal, "net_null0");
            port.start(2, 128, EthPort.DEFAULT_MTU, pool);
            RxBurst rx = port.rxQueues().getFirst();
            int received = 0;
            while (received < 64) {
                received += rx.receive(64 - received);
                rx.free();
            }
            Map<String, Long> stats = port.extendedStats();
            System.out.println("of " + received + " packets the port has counted "
                    + port.stats().rxPackets() + ", and in good packets " + stats.get("rx_good_packets")
                    + ", of queue 0 "
                    + stats.get("rx_q0_packets") + " and of queue 1 " + stats.get("rx_q1_packets"));
        }
    }
}
