package io.tandem.rte.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.RteRuleArbitraries;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** A rule that is printed and read again is the same rule, wherever testpmd has words for it. */
class PrintedRuleTest {
    @Property(tries = 3_000)
    void readsBackWhatItPrinted(@ForAll long seed) throws RteParseException {
        Random random = new Random(seed);
        RteRule rule = RteRuleArbitraries.speakable(random);
        int port = random.nextInt(100);
        RuleText text = RulePrinter.print(port, rule);
        Statistics.label("whole").collect(text.isWhole()).coverage(coverage -> coverage.check(true)
                .percentage(percent -> percent > 40));
        assertThat(text.unsaid()).allMatch(what -> what.startsWith("a line of "));
        RuleParser parser = new RuleParser();
        for (String line : text.setup()) {
            assertThat(parser.read(line)).as(line).isEmpty();
        }
        assertThat(parser.read(text.command())).as(text.toString()).isEqualTo(Optional.of(new PortRule(port, rule)));
    }
}
