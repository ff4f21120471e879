package io.tandem.agent.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Prerequisite;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.validate.MatchValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random files of overlapping flows against random packets; the reference tries every line in turn. */
class FlowFilePropertyTest {
    private static final PortNames PORTS = PortNames.range(1, 4);
    private static final int[] TYPES = {EtherType.IPV4, EtherType.IPV6, EtherType.ARP, EtherType.RARP, 0x88cc, 0};
    private static final int[] PROTOCOLS = {IpProto.ICMP, IpProto.TCP, IpProto.UDP, IpProto.SCTP, IpProto.ICMPV6, 0, 47
    };

    private record Line(FlowKey key, FlowMask mask, List<OdpAction> actions) {
        private boolean matches(FlowKey packet) {
            return key.matches(packet, mask)
                    && Stream.of(FlowField.values())
                            .filter(f -> f.prerequisite().holds(key)
                                    && f.prerequisite().pinned(mask)
                                    && !mask.isZero(f))
                            .allMatch(f -> f.prerequisite().holds(packet));
        }
    }

    @Property
    void answersWithTheFirstLineThatMatches(@ForAll long seed) {
        RandomGenerator random = random(seed);
        List<Line> lines = lines(random);
        FlowFileSlowPath path = path(lines);
        for (int i = 0; i < 40; i++) {
            FlowKey packet = packet(random);
            Megaflow flow = path.answer(packet);
            assertThat(flow.matches(packet)).isTrue();
            assertThat(flow.actions()).isEqualTo(firstMatch(lines, packet));
            assertThat(MatchValidator.check(flow.key(), flow.mask())).isEmpty();
            assertThat(path.revalidate(flow)).hasValue(flow.actions());
        }
    }

    @Property
    void everyPacketOfTheMegaflowGetsItsAnswer(@ForAll long seed) {
        RandomGenerator random = random(seed);
        List<Line> lines = lines(random);
        FlowFileSlowPath path = path(lines);
        for (int i = 0; i < 20; i++) {
            Megaflow flow = path.answer(packet(random));
            for (int j = 0; j < 20; j++) {
                FlowKey other = within(flow, random);
                assertThat(firstMatch(lines, other)).isEqualTo(flow.actions());
                assertThat(path.answer(other)).isEqualTo(flow);
            }
        }
    }

