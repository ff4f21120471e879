package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tandem.action.OdpAction;
import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.tunnel.PopResult;
import io.tandem.datapath.tunnel.TunnelPop;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.profile.TunnelHeaderKind;
import io.tandem.hwsim.v1.Burst;
import io.tandem.hwsim.v1.Frame;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.Outcome;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys that the NIC's parser makes of frames, against those of the software datapath. How many mutated frames: system
 * property {@code tandem.nic.mutations}; which: {@code tandem.nic.mutations.seed}.
 */
class NicParserTest {
    private static final int PACKETS = Integer.getInteger("tandem.nic.mutations", 20_000);
    private static final long SEED = Long.getLong("tandem.nic.mutations.seed", 20_261_121);
    private static final Path CAPTURES = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
    private static final int BURST = 512;
    private static final int PORT = 3;
    private static final TunnelPortConfig VXLAN = new TunnelPortConfig(10, TunnelProtocol.VXLAN, 4789);
    private static final TunnelPortConfig GENEVE = new TunnelPortConfig(11, TunnelProtocol.GENEVE, 6081);
    private static final TunnelPortConfig GRE = new TunnelPortConfig(12, TunnelProtocol.GRE, 0);
    private static final List<TunnelPortConfig> TUNNELS = List.of(VXLAN, GENEVE, GRE);

    private final Packet packet = PacketBatch.single();
    private final long[] words = new long[FlowField.WORDS];
    private HarnessProcess harness;

