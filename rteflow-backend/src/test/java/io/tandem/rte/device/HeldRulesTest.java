package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Translation;
import io.tandem.flow.Ufid;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Which rules are held, and which groups these need. */
class HeldRulesTest {
    private static final int FLOWS = 8;
    private static final int GROUPS = 5;

    private static RteTranslation made(int group, Integer... jumpsTo) {
        RteRule rule =
                new RteRule(group, 0, Set.of(Traffic.INGRESS), List.of(), List.of(RteAction.of(RteActionType.DROP)));
        return new RteTranslation(0, rule, Translation.Fit.EXACT, List.of(), List.of(jumpsTo));
    }

    private static HeldRule rule(int flow, RteTranslation made) {
        return new HeldRule(new Ufid(0, flow), made, new FlowHandle(flow), OptionalInt.empty());
    }

    @Test
    void aGroupIsNeededByTheRulesInItAndByThoseThatJumpThere() {
        HeldRules rules = new HeldRules();
        RteTranslation first = made(0, 3);
        RteTranslation second = made(3, 4, 4);
        rules.add(rule(1, first));
        rules.add(rule(2, second));

        rules.remove(new Ufid(0, 1));
        assertThat(rules.unused(first)).isEmpty();
        rules.remove(new Ufid(0, 2));
        assertThat(rules.unused(second)).containsExactlyInAnyOrder(3, 4);
        assertThat(rules.unused(made(0))).isEmpty();
    }

    @Test
    void aRuleThatTakesAnothersPlaceNeedsItsOwnGroups() {
        HeldRules rules = new HeldRules();
        rules.add(rule(1, made(0, 3)));
        HeldRule other = rule(1, made(0, 4));
        rules.add(other);
        assertThat(rules.all()).containsExactly(other);
        assertThat(rules.find(new Ufid(0, 1))).contains(other);
        assertThat(rules.unused(made(3, 4))).containsExactly(3);
        rules.clear();
        assertThat(rules.all()).isEmpty();
        assertThat(rules.find(new Ufid(0, 1))).isEmpty();
        assertThat(rules.unused(made(3, 4))).containsExactlyInAnyOrder(3, 4);
    }

    /** Whatever comes and goes, in whatever order. */
    @Property
    void theGroupsInUseAreThoseOfTheRulesThatAreHeld(@ForAll long seed) {
        Random random = new Random(seed);
        HeldRules rules = new HeldRules();
        Map<Ufid, HeldRule> model = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            int flow = random.nextInt(FLOWS);
            Ufid ufid = new Ufid(0, flow);
            if (random.nextBoolean()) {
                Integer[] jumps =
                        random.ints(random.nextInt(3), 0, GROUPS).boxed().toArray(Integer[]::new);
                HeldRule rule = rule(flow, made(random.nextInt(GROUPS), jumps));
                model.remove(ufid);
                model.put(ufid, rule);
                rules.add(rule);
            } else {
                model.remove(ufid);
                rules.remove(ufid);
            }
            assertThat(rules.all()).containsExactlyElementsOf(model.values());
            Set<Integer> unused = new HashSet<>(Set.of(1, 2, 3, 4));
            for (HeldRule held : model.values()) {
                unused.remove(held.made().rule().group());
                unused.removeAll(held.made().jumpsTo());
            }
            Collection<Integer> found = new ArrayList<>();
            for (int group = 1; group < GROUPS; group++) {
                found.addAll(rules.unused(made(group)));
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(unused);
        }
    }
}
