package io.tandem.agent.dpdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.EthPort;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What drivers say beside frames: a program writes it into mbufs as rte_mbuf_core.h has it, and a port of net_ring hands
 * these over as they are.
 */
@Timeout(120)
class MbufOffloadsTest {
    /** L2_ETHER, L3_IPV4, L4_UDP. */
    private static final long UDP = 0x211;

    private static final String PLAIN = HexFormat.of().formatHex(Frames.udp(7, 53, 60));

    @BeforeEach
    void need() {
        try {
            Dpdk.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void becomeThePackets() throws Exception {
        String tagged = PLAIN.substring(0, 24) + "8100e005" + PLAIN.substring(24);
        String outer = PLAIN.substring(0, 24) + "88a80007" + PLAIN.substring(24);
        String both = PLAIN.substring(0, 24) + "88a800078100e005" + PLAIN.substring(24);
        assertThat(FreshProcess.run(Program.class).lines())
                .contains(
                        "nothing: ip false, transport false, hash none, " + PLAIN,
                        "good: ip true, transport true, hash none, " + PLAIN,
                        "good behind a tag: ip true, transport true, hash none, " + PLAIN,
                        "good of a type that nobody told: ip false, transport false, hash none, " + PLAIN,
                        "good in a tunnel: ip false, transport false, hash none, " + PLAIN,
                        "good of a fragment: ip true, transport false, hash none, " + PLAIN,
                        "bad: ip false, transport false, hash none, " + PLAIN,
                        "a tag: ip true, transport true, hash 9, " + tagged,
                        "an outer tag: ip false, transport false, hash none, " + outer,
                        "two tags: ip false, transport false, hash none, " + both,
                        "tag of a runt: ip false, transport false, hash none, 020304",
                        "a chain: ip true, transport true, hash 9, " + tagged,
                        "open: ip false, transport false, hash none, " + Program.completed())
                .contains("bytes of frames 726, left in use 0");
    }

    /** Sends mbufs into a ring, and prints the packets that come out of it. */
    static final class Program {
        private final Layouts layouts = Dpdk.layouts();
        private final TxBurst into;
        private final DpdkPort port;

        private Program(Eal eal, MbufPool pool) throws Exception {
            EthPort ring = EthPort.attach(eal, "net_ring0");
            ring.start(1, 512, 1_500, pool);
            into = ring.txQueues().getFirst();
            port = new DpdkPort(1, ring, MbufPool.DEFAULT_ROOM);
        }

        private void pass(String what, byte[] frame, List<String> flags, Map<String, Long> fields) {
            long mbuf = into.packet(frame.length);
            Memory.copy(frame, Mbuf.data(mbuf));
            pass(what, mbuf, flags, fields);
        }

        /** A frame in two mbufs, as a driver without room in one hands it up: the first has 20 bytes. */
        private void chain(String what, byte[] frame, List<String> flags, Map<String, Long> fields) {
            int first = 20;
            long mbuf = into.packet(first);
            long second = into.packet(frame.length - first);
            Memory.copy(Arrays.copyOf(frame, first), Mbuf.data(mbuf));
            Memory.copy(Arrays.copyOfRange(frame, first, frame.length), Mbuf.data(second));
            put(mbuf, "next", second);
            put(mbuf, "nb_segs", 2);
            put(mbuf, "pkt_len", frame.length);
            pass(what, mbuf, flags, fields);
        }

        private void pass(String what, long mbuf, List<String> flags, Map<String, Long> fields) {
            put(mbuf, "ol_flags", flags.stream().mapToLong(layouts::constant).reduce(0, (a, b) -> a | b));
            fields.forEach((field, value) -> put(mbuf, field, value));
            into.add(mbuf);
            into.send();
            PacketBatch batch = new PacketBatch();
            while (batch.size() == 0) {
                port.rxQueues().getFirst().receive(batch);
            }
            Packet packet = batch.get(0);
            byte[] came = new byte[packet.length()];
            packet.copyTo(came, 0);
            System.out.printf(
                    "%s: ip %s, transport %s, hash %s, %s%n",
                    what,
                    packet.ipChecksumGood(),
                    packet.transportChecksumGood(),
                    packet.hashed() ? packet.flowHash() : "none",
                    HexFormat.of().formatHex(came));
        }

        private void put(long mbuf, String field, long value) {
            Layouts.Field place = layouts.field("rte_mbuf", field);
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            byte[] number = new byte[place.bytes()];
            word.putLong(0, value).get(0, number);
            Memory.copy(number, mbuf + place.offset());
        }

        /** A UDP packet whose checksum is that of its pseudo header: 10.1.0.1 to 10.1.0.2, 9 bytes. */
        private static byte[] open() {
            return HexFormat.of()
                    .parseHex("0200000000010200000000020800" + "4500001d000000004011" + "66cd" + "0a0100010a010002"
                            + "000700350009" + "141f" + "61");
        }

        /** The same with the checksum of RFC 768: of the pseudo header, ports, length and the one byte. */
        static String completed() {
            int sum = 0x0a01 + 0x0001 + 0x0a01 + 0x0002 + 17 + 9 + 7 + 0x35 + 9 + 0x6100;
            return HexFormat.of()
                    .formatHex(open())
                    .replace("141f61", "%04x61".formatted(~((sum & 0xffff) + (sum >>> 16)) & 0xffff));
        }

        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            MbufPool pool = eal.createPool("packets", 511, MbufPool.DEFAULT_ROOM);
            Program program = new Program(eal, pool);
            byte[] plain = HexFormat.of().parseHex(PLAIN);
            List<String> good = List.of("RTE_MBUF_F_RX_IP_CKSUM_GOOD", "RTE_MBUF_F_RX_L4_CKSUM_GOOD");
            program.pass("nothing", plain, List.of(), Map.of("packet_type", UDP));
            program.pass("good", plain, good, Map.of("packet_type", UDP));
            program.pass("good behind a tag", plain, good, Map.of("packet_type", 0x296L));
            program.pass("good of a type that nobody told", plain, good, Map.of("packet_type", 0L));
            program.pass("good in a tunnel", plain, good, Map.of("packet_type", 0x3211L));
            program.pass("good of a fragment", plain, good, Map.of("packet_type", 0x311L));
            program.pass(
                    "bad",
                    plain,
                    List.of("RTE_MBUF_F_RX_IP_CKSUM_BAD", "RTE_MBUF_F_RX_L4_CKSUM_BAD"),
                    Map.of("packet_type", UDP));
            program.pass(
                    "a tag",
                    plain,
                    List.of(
                            "RTE_MBUF_F_RX_VLAN_STRIPPED",
                            "RTE_MBUF_F_RX_RSS_HASH",
                            "RTE_MBUF_F_RX_IP_CKSUM_GOOD",
                            "RTE_MBUF_F_RX_L4_CKSUM_GOOD"),
                    Map.of("packet_type", UDP, "vlan_tci", 0xe005L, "hash.rss", 9L));
            program.pass(
                    "an outer tag",
                    plain,
                    List.of("RTE_MBUF_F_RX_QINQ_STRIPPED"),
                    Map.of("vlan_tci_outer", 7L, "vlan_tci", 0xe005L));
            program.pass(
                    "two tags",
                    plain,
                    List.of("RTE_MBUF_F_RX_QINQ_STRIPPED", "RTE_MBUF_F_RX_VLAN_STRIPPED"),
                    Map.of("vlan_tci_outer", 7L, "vlan_tci", 0xe005L));
            program.pass(
                    "tag of a runt",
                    new byte[] {2, 3, 4},
                    List.of("RTE_MBUF_F_RX_VLAN_STRIPPED"),
                    Map.of("vlan_tci", 5L));
            program.chain(
                    "a chain",
                    plain,
                    List.of(
                            "RTE_MBUF_F_RX_VLAN_STRIPPED",
                            "RTE_MBUF_F_RX_RSS_HASH",
                            "RTE_MBUF_F_RX_IP_CKSUM_GOOD",
                            "RTE_MBUF_F_RX_L4_CKSUM_GOOD"),
                    Map.of("packet_type", UDP, "vlan_tci", 0xe005L, "hash.rss", 9L));
            program.pass("open", open(), List.of("RTE_MBUF_F_RX_L4_CKSUM_NONE"), Map.of("packet_type", UDP));
            PacketBatch none = new PacketBatch();
            program.port.rxQueues().getFirst().receive(none);
            program.into.close();
            System.out.println(
                    "bytes of frames " + program.port.counters().rxBytes() + ", left in use " + pool.inUse());
            System.exit(0);
        }
    }
}
