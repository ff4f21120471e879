package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.Explanation;
import io.tandem.backend.Marking;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that mark packets and give them to the host. */
class MarkingRulesTest {
    private static final int MARK = 77;

    private final MemoryFlows flows = new MemoryFlows();

    private RteDevice open(String marks) throws Exception {
        Map<String, String> settings = Map.of("ports", "1=net_0,2=net_1,3=net_2", "marks", marks);
        return new RteDevice("nic", RteSettings.of(new DeviceConfig("nic", settings)), () -> flows, () -> 1_000);
    }

    private static Megaflow flow(int port, String actions) {
        return TestBed.flow("in_port(" + port + "),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", actions);
    }

    private RteRule only() {
        assertThat(flows.rules).hasSize(1);
        return flows.rules.values().iterator().next().rule;
    }

    @Test
    void markAndGoToTheQueuesOfTheirPort() throws Exception {
        RteDevice device = open("where-needed");
        assertThat(device.apply(List.of(new OffloadOperation.Mark(flow(1, "ct,2"), MARK))))
                .singleElement()
                .isInstanceOf(OffloadResult.Installed.class);
        assertThat(only().traffic()).isEqualTo(Set.of(Traffic.INGRESS));
        assertThat(only().actions())
                .containsExactly(RteAction.of(RteActionType.MARK, MARK), RteAction.of(RteActionType.QUEUE, 0));

        device.flush();
        device.apply(List.of(new OffloadOperation.Mark(flow(2, "ct,2"), MARK)));
        assertThat(only().actions()).hasSize(2).last().isInstanceOfSatisfying(RteAction.Rss.class, rss -> assertThat(
                        rss.queues())
                .containsExactly(0, 1, 2, 3));
    }

    @Test
    void areRefusedWhereNobodyPollsThePort() throws Exception {
        OffloadResult result = open("where-needed")
                .apply(List.of(new OffloadOperation.Mark(flow(3, "ct,2"), MARK)))
                .getFirst();
        assertThat(result).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "never, 2, Translation", "never, 'ct,2', Refusal",
        "where-needed, 2, Translation", "where-needed, 'ct,2', Marking",
        "always, 2, Marking", "always, 'ct,2', Marking"
    })
    void areExplainedAsTheOperatorWantsThem(String marks, String actions, String kind) throws Exception {
        Explanation explanation = open(marks).explain(flow(1, actions));
        assertThat(explanation.getClass().getSimpleName()).isEqualTo(kind);
        if (explanation instanceof Marking(Translation rule, Refusal whole)) {
            assertThat(rule.text()).contains("ingress").contains("mark id 1").contains("queue index 0");
            assertThat(whole.code())
                    .isEqualTo(marks.equals("always") ? Refusal.Code.POLICY : Refusal.Code.UNSUPPORTED_ACTION);
        }
        assertThat(flows.creations).isZero();
    }

    @Test
    void areExplainedOnceTheDriverHasRefusedTheWholeAndNoMoreOnceItHasRefusedTheMark() throws Exception {
        RteDevice device = open("where-needed");
        assertThat(device.explain(flow(1, "2"))).isInstanceOf(Translation.class);
        flows.refusals = (port, rule) -> Optional.of(MemoryFlows.error(
                RteErrorType.ACTION,
                Part.ACTION,
                0,
                RteError.ENOTSUP,
                "not " + rule.actions().getFirst().type().word()));
        device.apply(List.of(new OffloadOperation.Put(flow(1, "2"))));
        assertThat(device.explain(flow(1, "2"))).isInstanceOf(Marking.class);
        device.apply(List.of(new OffloadOperation.Mark(flow(1, "2"), MARK)));
        assertThat(device.explain(flow(1, "2")))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.driverWords())
                        .doesNotContain("mark"));
    }

    @Test
    void takeThePlaceOfOthersAndCountNothing() throws Exception {
        RteDevice device = open("where-needed");
        device.apply(List.of(new OffloadOperation.Put(flow(1, "2"))));
        flows.hit(7, 700);
        OffloadResult result = device.apply(List.of(new OffloadOperation.Mark(flow(1, "ct,2"), MARK)))
                .getFirst();
        assertThat(result).isInstanceOfSatisfying(OffloadResult.Modified.class, modified -> assertThat(
                        modified.last().packets())
                .isEqualTo(7));
        flows.hit(5, 500);
        List<Long> counted = new ArrayList<>();
        device.dump(Set.of(), rule -> counted.add(rule.counters().packets()));
        assertThat(counted).containsExactly(0L);
        assertThat(device.apply(List.of(new OffloadOperation.Modify(flow(1, "3")))))
                .singleElement()
                .isInstanceOfSatisfying(
                        OffloadResult.Modified.class,
                        modified -> assertThat(modified.last().packets()).isZero());
        assertThat(only().actions()).doesNotContain(RteAction.of(RteActionType.MARK, MARK));
    }
}
