package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.tc.filter.ActionBody.Vlan;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** vlan. Source: iproute2, tc/m_vlan.c. */
final class VlanText implements ActionText {
    private static final Option<Long> PROTOCOL =
            Option.etherType("protocol", List.of(EtherType.VLAN_8021Q, EtherType.VLAN_8021AD));
    private static final Option<Long> ID = Option.number("id", 0, 0xffff);
    private static final Option<Long> PRIORITY = Option.number("priority", 0, 7);
    private static final Option<Bytes> DESTINATION = Option.mac("dst_mac");
    private static final Option<Bytes> SOURCE = Option.mac("src_mac");
    private static final List<Option<?>> TAG = List.of(PROTOCOL, ID, PRIORITY);
    private static final List<Option<?>> ETHERNET = List.of(DESTINATION, SOURCE);

    private static List<Option<?>> table(VlanOperation operation) {
        return switch (operation) {
            case PUSH, MODIFY -> TAG;
            case PUSH_ETH -> ETHERNET;
            case POP, POP_ETH -> List.of();
        };
    }

    private static List<Option<?>> needed(VlanOperation operation) {
        return switch (operation) {
            case PUSH, MODIFY -> List.of(ID);
            case PUSH_ETH -> ETHERNET;
            case POP, POP_ETH -> List.of();
        };
    }

    @Override
    public String kind() {
        return "vlan";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        VlanOperation operation = OperationText.read(VlanOperation.values(), words);
        Options options = Options.read(table(operation), Set.of(), words);
        for (Option<?> option : needed(operation)) {
            if (!options.has(option)) {
                throw words.peek().malformed(option.word());
            }
        }
        Vlan body = new Vlan(
                operation,
                options.numberOrZero(PROTOCOL),
                options.number(ID),
                options.number(PRIORITY),
                options.get(DESTINATION).orElse(Bytes.NONE),
                options.get(SOURCE).orElse(Bytes.NONE));
        return ActionText.readTail(body, TcControl.PIPE, words);
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Vlan body = (Vlan) action.body();
        line.word(OperationText.word(body.operation()));
        Options options = new Options()
                .withUnlessZero(PROTOCOL, body.protocol())
                .with(ID, body.id())
                .with(PRIORITY, body.priority())
                .withPresent(DESTINATION, present(body.ethernetDestination()))
                .withPresent(SOURCE, present(body.ethernetSource()));
        options.print(table(body.operation()), line);
        for (Option<?> option : needed(body.operation())) {
            if (!options.has(option)) {
                line.missing(OperationText.word(body.operation()) + " without " + option.word());
            }
        }
        ActionText.printTail(action, line);
    }

    private static Optional<Bytes> present(Bytes bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(bytes);
    }
}