    @Property
    void twoMegaflowsAreTheSameOrShareNoPacket(@ForAll long seed) {
        RandomGenerator random = random(seed);
        FlowFileSlowPath path = path(lines(random));
        List<Megaflow> flows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            flows.add(path.answer(packet(random)));
        }
        for (Megaflow a : flows) {
            for (Megaflow b : flows) {
                assertThat(a.equals(b) || !a.overlaps(b)).isTrue();
            }
        }
    }

    @Property(tries = 5)
    void theSampleFileIsAnsweredAsItStands(@ForAll long seed) throws IOException, OdpParseException, FlowFileException {
        String vectors = System.getProperty("tandem.vectors", "");
        Path file = Path.of(vectors, "replay-flows.txt");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(file), "no " + file);
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(file)) {
            if (!text.startsWith("#")) {
                String[] parts = text.split(" actions:", 2);
                OdpMatch match = OdpKeyText.parseMasked(parts[0], PORTS);
                lines.add(new Line(match.key(), match.mask(), OdpActionText.parse(parts[1], PORTS)));
            }
        }
        FlowFileSlowPath path = FlowFileSlowPath.read(file, PORTS);
        assertThat(path.size()).isEqualTo(lines.size()).isEqualTo(48);
        RandomGenerator random = random(seed);
        for (int i = 0; i < 2000; i++) {
            FlowKey packet = near(lines.get(random.nextInt(lines.size())), random);
            assertThat(path.answer(packet).actions()).isEqualTo(firstMatch(lines, packet));
        }
    }

    private static List<OdpAction> firstMatch(List<Line> lines, FlowKey packet) {
        return lines.stream()
                .filter(line -> line.matches(packet))
                .findFirst()
                .map(Line::actions)
                .orElse(List.of(new OdpAction.Drop()));
    }

    private static FlowFileSlowPath path(List<Line> lines) {
        List<FlowLine> read = new ArrayList<>();
        for (Line line : lines) {
            read.add(new FlowLine(read.size(), line.key(), line.mask(), line.actions()));
        }
        return new FlowFileSlowPath(read);
    }

    /** A packet that matches the megaflow: the bits it looks at from the flow, any others from a packet or from noise. */
    private static FlowKey within(Megaflow flow, RandomGenerator random) {
        FlowKey base = packet(random);
        boolean noise = random.nextInt(4) == 0;
        long[] words = new long[FlowField.WORDS];
        for (int i = 0; i < words.length; i++) {
            long mask = flow.mask().word(i);
            words[i] = flow.key().word(i) & mask | (noise ? random.nextLong() : base.word(i)) & ~mask;
        }
        return FlowKey.ofWords(words);
    }

    private static FlowKey near(Line line, RandomGenerator random) {
        long[] words = new long[FlowField.WORDS];
        FlowKey base = packet(random);
        for (int i = 0; i < words.length; i++) {
            long mask = random.nextInt(12) == 0 ? 0 : line.mask().word(i);
            words[i] = line.key().word(i) & mask | base.word(i) & ~mask;
        }
        return FlowKey.ofWords(words);
    }

    private static List<Line> lines(RandomGenerator random) {
        List<Line> lines = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            lines.add(line(random, lines.size()));
        }
        return lines;
    }

    /** A flow as the parser would give it: it says what tags there are, and pins what its fields need. */
    private static Line line(RandomGenerator random, int number) {
        FlowKey packet = packet(random);
        FlowMask.Builder mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.VLAN_TPID)
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_TPID)
                .exact(FlowField.CVLAN_CFI);
        if (random.nextInt(5) > 0) {
            mask.exact(FlowField.ETH_TYPE);
            if (random.nextInt(3) > 0 && Prerequisite.IPV4.holds(packet) || Prerequisite.IPV6.holds(packet)) {
                mask.exact(FlowField.IPV4_PROTO);
            }
        }
        for (FlowField field : FlowField.values()) {
            FlowMask sofar = mask.build();
            boolean has =
                    field.prerequisite().holds(packet) && field.prerequisite().pinned(sofar) && sofar.isZero(field);
            if (has && random.nextInt(4) == 0) {
                long bits = field.maskable() && random.nextBoolean() ? random.nextLong() & field.ones() : field.ones();
                if (field.wide()) {
                    mask.set(field, bits, random.nextBoolean() ? -1L : 0);
                } else {
                    mask.set(field, bits);
                }
            }
        }
        return new Line(packet, mask.build(), List.of(new OdpAction.Output(100 + number)));
    }

    /** A packet's key with few different values, so that lines and packets meet. */
    private static FlowKey packet(RandomGenerator random) {
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.RECIRC_ID, random.nextInt(8) == 0 ? 1 : 0)
                .set(FlowField.IN_PORT, 1 + random.nextInt(2))
                .set(FlowField.ETH_SRC, few(random))
                .set(FlowField.ETH_DST, few(random))
                .set(FlowField.ETH_TYPE, TYPES[random.nextInt(TYPES.length)]);
        if (random.nextInt(3) == 0) {
            key.set(FlowField.VLAN_TPID, random.nextBoolean() ? EtherType.VLAN_8021Q : EtherType.VLAN_8021AD)
                    .set(FlowField.VLAN_CFI, 1);
            if (random.nextInt(3) == 0) {
                key.set(FlowField.CVLAN_TPID, EtherType.VLAN_8021Q).set(FlowField.CVLAN_CFI, 1);
            }
        }
        FlowKey typed = key.build();
        if (Prerequisite.IPV4.holds(typed) || Prerequisite.IPV6.holds(typed)) {
            Fragment fragment =
                    random.nextInt(4) > 0 ? Fragment.NO : random.nextBoolean() ? Fragment.FIRST : Fragment.LATER;
            key.set(FlowField.IPV4_PROTO, PROTOCOLS[random.nextInt(PROTOCOLS.length)])
                    .set(FlowField.IPV4_FRAG, fragment.bits());
        }
        for (FlowField field : FlowField.values()) {
            FlowKey sofar = key.build();
            boolean has = field.prerequisite() != Prerequisite.NONE
                    && field.prerequisite().holds(sofar)
                    && sofar.isZero(field)
                    && field != FlowField.IPV4_FRAG
                    && field != FlowField.IPV6_FRAG;
            if (has && field.wide()) {
                key.set(field, few(random), few(random));
            } else if (has) {
                key.set(field, few(random) & field.ones());
            }
        }
        return key.build();
    }

    private static long few(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 0x0100_0000_0001L;
            default -> 1L << random.nextInt(4);
        };
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
