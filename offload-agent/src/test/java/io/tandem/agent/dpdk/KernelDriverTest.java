package io.tandem.agent.dpdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.EthPort;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What DPDK's drivers of the kernel's interfaces hand up of frames that the kernel has had in its hands. */
@Timeout(120)
class KernelDriverTest {
    private static final String STEM = "td" + ProcessHandle.current().pid() % 1_000_000;
    private static final byte[] UDP = Frames.udp(7, 53, 90);

    @BeforeEach
    void need() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "interfaces are only made by root");
        try {
            Dpdk.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void tagsThatTheKernelTakesOffAreThereAgain() throws Exception {
        String left = STEM + "l";
        String right = STEM + "r";
        run("ip", "link", "add", left, "type", "veth", "peer", "name", right);
        try {
            run("ip", "link", "set", left, "addrgenmode", "none", "up");
            run("ip", "link", "set", right, "addrgenmode", "none", "up");
            assertThat(FreshProcess.run(Tags.class, left, right).lines())
                    .contains("plain: same", "tag: same", "priority tag: same", "two tags: same")
                    // the kernel has its type, the driver does not ask: it takes every tag for 802.1Q's
                    .contains("802.1ad: 88a8 came as 8100", "802.1ad and a tag: 88a8 came as 8100");
        } finally {
            run("ip", "link", "del", left);
        }
    }

    /** Sends frames from the one end of a pair, and compares what comes to the other. */
    static final class Tags {
        public static void main(String[] arguments) throws Exception {
            Wire wire = new Wire("net_af_packet0,iface=" + arguments[0], "net_af_packet1,iface=" + arguments[1]);
            wire.tags("plain", "");
            wire.tags("tag", "8100a005");
            wire.tags("priority tag", "8100e000");
            wire.tags("two tags", "8100000581000006");
            wire.tags("802.1ad", "88a82007");
            wire.tags("802.1ad and a tag", "88a8000781000006");
            System.exit(0);
        }
    }

    @Test
    void checksumsThatTheTapDriverVerifiesAreKnown() throws Exception {
        assertThat(FreshProcess.run(Checksums.class, STEM + "t").lines())
                .contains(
                        "right: ip true, transport true",
                        "no checksum: ip true, transport false",
                        "wrong behind IP: ip true, transport false",
                        "wrong in IP: ip false, transport true",
                        "behind a tag: ip true, transport true",
                        "arp: ip false, transport false");
    }

    /** Sends frames into the kernel's end of a TAP interface. */
    static final class Checksums {
        public static void main(String[] arguments) throws Exception {
            Wire wire = new Wire("", "net_tap0,iface=" + arguments[0]);
            byte[] none = checked(UDP, 14, 34, 24, 0);
            wire.say("no checksum", none);
            // 10.0.0.1 to 10.0.0.2, the protocol and the length
            byte[] right = checked(none, 34, none.length, 40, 0x1403 + 17 + none.length - 34);
            wire.say("right", right);
            byte[] wrong = right.clone();
            wrong[60] ^= 1;
            wire.say("wrong behind IP", wrong);
            byte[] wrongIp = right.clone();
            wrongIp[24] ^= 1;
            wire.say("wrong in IP", wrongIp);
            wire.say("behind a tag", Frames.tagged(right, 0x8100, 5));
            byte[] arp = UDP.clone();
            arp[13] = 6;
            wire.say("arp", arp);
            System.exit(0);
        }

        /** The frame with the checksum of a range of whole words, and of what is added to these. Source: RFC 1071. */
        private static byte[] checked(byte[] frame, int from, int to, int field, int beside) {
            ByteBuffer checked = ByteBuffer.wrap(frame.clone());
            int sum = beside;
            for (int at = from; at < to; at += 2) {
                sum += checked.getShort(at) & 0xffff;
            }
            while (sum >>> 16 != 0) {
                sum = (sum & 0xffff) + (sum >>> 16);
            }
            return checked.putShort(field, (short) ~sum).array();
        }
    }

    /** A device that sends, and a port that receives. */
    private static final class Wire {
        private final TxBurst into;
        private final DpdkPort port;
        private final PacketBatch batch = new PacketBatch();

        /** @param sender empty for a socket on the interface of the device that receives */
        Wire(String sender, String receiver) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            MbufPool pool = eal.createPool("packets", 4_095, MbufPool.DEFAULT_ROOM);
            EthPort in = EthPort.attach(eal, receiver);
            in.start(1, 512, 1_500, pool);
            String socket = "net_af_packet0," + receiver.split(",", 2)[1];
            EthPort out = EthPort.attach(eal, sender.isEmpty() ? socket : sender);
            out.start(1, 512, 1_500, pool);
            into = out.txQueues().getFirst();
            port = new DpdkPort(1, in, MbufPool.DEFAULT_ROOM);
        }

        /** The frame as it comes, found by its destination address. */
        private Packet pass(byte[] frame) {
            long mbuf = into.packet(frame.length);
            Memory.copy(frame, Mbuf.data(mbuf));
            into.add(mbuf);
            into.send();
            while (true) {
                batch.clear();
                port.rxQueues().getFirst().receive(batch);
                for (int i = 0; i < batch.size(); i++) {
                    if (batch.get(i).u48(0) == 0x020000000001L || batch.get(i).u48(0) == 0x020000000002L) {
                        return batch.get(i);
                    }
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        void tags(String what, String tags) {
            String plain = HexFormat.of().formatHex(UDP);
            byte[] frame = HexFormat.of().parseHex(plain.substring(0, 24) + tags + plain.substring(24));
            Packet packet = pass(frame);
            byte[] came = new byte[packet.length()];
            packet.copyTo(came, 0);
            String wanted = HexFormat.of().formatHex(frame);
            String found = HexFormat.of().formatHex(came);
            boolean type = !found.equals(wanted)
                    && found.substring(0, 24).equals(wanted.substring(0, 24))
                    && found.substring(28).equals(wanted.substring(28));
            System.out.println(what + ": "
                    + (found.equals(wanted)
                            ? "same"
                            : type ? wanted.substring(24, 28) + " came as " + found.substring(24, 28) : found));
        }

        void say(String what, byte[] frame) {
            Packet packet = pass(frame);
            System.out.println(
                    what + ": ip " + packet.ipChecksumGood() + ", transport " + packet.transportChecksumGood());
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
