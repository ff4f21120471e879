package io.tandem.tc.text;

import io.tandem.flow.EtherType;
import io.tandem.tc.filter.ActionBody.Mpls;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** mpls. Source: iproute2, tc/m_mpls.c. */
final class MplsText implements ActionText {
    private static final Option<Long> NEXT = Option.etherType("protocol", List.of());
    private static final Option<Long> PUSHED =
            Option.etherType("protocol", List.of(EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST));
    private static final Option<Long> LABEL = Option.number("label", 0, 0xfffff);
    private static final Option<Long> TC = Option.number("tc", 0, 7);
    private static final Option<Long> TTL = Option.of(
            "ttl",
            word -> {
                long ttl = NumberText.read(word, 0, 255);
                if (ttl == 0) {
                    throw word.malformed("a time to live of 1 to 255");
                }
                return ttl;
            },
            ttl -> ttl >= 1 && ttl <= 255 ? Optional.of(Long.toString(ttl)) : Optional.empty());
    private static final Option<Long> BOS = Option.number("bos", 0, 1);
    private static final List<Option<?>> ENTRY = List.of(LABEL, TC, TTL, BOS);
    private static final List<Option<?>> PUSHED_ENTRY = List.of(PUSHED, LABEL, TC, TTL, BOS);

    private static List<Option<?>> table(MplsOperation operation) {
        return switch (operation) {
            case POP -> List.of(NEXT);
            case PUSH, MAC_PUSH -> PUSHED_ENTRY;
            case MODIFY -> ENTRY;
            case DEC_TTL -> List.of();
        };
    }

    private static List<Option<?>> needed(MplsOperation operation) {
        return switch (operation) {
            case POP -> List.of(NEXT);
            case PUSH -> List.of(LABEL);
            case MAC_PUSH, MODIFY, DEC_TTL -> List.of();
        };
    }

    @Override
    public String kind() {
        return "mpls";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        MplsOperation operation = OperationText.read(MplsOperation.values(), words);
        Options options = Options.read(table(operation), Set.of(), words);
        for (Option<?> option : needed(operation)) {
            if (!options.has(option)) {
                throw words.peek().malformed(option.word());
            }
        }
        Mpls body = new Mpls(
                operation,
                options.numberOrZero(operation == MplsOperation.POP ? NEXT : PUSHED),
                options.number(LABEL),
                options.number(TC),
                options.number(TTL),
                options.number(BOS));
        return ActionText.readTail(body, TcControl.PIPE, words);
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Mpls body = (Mpls) action.body();
        line.word(OperationText.word(body.operation()));
        Options options = new Options()
                .withUnlessZero(body.operation() == MplsOperation.POP ? NEXT : PUSHED, body.protocol())
                .with(LABEL, body.label())
                .with(TC, body.tc())
                .with(TTL, body.ttl())
                .with(BOS, body.bos());
        options.print(table(body.operation()), line);
        for (Option<?> option : needed(body.operation())) {
            if (!options.has(option)) {
                line.missing(OperationText.word(body.operation()) + " without " + option.word());
            }
        }
        ActionText.printTail(action, line);
    }
}
