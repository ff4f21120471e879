package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Police;
import io.tandem.tc.filter.ActionBody.PoliceShared;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** police. Source: iproute2, tc/m_police.c. */
final class PoliceText implements ActionText {
    private record Outcome(TcControl exceed, Optional<TcControl> conform) {}

    private static final Option<Long> RATE = Option.of("rate", RateText::readRate, RateText::printRate);
    private static final Option<Long> BURST = Option.of("burst", RateText::readSize, RateText::printSize);
    private static final Option<Long> BUFFER = Option.of("buffer", RateText::readSize, RateText::printSize);
    private static final Option<Long> MAX_BURST = Option.of("maxburst", RateText::readSize, RateText::printSize);
    private static final Option<Long> MTU = Option.of("mtu", RateText::readSize, RateText::printSize);
    private static final Option<Long> MIN_BURST = Option.of("minburst", RateText::readSize, RateText::printSize);
    private static final Option<Long> PEAK_RATE = Option.of("peakrate", RateText::readRate, RateText::printRate);
    private static final Option<Long> PACKET_RATE = Option.number("pkts_rate", 10, -1);
    private static final Option<Long> PACKET_BURST = Option.number("pkts_burst", 10, -1);
    private static final Option<Long> OVERHEAD = Option.number("overhead", 10, 0xffff);
    private static final Option<Long> LINK_LAYER = Option.of("linklayer", LinkLayerText::read, LinkLayerText::print);
    private static final Option<Outcome> OUTCOME = new Option<>("conform-exceed", new Option.Form<>() {
        @Override
        public Outcome read(CommandWords words) throws TcParseException {
            return readOutcome(words);
        }

        @Override
        public Optional<String> print(Outcome outcome) {
            return printOutcome(outcome);
        }
    });
    private static final List<Option<?>> TABLE =
            List.of(RATE, BURST, MTU, PEAK_RATE, PACKET_RATE, PACKET_BURST, OVERHEAD, LINK_LAYER, OUTCOME, INDEX);
    private static final List<Option<?>> SYNONYMS = List.of(BUFFER, MAX_BURST, MIN_BURST);
    private static final Set<String> NOT_FOR_FLOWS = Set.of("avrate", "mpu");

    @Override
    public String kind() {
        return "police";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        CommandWord first = words.peek();
        Options options = new Options();
        Optional<TcControl> exceed = Optional.empty();
        boolean more = true;
        while (more) {
            more = options.takeNext(List.of(TABLE, SYNONYMS), NOT_FOR_FLOWS, words);
            if (!more && ControlText.isNext(words)) {
                exceed = Optional.of(ControlText.read(words));
                more = true;
            }
        }
        Optional<TcControl> single = exceed;
        long burst = options.get(BURST)
                .or(() -> options.get(BUFFER))
                .or(() -> options.get(MAX_BURST))
                .orElse(0L);
        long mtu = options.get(MTU).or(() -> options.get(MIN_BURST)).orElse(0L);
        Police body = new Police(
                options.get(RATE).orElse(0L),
                burst,
                (int) mtu,
                options.get(PEAK_RATE).orElse(0L),
                options.get(PACKET_RATE).orElse(0L),
                options.get(PACKET_BURST).orElse(0L),
                options.numberOrZero(OVERHEAD),
                options.numberOrZero(LINK_LAYER),
                options.get(OUTCOME).flatMap(Outcome::conform));
        int index = options.numberOrZero(INDEX);
        boolean shared = index != 0 && isEmpty(body);
        Optional<String> wrong = shared ? Optional.empty() : wrong(body);
        if (wrong.isPresent()) {
            throw first.malformed(wrong.get());
        }
        TcControl control =
                options.get(OUTCOME).map(Outcome::exceed).or(() -> single).orElse(TcControl.RECLASSIFY);
        return new TcAction(
                shared ? new PoliceShared() : body, control, index, Bytes.NONE, TcAction.StatisticsForm.USUAL);
    }

    private static boolean isEmpty(Police body) {
        return body.equals(new Police(0, 0, 0, 0, 0, 0, 0, 0, Optional.empty()));
    }

    /** What tc wants of a meter that it refuses. */
    private static Optional<String> wrong(Police body) {
        if (body.rate() == 0 && body.packetRate() == 0 && body.mtu() == 0) {
            return Optional.of("rate, mtu or pkts_rate");
        }
        if (body.rate() != 0 && body.packetRate() != 0) {
            return Optional.of("either rate or pkts_rate");
        }
        if ((body.rate() != 0 && body.burst() == 0) || (body.packetRate() != 0 && body.packetBurst() == 0)) {
            return Optional.of("burst with rate, pkts_burst with pkts_rate");
        }
        return body.peakRate() != 0 && (body.rate() == 0 || body.mtu() == 0)
                ? Optional.of("rate and mtu with peakrate")
                : Optional.empty();
    }

    private static Outcome readOutcome(CommandWords words) throws TcParseException {
        CommandWord word = words.peek();
        int slash = word.text().indexOf('/');
        if (slash >= 0) {
            words.next("");
            return new Outcome(
                    ControlText.readSingle(word.between(0, slash)),
                    Optional.of(ControlText.readSingle(word.from(slash + 1))));
        }
        TcControl exceed = readControl(words);
        return new Outcome(exceed, words.skip("/") ? Optional.of(readControl(words)) : Optional.empty());
    }

    private static TcControl readControl(CommandWords words) throws TcParseException {
        return ControlText.isNext(words)
                ? ControlText.read(words)
                : ControlText.readSingle(words.next("what happens to packets that exceed"));
    }

    private static Optional<String> printOutcome(Outcome outcome) {
        String exceed = control(outcome.exceed);
        return Optional.of(outcome.conform
                .map(conform -> exceed + " / " + control(conform))
                .orElse(exceed));
    }

    private static String control(TcControl control) {
        return ControlText.print(control).orElseGet(() -> Integer.toString(control.code()));
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Outcome outcome = new Outcome(action.control(), conform(action.body()));
        Options options = new Options().withUnlessZero(INDEX, action.index() & NumberText.U32);
        if (action.body() instanceof Police body) {
            wrong(body).ifPresent(wants -> line.missing(body + ": tc wants " + wants));
            options.withUnlessZero(RATE, body.rate())
                    .withUnlessZero(BURST, body.burst())
                    .withUnlessZero(MTU, body.mtu() & NumberText.U32)
                    .withUnlessZero(PEAK_RATE, body.peakRate())
                    .withUnlessZero(PACKET_RATE, body.packetRate())
                    .withUnlessZero(PACKET_BURST, body.packetBurst())
                    .withUnlessZero(OVERHEAD, body.overhead())
                    .withUnlessZero(LINK_LAYER, body.linkLayer());
        } else if (action.index() == 0) {
            line.missing("police that is shared, without index");
        }
        options.with(OUTCOME, outcome).print(TABLE, line);
    }

    private static Optional<TcControl> conform(ActionBody body) {
        return body instanceof Police police ? police.conform() : Optional.empty();
    }
}