    @BeforeEach
    void open() throws Exception {
        harness = HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK), List.of(), Duration.ofSeconds(10));
        NicCapabilities.read(harness, 1, Long.SIZE);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    /** Prints how many frames the NIC parses, of each capture of which it does not parse all. */
    @Test
    void readsCapturesAsTheSoftwareDatapathDoes() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CAPTURES), "no captures in " + CAPTURES);
        List<Path> files;
        try (Stream<Path> all = Files.list(CAPTURES)) {
            files = all.filter(f -> f.toString().endsWith(".pcap")).sorted().toList();
        }
        int frames = 0;
        int parsed = 0;
        for (Path file : files) {
            List<byte[]> inside = frames(file);
            int read = compare(inside, file.getFileName().toString());
            if (read < inside.size()) {
                System.out.printf("%s: %d of %d frames parsed%n", file.getFileName(), read, inside.size());
            }
            frames += inside.size();
            parsed += read;
        }
        System.out.printf("captures: %d of %d frames parsed by the NIC%n", parsed, frames);
        assertThat(parsed).as("parsed of %d frames", frames).isGreaterThan(frames * 98 / 100);
    }

    @Test
    void readsMutatedFramesAsTheSoftwareDatapathDoes() throws Exception {
        Mutator mutator = new Mutator(CAPTURES, SEED);
        List<byte[]> frames = Stream.generate(mutator::next).limit(PACKETS).toList();

        int parsed = compare(frames, "seed " + SEED);

        assertThat(parsed).isGreaterThan(PACKETS * 9 / 10);
    }

    /** Frames inside VXLAN, Geneve and GRE, whose headers rules take off; the last key of each is that of the frame inside. */
    @Test
    void readsFramesInsideTunnelsAsTheSoftwareDatapathDoes() throws Exception {
        harness.close();
        harness = HarnessProcess.start(
                NicBuild.program(NicProfile.TYPICAL, NicVariant.PLAIN), List.of(), Duration.ofSeconds(10));
        NicCapabilities nic = NicCapabilities.read(harness, 1, Long.SIZE);
        open(nic, 0, "udp(dst=4789)", VXLAN);
        open(nic, 0, "udp(dst=6081)", GENEVE);
        open(nic, 1, "", GRE);
        Mutator mutator = new Mutator(CAPTURES, SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (int first = 0; first < PACKETS; first += BURST) {
            List<byte[]> frames = Stream.generate(() -> inTunnel(mutator.next(), random))
                    .limit(BURST)
                    .toList();
            List<Outcome> outcomes = parse(frames);
            for (int i = 0; i < BURST; i++) {
                boolean opened = outcomes.get(i).getPassedCount() > 0;
                if (opened && outcomes.get(i).getParseable()) {
                    read++;
                    String frame = HexFormat.of().formatHex(frames.get(i));
                    long[] found = outcomes.get(i).getParsed().getKeyList().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    assertThat(NicRule.hex(found)).as(frame).isEqualTo(NicRule.hex(expectedInside(frames.get(i))));
                }
            }
        }
        System.out.printf("tunnels: %d of %d frames inside parsed by the NIC%n", read, PACKETS);
        assertThat(read).isGreaterThan(PACKETS / 2);
    }

    /** Rules of one mask, for either version of IP. */
    private void open(NicCapabilities nic, int tuple, String transport, TunnelPortConfig tunnel) throws Exception {
        for (String ip : List.of("eth_type(0x0800),ipv4", "eth_type(0x86dd),ipv6")) {
            OdpMatch match = OdpKeyText.parseMasked(
                    "in_port(%d),%s(proto=%d,frag=no)%s%s"
                            .formatted(
                                    PORT,
                                    ip,
                                    tunnel.protocol().ipProtocol(),
                                    transport.isEmpty() ? "" : ",",
                                    transport),
                    PortNames.any());
            Megaflow flow = Megaflow.of(match.key(), match.mask(), List.of(new OdpAction.TnlPop(tunnel.number())));
            RuleTranslator translator = new RuleTranslator(
                    nic,
                    new NicTunnels(Map.of(
                            VXLAN.number(),
                            TunnelHeaderKind.VXLAN,
                            GENEVE.number(),
                            TunnelHeaderKind.GENEVE,
                            GRE.number(),
                            TunnelHeaderKind.GRE)),
                    NicMeters.none());
            NicRule rule = ((RuleTranslator.Outcome.Rule) translator.translate(flow)).rule();
            NicOperations operations = new NicOperations().mask(tuple, rule.mask());
            operations.writeRule(new SlotTable(nic).homes(tuple, rule)[0], flow.ufid(), rule);
            operations.run(harness);
        }
    }

    /** Outer headers of either version of IP, with a right checksum, and all that a tunnel's header can have. */
    private static byte[] inTunnel(byte[] inside, SplittableRandom random) {
        TunnelPortConfig tunnel = TUNNELS.get(random.nextInt(TUNNELS.size()));
        boolean ipv6 = random.nextInt(3) == 0;
        String transport = transport(tunnel, ipv6, inside.length, random);
        int length = transport.length() / 2 + inside.length;
        int tos = random.nextInt(256);
        int ttl = random.nextInt(256);
        int source = random.nextInt(1 << 16);
        int protocol = tunnel.protocol().ipProtocol();
        byte[] header = ipv6
                ? Frames.ethernet("86dd 6%02x%05x %04x %02x%02x 20010db80000%04x0000000000000001 20010db8%024x %s"
                        .formatted(tos, random.nextInt(1 << 20), length, protocol, ttl, source, source, transport))
                : Frames.ethernet("0800" + ipv4(tos, length, ttl, protocol, source, random) + transport);
        byte[] frame = Arrays.copyOf(header, header.length + inside.length);
        System.arraycopy(inside, 0, frame, header.length, inside.length);
        return frame;
    }

    private static String ipv4(int tos, int length, int ttl, int protocol, int source, SplittableRandom random) {
        int flags = random.nextBoolean() ? 0x4000 : 0;
        int sum = 0x4500 + tos + length + 20 + flags + (ttl << 8 | protocol) + 0x0a00 + source + 0x0a00 + 2;
        int folded = (sum & 0xffff) + (sum >>> 16);
        return "45%02x%04x 0000%04x %02x%02x%04x 0a00%04x 0a000002"
                .formatted(tos, length + 20, flags, ttl, protocol, ~(folded + (folded >>> 16)) & 0xffff, source)
                .replace(" ", "");
    }

    /** From the transport header to what is inside; over IPv6 no options of Geneve are taken off. */
    private static String transport(TunnelPortConfig tunnel, boolean ipv6, int inside, SplittableRandom random) {
        int words = tunnel.equals(GENEVE) && !ipv6 ? random.nextInt(5) : 0;
        String udp = "%04x%04x%04x0000".formatted(random.nextInt(1 << 16), tunnel.udpPort(), 16 + words * 4 + inside);
        StringBuilder text = new StringBuilder();
        if (tunnel.equals(VXLAN)) {
            text.append(udp).append("08000000%06x00".formatted(random.nextInt(1 << 24)));
        } else if (tunnel.equals(GENEVE)) {
            text.append(udp).append("%02x%02x6558%08x".formatted(words, random.nextInt(2) << 7, random.nextInt()));
        } else {
            int flags = random.nextInt(4);
            words = Integer.bitCount(flags);
            text.append("%x0006558".formatted(flags));
        }
        for (int i = 0; i < words; i++) {
            text.append("%08x".formatted(random.nextInt()));
        }
        return text.toString();
    }

    private long[] expectedInside(byte[] frame) {
        packet.set(frame, 0, frame.length, PORT, 0);
        boolean ipv6 = frame[12] == (byte) 0x86;
        int transport = ipv6 ? 54 : 34;
        TunnelPortConfig tunnel = frame[ipv6 ? 20 : 23] == IpProto.UDP
                ? frame[transport + 2] == (byte) (6081 >>> 8) ? GENEVE : VXLAN
                : GRE;
        assertThat(TunnelPop.pop(packet, tunnel)).isEqualTo(PopResult.POPPED);
        return expected();
    }

    @Test
    void tellsWhichHeadersThereAreAndWhere() throws Exception {
        String addresses = "0a000001 0a000002";
        String udp = "0800 450000%x 0000 4000 4011 0000" + addresses + "3039 %04x %04x 0000";
        String inside = Frames.HOST_A + Frames.HOST_B + "0800";
        assertThat(layers("88a8 6064 8100 2065 0800 46000030 00004000 40060000" + addresses + "01010100"
                        + "3039005000000001000000025010200000000000 01020304"))
                .isEqualTo(Layers.NONE.tags(2).with("ipv4").with("tcp").l3(22).l4(46));
        assertThat(layers("8847 000010ff 000021fe 45000014"))
                .isEqualTo(Layers.NONE.labels(2).mpls(14).l3(22));
        assertThat(layers("86dd 60000000 0010 2c40" + "00".repeat(32) + "1100 0001 00000007 30390035 00080000"))
                .isEqualTo(Layers.NONE
                        .with("ipv6")
                        .with("udp")
                        .with("fragment")
                        .l3(14)
                        .l4(62));
        assertThat(layers("0806 0001 0800 0604 0001" + "00".repeat(20)))
                .isEqualTo(Layers.NONE.with("arp").l3(14));
        assertThat(layers(udp.formatted(50, 4789, 30) + "08000000 00000100" + inside))
                .isEqualTo(Layers.NONE
                        .with("ipv4")
                        .with("udp")
                        .with("vxlan")
                        .l3(14)
                        .l4(34)
                        .tunnel(42)
                        .inner(50));
        assertThat(layers(udp.formatted(58, 6081, 38) + "02006558 00000100 0102030100000000" + inside))
                .isEqualTo(Layers.NONE
                        .with("ipv4")
                        .with("udp")
                        .with("geneve")
                        .l3(14)
                        .l4(34)
                        .tunnel(42)
                        .inner(58));
        assertThat(layers("0800 4500002a 0000 4000 402f 0000" + addresses + "20006558 00000007" + inside))
                .isEqualTo(Layers.NONE
                        .with("ipv4")
                        .with("gre")
                        .l3(14)
                        .l4(34)
                        .tunnel(34)
                        .inner(42));
        assertThat(layers("894f 0fc6 0103 00030907" + "00".repeat(16))).isEqualTo(Layers.NONE);
    }

    private Layers layers(String frame) throws Exception {
        return Layers.of(
                parse(List.of(Frames.ethernet(frame))).getFirst().getParsed().getLayers());
    }

    /** Answers how many of the frames the NIC parsed. */
    private int compare(List<byte[]> frames, String where) throws Exception {
        int parsed = 0;
        for (int first = 0; first < frames.size(); first += BURST) {
            List<byte[]> some = frames.subList(first, Math.min(frames.size(), first + BURST));
            List<Outcome> outcomes = parse(some);
            for (int i = 0; i < some.size(); i++) {
                if (outcomes.get(i).getParseable()) {
                    parsed++;
                    long[] found = outcomes.get(i).getParsed().getKeyList().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    assertThat(NicRule.hex(found))
                            .as(
                                    "frame %d of %s: %s",
                                    first + i, where, HexFormat.of().formatHex(some.get(i)))
                            .isEqualTo(NicRule.hex(expected(some.get(i))));
                }
            }
        }
        return parsed;
    }

    private List<Outcome> parse(List<byte[]> frames) throws Exception {
        Burst.Builder burst = Burst.newBuilder().setParsed(true);
        for (byte[] frame : frames) {
            burst.addFrames(Frame.newBuilder().setPort(PORT).setData(ByteString.copyFrom(frame)));
        }
        return harness.exchange(Operation.newBuilder().setBurst(burst).build())
                .getBurst()
                .getOutcomesList();
    }

    private long[] expected(byte[] frame) {
        packet.set(frame, 0, frame.length, PORT, 0);
        return expected();
    }

    private long[] expected() {
        Arrays.fill(words, 0);
        KeyExtractor.extract(packet, words, 0, 0);
        return NicWords.key(FlowKey.ofWords(words));
    }

    private static List<byte[]> frames(Path file) throws CaptureException {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().frame().length > 0) {
                    frames.add(next.get().frame());
                }
            }
        }
        return frames;
    }
}
