package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.TunnelKeyRelease;
import io.tandem.tc.filter.ActionBody.TunnelKeySet;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TunnelOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** tunnel_key. Source: iproute2, tc/m_tunnel_key.c; {@code nofrag} is read, but tc has it since 6.5 only. */
final class TunnelKeyText implements ActionText {
    private static final Option<Boolean> SET = Option.flag("set");
    private static final Option<Boolean> UNSET = Option.flag("unset");
    private static final Option<Bytes> SOURCE = Option.address("src_ip");
    private static final Option<Bytes> DESTINATION = Option.address("dst_ip");
    private static final Option<Long> ID = Option.number("id", 10, NumberText.U32);
    private static final Option<Long> PORT = Option.number("dst_port", 10, 0xffff);
    private static final Option<List<TunnelOption>> GENEVE = options(TunnelOptionText.GENEVE);
    private static final Option<List<TunnelOption>> VXLAN = options(TunnelOptionText.VXLAN);
    private static final Option<List<TunnelOption>> ERSPAN = options(TunnelOptionText.ERSPAN);
    private static final Option<Long> TOS = Option.of("tos", KeyText::readTos, KeyText::printTos);
    private static final Option<Long> TTL = Option.of("ttl", KeyText::readTos, KeyText::printTtl);
    private static final Option<Boolean> CSUM = Option.flag("csum");
    private static final Option<Boolean> NO_CSUM = Option.flag("nocsum");
    private static final Option<Boolean> NO_FRAG = Option.flag("nofrag");
    private static final List<Option<?>> PRINTED =
            List.of(SET, UNSET, SOURCE, DESTINATION, ID, PORT, GENEVE, VXLAN, ERSPAN, TOS, TTL, CSUM, NO_CSUM);
    private static final List<Option<?>> READ =
            List.of(SET, UNSET, SOURCE, DESTINATION, ID, PORT, GENEVE, VXLAN, ERSPAN, TOS, TTL, CSUM, NO_CSUM, NO_FRAG);

    private static Option<List<TunnelOption>> options(TunnelOptionText text) {
        return Option.of(text.word(), text::readAll, TunnelOptionText::printAll);
    }

    @Override
    public String kind() {
        return "tunnel_key";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        CommandWord first = words.peek();
        Options options = Options.read(READ, Set.of(), words);
        if (options.has(SET) == options.has(UNSET)) {
            throw first.malformed("either set or unset");
        }
        if (options.has(CSUM) && options.has(NO_CSUM)) {
            throw first.malformed("either csum or nocsum");
        }
        return ActionText.readTail(
                options.has(UNSET) ? new TunnelKeyRelease() : set(options, words), TcControl.PIPE, words);
    }

    private static ActionBody set(Options options, CommandWords words) throws TcParseException {
        Bytes source = options.get(SOURCE).orElse(Bytes.NONE);
        Bytes destination = options.get(DESTINATION).orElse(Bytes.NONE);
        if (source.isEmpty() || destination.isEmpty()) {
            throw words.peek().malformed("src_ip and dst_ip");
        }
        List<List<TunnelOption>> lists = Stream.of(GENEVE, VXLAN, ERSPAN)
                .flatMap(option -> options.get(option).stream())
                .toList();
        if (lists.size() > 1) {
            throw words.peek().malformed("options of one kind");
        }
        Optional<Boolean> noChecksum =
                options.has(NO_CSUM) ? Optional.of(true) : options.get(CSUM).map(given -> false);
        return new TunnelKeySet(
                options.number(ID),
                source,
                destination,
                options.number(PORT),
                options.number(TOS),
                options.number(TTL),
                noChecksum,
                options.has(NO_FRAG),
                lists.isEmpty() ? List.of() : lists.getFirst());
    }

    @Override
    public void print(TcAction action, TcLine line) {
        if (action.body() instanceof TunnelKeySet set) {
            print(set, line);
        } else {
            line.word(UNSET.word());
        }
        ActionText.printTail(action, line);
    }

    private static void print(TunnelKeySet set, TcLine line) {
        Options options = new Options()
                .with(SET, true)
                .with(SOURCE, set.source())
                .with(DESTINATION, set.destination())
                .with(ID, set.id())
                .with(PORT, set.destinationPort())
                .with(TOS, set.tos())
                .with(TTL, set.ttl());
        set.noChecksum().ifPresent(none -> options.with(none ? NO_CSUM : CSUM, true));
        if (!set.options().isEmpty()) {
            options.with(options(set.options()), set.options());
        }
        options.withFlag(NO_FRAG, set.dontFragment()).print(PRINTED, line);
    }

    private static Option<List<TunnelOption>> options(List<TunnelOption> options) {
        return switch (TunnelOptionText.of(options.getFirst())) {
            case GENEVE -> GENEVE;
            case VXLAN -> VXLAN;
            case ERSPAN -> ERSPAN;
            case GTP -> options(TunnelOptionText.GTP);
        };
    }
}
