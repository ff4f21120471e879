package io.tandem.tc.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.tc.text.RecordedCommands;
import io.tandem.tc.text.RecordedCommands.Recorded;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.wire.FilterDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters that tc has sent: each is a megaflow or says why not, and what its rule is read as is the same megaflow. */
class RecordedFiltersTest {
    private static final TcCapabilities KERNEL = TcCapabilities.NEWEST.withExactOptionLength(true);

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"ETHERNET", "VXLAN", "GENEVE", "ERSPAN"})
    void areMegaflowsOrSayWhyNot(Kind kind) throws Exception {
        FilterToMegaflow reader = new FilterToMegaflow(KERNEL, new AnyDevice(kind));
        MegaflowTranslator translator = new MegaflowTranslator(
                KERNEL, number -> Optional.of(port(number, kind)), new ChainNumbers(), TcMeters.NONE);
        Map<String, Integer> counts = new TreeMap<>();
        int same = 0;
        for (Recorded recorded : RecordedCommands.all()) {
            TcFilter filter = new FilterDecoder()
                    .read(recorded.body(), 0, recorded.body().length)
                    .orElseThrow()
                    .filter();
            switch (reader.read(filter)) {
                case FilterReading.None(NoMegaflow why) -> {
                    assertThat(why.sentence()).as(recorded.command()).hasSizeGreaterThan(12);
                    counts.merge("no megaflow, for " + part(why), 1, Integer::sum);
                }
                case FilterReading.Flow read -> {
                    TcOutcome outcome = translator.translate(read.flow());
                    if (outcome instanceof TcRule rule) {
                        TcFilter again = new TcFilter(
                                filter.id(), rule.match(), filter.flags(), filter.classId(), rule.actions());
                        boolean equal = rule.match().equals(filter.match())
                                && rule.actions().equals(filter.actions());
                        same += equal ? 1 : 0;
                        counts.merge(equal ? "the same filter again" : "another filter", 1, Integer::sum);
                        assertThat(reader.read(again))
                                .as("%s%n%s", recorded.command(), again)
                                .isInstanceOfSatisfying(FilterReading.Flow.class, second -> assertThat(second.flow())
                                        .isEqualTo(read.flow()));
                    } else if (outcome instanceof TcOutcome.Refused(var refusal)) {
                        counts.merge("without a rule, " + refusal.code() + " " + refusal.subject(), 1, Integer::sum);
                    }
                }
            }
        }
        System.out.println(kind + ": " + counts);
        assertThat(same).isGreaterThan(5);
    }

    private static String part(NoMegaflow why) {
        return switch (why) {
            case NoMegaflow.Key key -> key.key().toString();
            case NoMegaflow.Part part -> part.part();
            case NoMegaflow.Action action -> action.action().body().kind();
            case NoMegaflow.Empty empty -> "no action";
        };
    }

    private static TcPort port(int number, Kind kind) {
        return new TcPort(number, number, "if" + number, kind, kind == Kind.ETHERNET);
    }

    private record AnyDevice(Kind kind) implements DatapathNumbers {
        @Override
        public Optional<TcPort> portOf(int ifindex) {
            return Optional.of(port(ifindex, kind));
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
}
