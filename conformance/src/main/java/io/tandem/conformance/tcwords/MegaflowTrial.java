package io.tandem.conformance.tcwords;

import io.tandem.backend.Refusal;
import io.tandem.conformance.tcwords.Comparison.Verdict;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.link.Link;
import io.tandem.tc.megaflow.FilterReading;
import io.tandem.tc.megaflow.FilterToMegaflow;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.ReadFilter;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the filter that an example has left on its device as a megaflow, and puts the megaflow's rule in its place. Every
 * device is a port of the datapath here, whose number is the device's; chains stand for recirculations of their number.
 */
final class MegaflowTrial {
    /** An operator's word on what packets of tunnels have in common, without which few matches on tunnels are a rule. */
    private static final TcCapabilities KERNEL =
            TcCapabilities.LINUX_6_1.withExactOptionLength(true).withConstantTunnelFlags(true);

    private final TandemTc tandem;

    MegaflowTrial(TandemTc tandem) {
        this.tandem = tandem;
    }

    /** Compares a filter that is alone at its place with its megaflow's rule. */
    Comparison compare(String page, String command) throws IOException, InterruptedException, TransportException {
        Result result = result(command);
        return new Comparison(page, command, result.verdict(), result.detail());
    }

    private record Result(Verdict verdict, String detail) {}

    private Result result(String command) throws IOException, InterruptedException, TransportException {
        Map<Integer, TcPort> ports = tandem.devices().stream()
                .map(MegaflowTrial::port)
                .collect(Collectors.toMap(TcPort::ifindex, Function.identity()));
        List<ReadFilter> there = tandem.filters(tandem.place(command));
        if (there.size() != 1) {
            return new Result(Verdict.DIFFERENT, "read back: " + there);
        }
        TcFilter first = there.getFirst().filter();
        FilterToMegaflow reader = new FilterToMegaflow(KERNEL, new Numbers(ports));
        return switch (reader.read(first)) {
            case FilterReading.None(NoMegaflow why) -> new Result(Verdict.NO_MEGAFLOW, text(why));
            case FilterReading.Flow read -> {
                MegaflowTranslator translator =
                        new MegaflowTranslator(KERNEL, TcPorts.of(ports.values()), OptionalInt::of, TcMeters.NONE);
                yield switch (translator.translate(read.flow())) {
                    case TcOutcome.Refused(Refusal refusal) ->
                        new Result(
                                Verdict.NO_RULE,
                                text(read.flow()) + ": " + refusal.code() + " " + refusal.subject() + ": "
                                        + refusal.sentence());
                    case TcRule rule -> replace(command, first, read.flow(), rule, reader);
                };
            }
        };
    }

    /** Puts a rule in a filter's place. */
    private Result replace(String command, TcFilter first, Megaflow flow, TcRule rule, FilterToMegaflow reader)
            throws IOException, InterruptedException, TransportException {
        String place = ExampleTrial.place(command);
        String shownFirst = Program.expect(place);
        ExampleTrial.renewQdisc(command);
        TcFilter second = new TcFilter(first.id(), rule.match(), first.flags(), first.classId(), rule.actions());
        TcAnswer answer = tandem.install(second);
        if (!answer.done()) {
            return new Result(Verdict.DIFFERENT, text(flow) + ": its rule is refused: " + answer.text());
        }
        String shown = Program.expect(place);
        try {
            if (ShownFilters.read(shownFirst, second).equals(ShownFilters.read(shown, second))) {
                return new Result(Verdict.EQUAL, "");
            }
        } catch (DecodeException e) {
            return new Result(Verdict.DIFFERENT, "no JSON: " + e.getMessage());
        }
        List<ReadFilter> back = tandem.filters(first.id().attach());
        boolean same = back.size() == 1
                && reader.read(back.getFirst().filter()) instanceof FilterReading.Flow again
                && again.flow().equals(flow);
        return new Result(
                same ? Verdict.SAME_MEGAFLOW : Verdict.DIFFERENT,
                text(flow) + "; of the example: " + shownFirst.strip() + "; of the rule: " + shown.strip());
    }

    private static TcPort port(Link link) {
        return link.kind().equals("vxlan")
                ? TcPort.of(link.ifindex(), link.ifindex(), link.name(), Kind.VXLAN)
                : TcPort.wire(link.ifindex(), link.ifindex(), link.name());
    }

    private record Numbers(Map<Integer, TcPort> ports) implements DatapathNumbers {
        @Override
        public Optional<TcPort> portOf(int ifindex) {
            return Optional.ofNullable(ports.get(ifindex));
        }

        @Override
        public OptionalInt recirculationOf(int chain) {
            return OptionalInt.of(chain);
        }

        @Override
        public OptionalInt meterOf(int policeIndex) {
            return OptionalInt.empty();
        }
    }

    private static String text(NoMegaflow why) {
        return switch (why) {
            case NoMegaflow.Key key -> "key " + key.key() + ": " + key.sentence();
            case NoMegaflow.Part part -> part.part() + ": " + part.sentence();
            case NoMegaflow.Action action -> action.action().body().kind() + ": " + action.sentence();
            case NoMegaflow.Empty empty -> empty.sentence();
        };
    }

    private static String text(Megaflow flow) {
        return OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(flow.key(), flow.mask()), PortNames.any()) + " actions:"
                + OdpActionText.print(flow.actions());
    }
}
