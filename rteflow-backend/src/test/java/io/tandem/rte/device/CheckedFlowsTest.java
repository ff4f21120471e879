package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteTransportException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A driver crashes on a handle that is not a live rule's; none of these reaches it. */
class CheckedFlowsTest {
    private static final RteRule RULE =
            new RteRule(0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(RteAction.of(RteActionType.DROP)));

    private final MemoryFlows driver = new MemoryFlows();
    private final CheckedFlows flows = new CheckedFlows(driver);

    private FlowHandle create(int port) throws RteTransportException {
        return ((RteAnswer.Done<FlowHandle>) flows.create(port, RULE)).value();
    }

    private static void refused(RteAnswer<?> answer) {
        assertThat(answer).isInstanceOf(RteAnswer.Refused.class);
        assertThat(((RteAnswer.Refused<?>) answer).error().type()).isEqualTo(RteErrorType.HANDLE);
    }

    @Test
    void endsARuleOnce() throws Exception {
        FlowHandle handle = create(0);
        assertThat(flows.destroy(0, handle)).isEqualTo(RteAnswer.ok());
        refused(flows.destroy(0, handle));
        refused(flows.query(0, handle));
        refused(flows.update(0, handle, RULE));
    }

    @Test
    void givesOtherActionsToTheRuleThatIsMeant() throws Exception {
        FlowHandle handle = create(0);
        FlowHandle other = ((RteAnswer.Done<FlowHandle>) flows.create(0, RULE.withPriority(1))).value();
        RteRule jumping = RULE.withActions(List.of(RteAction.of(RteActionType.JUMP, 3)));
        assertThat(flows.update(0, handle, jumping)).isEqualTo(RteAnswer.ok());
        assertThat(driver.rules.values())
                .extracting(entry -> entry.rule.actions())
                .containsExactly(jumping.actions(), RULE.actions());
        refused(flows.update(1, other, jumping));
        driver.reset(0);
        refused(flows.update(0, other, jumping));
    }

    @Test
    void endsEachRuleOfAListOnce() throws Exception {
        FlowHandle first = create(0);
        FlowHandle elsewhere = create(1);
        FlowHandle last = ((RteAnswer.Done<FlowHandle>) flows.create(0, RULE.withPriority(1))).value();
        List<RteAnswer<RteAnswer.Ok>> answers = flows.destroy(0, List.of(first, elsewhere, first, last));
        assertThat(answers.get(0)).isEqualTo(RteAnswer.ok());
        refused(answers.get(1));
        refused(answers.get(2));
        assertThat(answers.get(3)).isEqualTo(RteAnswer.ok());
        refused(flows.destroy(0, last));
        assertThat(driver.rules).hasSize(1);
    }

    /** A driver that could not end a rule says by the error's type whether the handle is good still. */
    @Test
    void forgetsARuleThatTheDriverMayHaveFreed() throws Exception {
        FlowHandle first = create(0);
        FlowHandle second = ((RteAnswer.Done<FlowHandle>) flows.create(0, RULE.withPriority(1))).value();
        driver.destroyError =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, RteCause.Part.NONE, 0, RteError.EBUSY, "busy"));
        flows.destroy(0, first);
        flows.destroy(0, List.of(second));
        driver.destroyError =
                Optional.of(MemoryFlows.error(RteErrorType.HANDLE, RteCause.Part.NONE, 0, RteError.ENOTSUP, "freed"));
        driver.calls.clear();
        refused(flows.destroy(0, first));
        refused(flows.destroy(0, List.of(second)).getFirst());
        refused(flows.destroy(0, first));
        refused(flows.destroy(0, List.of(second)).getFirst());
        assertThat(driver.calls).containsExactly("destroy", "destroy");
    }

    @Test
    void asksForAPortsLifeOnceForAList() throws Exception {
        List<FlowHandle> three = List.of(create(0), new FlowHandle(90), new FlowHandle(91));
        driver.lifeCalls = 0;
        flows.query(0, three);
        assertThat(driver.lifeCalls).isEqualTo(1);
        driver.lifeCalls = 0;
        flows.destroy(0, three);
        assertThat(driver.lifeCalls).isEqualTo(1);
    }

    @Test
    void knowsWhichPortARuleIsOf() throws Exception {
        FlowHandle handle = create(0);
        refused(flows.destroy(1, handle));
        assertThat(flows.destroy(0, handle)).isEqualTo(RteAnswer.ok());
    }

    @Test
    void forgetsRulesThatWereFlushedOrLost() throws Exception {
        FlowHandle flushed = create(0);
        FlowHandle other = create(1);
        flows.flush(0);
        refused(flows.query(0, flushed));
        driver.reset(1);
        refused(flows.destroy(1, other));
    }

    @Test
    void neverMistakesAHandleThatTheDriverUsesAgain() throws Exception {
        FlowHandle first = create(0);
        flows.destroy(0, first);
        driver.next--;
        FlowHandle second = create(0);
        refused(flows.destroy(0, first));
        assertThat(flows.destroy(0, second)).isEqualTo(RteAnswer.ok());
    }
}
