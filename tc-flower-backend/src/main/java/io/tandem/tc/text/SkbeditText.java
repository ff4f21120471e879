package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Ct.Masked;
import io.tandem.tc.filter.ActionBody.Skbedit;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** skbedit. Source: iproute2, tc/m_skbedit.c. */
final class SkbeditText implements ActionText {
    /** PACKET_* of linux/if_packet.h, from 0. */
    private static final List<String> PACKET_TYPES = List.of("host", "broadcast", "multicast", "otherhost");

    private record Mark(int value, OptionalInt mask) {}

    private static final Option<Long> QUEUE = Option.number("queue_mapping", 10, 0xffff);
    private static final Option<Long> PRIORITY =
            Option.of("priority", ClassText::read, value -> Optional.of(ClassText.print(value.intValue())));
    private static final Option<Mark> MARK = Option.of("mark", SkbeditText::readMark, SkbeditText::printMark);
    private static final Option<Long> PACKET_TYPE =
            Option.of("ptype", SkbeditText::readPacketType, SkbeditText::printPacketType);
    private static final Option<Boolean> INHERIT = Option.flag("inheritdsfield");
    private static final List<Option<?>> TABLE = List.of(QUEUE, PRIORITY, MARK, PACKET_TYPE, INHERIT);

    @Override
    public String kind() {
        return "skbedit";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        CommandWord first = words.peek();
        Options options = Options.read(TABLE, Set.of(), words);
        if (options.isEmpty() && first.abbreviates(INDEX.word())) {
            throw first.notForFlows("known are mark, priority, queue_mapping, ptype and inheritdsfield");
        }
        if (options.isEmpty()) {
            throw first.malformed("mark, priority, queue_mapping, ptype or inheritdsfield");
        }
        Skbedit body = new Skbedit(
                options.get(MARK).map(mark -> OptionalInt.of(mark.value)).orElseGet(OptionalInt::empty),
                options.get(MARK).map(mark -> mark.mask).orElseGet(OptionalInt::empty),
                options.number(PRIORITY),
                options.number(QUEUE),
                options.number(PACKET_TYPE),
                options.has(INHERIT));
        return ActionText.readTail(body, TcControl.PIPE, words);
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Skbedit body = (Skbedit) action.body();
        Options options = new Options()
                .with(QUEUE, body.queue())
                .with(PRIORITY, body.priority())
                .with(PACKET_TYPE, body.packetType())
                .withFlag(INHERIT, body.inheritDsField());
        if (body.mark().isPresent()) {
            options.with(MARK, new Mark(body.mark().getAsInt(), body.markMask()));
        } else if (body.markMask().isPresent()) {
            line.missing("mask " + NumberText.hex(body.markMask().getAsInt() & NumberText.U32) + " of no mark");
        }
        options.print(TABLE, line);
        if (options.isEmpty()) {
            line.missing("skbedit of nothing");
        }
        ActionText.printTail(action, line);
    }

    private static Mark readMark(CommandWord word) throws TcParseException {
        int slash = word.text().indexOf('/');
        Masked mark = MaskedText.read(word);
        return new Mark(mark.value(), slash < 0 ? OptionalInt.empty() : OptionalInt.of(mark.mask()));
    }

    private static Optional<String> printMark(Mark mark) {
        String value = NumberText.hex(mark.value & NumberText.U32);
        return Optional.of(
                mark.mask.isPresent() ? value + "/" + NumberText.hex(mark.mask.getAsInt() & NumberText.U32) : value);
    }

    private static long readPacketType(CommandWord word) throws TcParseException {
        return CommandWords.choose(word, PACKET_TYPES, name -> name)
                .map(PACKET_TYPES::indexOf)
                .orElseThrow(() -> word.malformed("one of " + PACKET_TYPES));
    }

    private static Optional<String> printPacketType(long type) {
        return type < PACKET_TYPES.size() ? Optional.of(PACKET_TYPES.get((int) type)) : Optional.empty();
    }
}
