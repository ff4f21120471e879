package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A driver crashes on the handle of an action that is gone; none of these is given to it. */
class SharedActionsTest {
    private static final RteAction DROP = RteAction.of(RteActionType.DROP);

    private final long[] lives = new long[2];
    private final SharedActions actions = new SharedActions(port -> lives[port]);

    private static RteRule rule(RteAction... list) {
        return new RteRule(0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(list));
    }

    @Test
    void areThoseOfTheirPortUntilTheyEnd() {
        actions.add(0, 4, 0x7f00);
        assertThat(actions.handle(0, 4)).isEqualTo(0x7f00);
        assertThat(actions.handle(1, 4)).isZero();
        assertThat(actions.handle(0, 5)).isZero();

        actions.remove(0, 4);
        assertThat(actions.handle(0, 4)).isZero();
    }

    @Test
    void goWithTheirPortsLife() {
        actions.add(0, 4, 0x7f00);
        actions.add(1, 4, 0x7f10);
        lives[0]++;

        assertThat(actions.handle(0, 4)).isZero();
        assertThat(actions.handle(1, 4)).isEqualTo(0x7f10);
        actions.add(0, 4, 0x7f20);
        assertThat(actions.handle(0, 4)).isEqualTo(0x7f20);
    }

    @Test
    void endOnceNoRuleOfTheirPortIsThere() {
        actions.add(0, 4, 0x7f00);
        actions.add(0, 5, 0x7f01);
        actions.add(0, 6, 0x7f02);
        actions.add(1, 4, 0x7f10);
        actions.remove(0, 6);
        List<Long> ended = new ArrayList<>();
        SharedActions next = new SharedActions(port -> lives[port]);
        next.endLeft(0, ended::add);
        assertThat(ended).isEmpty();

        actions.leave();
        assertThat(actions.handle(0, 4)).isZero();
        next.endLeft(0, handle -> ended.add(handle) && handle != 0x7f01);
        assertThat(ended).containsExactlyInAnyOrder(0x7f00L, 0x7f01L);
        ended.clear();
        next.endLeft(0, ended::add);
        assertThat(ended).containsExactly(0x7f01L);
        next.endLeft(0, ended::add);
        lives[1]++;
        next.endLeft(1, ended::add);
        assertThat(ended).containsExactly(0x7f01L);
    }

    @Test
    void areMissedInRulesThatNameThem() {
        RteAction shared = new RteAction.Indirect(4);
        assertThat(actions.missing(0, rule(DROP))).isEmpty();
        assertThat(actions.missing(0, rule(shared, DROP))).hasValue(4);
        assertThat(actions.missing(0, rule(new RteAction.Sample(1, List.of(shared)), DROP)))
                .hasValue(4);

        actions.add(0, 4, 0x7f00);
        assertThat(actions.missing(0, rule(shared, DROP))).isEmpty();
        assertThat(actions.missing(1, rule(shared, DROP))).hasValue(4);
    }
}
