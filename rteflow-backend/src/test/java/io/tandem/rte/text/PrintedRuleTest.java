package io.tandem.rte.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.RteRuleArbitraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** A rule that is printed and read again is the same rule, wherever testpmd has words for it. */
class PrintedRuleTest {
    private static final List<String> STRANGE = List.of(
            "",
            "#",
            "/",
            "end",
            "last",
            "spec",
            "mask",
            "prefix",
            "0",
            "-1",
            "129",
            "0x",
            "4294967296",
            "ff:ff",
            "1.2.3",
            "::");

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

    /** Words left out, doubled, changed places or taken from elsewhere: a line is read, or it is said where and what is wrong. */
    @Property(tries = 3_000)
    void readsNothingElseOutOfSpoiltLines(@ForAll long seed) {
        Random random = new Random(seed);
        RuleText text = RulePrinter.print(random.nextInt(100), RteRuleArbitraries.speakable(random));
        RuleParser parser = new RuleParser();
        for (String line : text.lines()) {
            List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(words.size());
                switch (random.nextInt(4)) {
                    case 0 -> words.remove(at);
                    case 1 -> words.add(at, words.get(random.nextInt(words.size())));
                    case 2 -> words.set(at, words.get(random.nextInt(words.size())));
                    default -> words.set(at, STRANGE.get(random.nextInt(STRANGE.size())));
                }
                if (words.isEmpty()) {
                    break;
                }
            }
            String spoilt = String.join(" ", words);
            try {
                parser.read(spoilt);
            } catch (RteParseException e) {
                assertThat(e.offset()).as(spoilt).isBetween(0, spoilt.length());
                assertThat(e.expected()).as(spoilt).isNotBlank();
            }
        }
    }
}
