package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A set of some bits shows in the packet's key as those bits, and nowhere else. */
final class FieldSetTest {
    private static final int PACKETS = 100_000;

    private static final List<KeyAttribute> SETTABLE = List.of(
            KeyAttribute.ETHERNET,
            KeyAttribute.IPV4,
            KeyAttribute.IPV6,
            KeyAttribute.TCP,
            KeyAttribute.UDP,
            KeyAttribute.SCTP,
            KeyAttribute.ICMP,
            KeyAttribute.ARP,
            KeyAttribute.PRIORITY,
            KeyAttribute.SKB_MARK,
            KeyAttribute.DP_HASH,
            KeyAttribute.RECIRC_ID);

    private final HeaderRewriter rewriter = new HeaderRewriter();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Packet packet = PacketBatch.single();

    private static FlowKey key(Packet packet) {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    private static List<FlowField> fields(KeyAttribute attribute) {
        return attribute.fields().stream()
                .filter(field -> switch (field) {
                    case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG -> false;
                    default -> true;
                })
                .toList();
    }

    private long[] randomWords(List<FlowField> fields) {
        FlowKey.Builder value = FlowKey.builder();
        for (FlowField field : fields) {
            if (field.wide()) {
                value.set(field, random.nextLong(), random.nextLong());
            } else {
                value.set(field, random.nextLong() & field.ones());
            }
        }
        return value.build().toWords();
    }

    /** True where the key shows the attribute's header; one of zeros alone could be missing as well. */
    private static boolean shown(KeyAttribute attribute, List<FlowField> fields, FlowKey key) {
        return switch (attribute) {
            case PRIORITY, SKB_MARK, DP_HASH, RECIRC_ID -> true;
            case ICMP -> key.get(FlowField.IPV4_PROTO) == IpProto.ICMP && !key.isZero(FlowField.ICMP_TYPE);
            case IPV6 -> FlowField.IPV6_PROTO.prerequisite().holds(key) && !key.isZero(FlowField.IPV6_PROTO);
            case ARP -> FlowField.ARP_OP.prerequisite().holds(key) && !key.isZero(FlowField.ARP_OP);
            default ->
                fields.getFirst().prerequisite().holds(key) && fields.stream().anyMatch(f -> !key.isZero(f));
        };
    }

    @Test
    void showsInTheKeyAndNowhereElse() throws IOException {
        Path captures = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        Mutator mutator = new Mutator(captures, 3);
        Map<KeyAttribute, Integer> checked = new EnumMap<>(KeyAttribute.class);
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = mutator.next();
            packet.set(frame, 0, frame.length, 1, 0);
            FlowKey before = key(packet);
            KeyAttribute attribute = SETTABLE.get(random.nextInt(SETTABLE.size()));
            List<FlowField> fields = fields(attribute);
            boolean whole = random.nextBoolean();
            FlowKey value = FlowKey.ofWords(randomWords(fields));
            FlowMask mask = FlowMask.ofWords(randomWords(fields));
            OdpAction action = whole
                    ? new OdpAction.Set(attribute, value)
                    : new OdpAction.SetMasked(attribute, value.masked(mask), mask);
            DropReason failure = rewriter.rewrite(packet, Step.prepare(List.of(action))[0]);
            FlowKey after = key(packet);
            long[] expected = before.toWords();
            if (failure == null && !shown(attribute, fields, before)) {
                continue;
            }
            if (failure == null) {
                long[] bits = whole ? ones(fields) : mask.toWords();
                for (int w = 0; w < expected.length; w++) {
                    expected[w] = expected[w] & ~bits[w] | value.word(w) & bits[w];
                }
                checked.merge(attribute, 1, Integer::sum);
            }
            assertThat(after)
                    .as("%s of packet %d, failure %s", attribute, i, failure)
                    .isEqualTo(FlowKey.ofWords(expected));
        }
        assertThat(checked.keySet()).containsExactlyInAnyOrderElementsOf(SETTABLE);
    }

    private static long[] ones(List<FlowField> fields) {
        FlowMask.Builder mask = FlowMask.builder();
        fields.forEach(mask::exact);
        return mask.build().toWords();
    }
}
