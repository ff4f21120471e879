package io.tandem.rte.device;

import io.tandem.flow.Bytes;
import io.tandem.rte.device.MemoryFlows.Entry;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.track.ConnectionTag;
import io.tandem.rte.translate.PatternModel;
import io.tandem.rte.transport.RteCount;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A NIC that does to frames what the DPDK guide says of the rules in memory: a rule counts what it takes, also where it
 * jumps, and the host is given what came in, with the mark of the last rule that marks.
 */
final class GuideNic {
    private static final int JUMPS = 16;

    private final MemoryFlows rules;

    /**
     * What became of a frame.
     *
     * @param decided the host is not given it
     * @param mark of what the host is given; 0 without one
     */
    record Verdict(boolean decided, int mark) {}

    GuideNic(MemoryFlows rules) {
        this.rules = rules;
    }

    /** Takes a frame in by a DPDK port. */
    Verdict take(int port, byte[] frame) {
        int group = 0;
        int mark = 0;
        OptionalLong[] tags = new OptionalLong[ConnectionTag.TAGS];
        Arrays.fill(tags, OptionalLong.empty());
        for (int i = 0; i < JUMPS; i++) {
            Optional<Entry> found = first(port, group, frame, tags);
            if (found.isEmpty()) {
                if (group != 0) {
                    throw new AssertionError("group " + group + " has no rule for a packet, which is lost");
                }
                return new Verdict(false, 0);
            }
            Entry entry = found.get();
            int next = 0;
            for (RteAction action : entry.rule.actions()) {
                switch (action.type()) {
                    case COUNT -> {
                        entry.packets++;
                        entry.bytes += frame.length;
                    }
                    case INDIRECT ->
                        rules.counters.compute(
                                ((RteAction.Indirect) action).id(),
                                (_, count) -> new RteCount(
                                        Objects.requireNonNull(count).packets() + 1, count.bytes() + frame.length));
                    case MODIFY_FIELD -> set(tags, (RteAction.ModifyField) action);
                    case MARK -> mark = number(action);
                    case JUMP -> next = number(action);
                    case PORT_REPRESENTOR -> {
                        return new Verdict(false, mark);
                    }
                    case DROP, REPRESENTED_PORT -> {
                        return new Verdict(true, 0);
                    }
                    default -> {}
                }
            }
            group = next;
        }
        throw new AssertionError("a packet that jumps for ever");
    }

    private static int number(RteAction action) {
        return (int) ((RteAction.Valued) action).number();
    }

    private static void set(OptionalLong[] tags, RteAction.ModifyField modify) {
        if (modify.destination().field() != PacketField.TAG
                || modify.width() != Integer.SIZE
                || !(modify.source() instanceof RteAction.ModifyField.Immediate(Bytes value))) {
            throw new AssertionError("no packet here has " + modify);
        }
        int word =
                ByteBuffer.wrap(value.toArray()).order(ByteOrder.nativeOrder()).getInt();
        tags[modify.destination().level()] = OptionalLong.of(Integer.toUnsignedLong(word));
    }

    /** What a tag holds that nothing has set is not known. */
    private static boolean tagged(RteRule rule, OptionalLong[] tags) {
        for (PatternItem item : rule.pattern()) {
            if (item.item() == RteItem.TAG) {
                int index = (int) item.value(RteField.TAG_INDEX).orElseThrow().number();
                FieldValue wanted = item.value(RteField.TAG_DATA).orElseThrow();
                long tag = tags[index].orElseThrow(() -> new AssertionError("tag " + index + " was not set"));
                if ((tag & wanted.maskNumber()) != (wanted.number() & wanted.maskNumber())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static RteRule untagged(RteRule rule) {
        return new RteRule(
                rule.group(),
                rule.priority(),
                rule.traffic(),
                rule.pattern().stream()
                        .filter(item -> item.item() != RteItem.TAG)
                        .toList(),
                rule.actions());
    }

    private Optional<Entry> first(int port, int group, byte[] frame, OptionalLong[] tags) {
        List<Entry> taking = rules.rules.values().stream()
                .filter(entry -> entry.port == port
                        && entry.rule.group() == group
                        && tagged(entry.rule, tags)
                        && PatternModel.matches(untagged(entry.rule), port, frame, 0))
                .toList();
        return taking.stream().min(Comparator.comparingInt(entry -> entry.rule.priority()));
    }
}
