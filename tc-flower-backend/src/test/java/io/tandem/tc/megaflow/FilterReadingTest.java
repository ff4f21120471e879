package io.tandem.tc.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.Megaflow;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.translate.TestBed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters as tc's command line has them, and what they are as megaflows: {@code readings.txt}. */
class FilterReadingTest {
    private static final FilterToMegaflow READER = new FilterToMegaflow(TcCapabilities.NEWEST, TestNumbers.OF_TEST_BED);
    private static final TcCommandParser PARSER = new TcCommandParser(
            DeviceNames.of(TestBed.ALL_PORTS.stream().collect(Collectors.toMap(TcPort::name, TcPort::ifindex))));

    record Case(String filter, String expected) {}

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FilterReadingTest.class.getResourceAsStream("readings.txt")),
                StandardCharsets.UTF_8))) {
            List<String> kept = lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            for (int i = 0; i < kept.size(); i += 2) {
                cases.add(new Case(kept.get(i), kept.get(i + 1)));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is(Case line) throws Exception {
        TcFilter filter = PARSER.parse("tc filter add dev " + line.filter());
        assertThat(text(READER.read(filter), filter)).as(line.filter()).isEqualTo(line.expected());
    }

    private static String again(Megaflow flow, TcFilter filter) {
        return TestBed.translator(TcCapabilities.NEWEST).translate(flow) instanceof TcRule rule
                        && rule.match().equals(filter.match())
                        && rule.actions().equals(filter.actions())
                ? ""
                : " # another filter again";
    }

    private static String text(FilterReading reading, TcFilter filter) {
        return switch (reading) {
            case FilterReading.Flow(var flow, var inexact) ->
                OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(flow.key(), flow.mask()), PortNames.any())
                        + " actions:" + OdpActionText.print(flow.actions())
                        + (inexact.isEmpty() ? "" : " # inexact in " + inexact)
                        + again(flow, filter);
            case FilterReading.None(NoMegaflow.Key key) -> "key " + key.key() + ": " + key.sentence();
            case FilterReading.None(NoMegaflow.Part part) -> part.part() + ": " + part.sentence();
            case FilterReading.None(NoMegaflow.Action action) ->
                "action " + action.index() + " " + action.action().body().kind() + ": " + action.sentence();
            case FilterReading.None(NoMegaflow.Empty empty) -> empty.sentence();
        };
    }
}
