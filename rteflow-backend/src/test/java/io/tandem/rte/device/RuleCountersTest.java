package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters that outlast their rules. */
class RuleCountersTest {
    private final MemoryFlows flows = new MemoryFlows();
    private int asked;

    @BeforeEach
    void giveCounters() {
        flows.counterError = Optional.empty();
    }

    private RteDevice open(String... more) throws Exception {
        return new RteDevice("nic", MemoryFlows.settings(more), () -> flows, () -> 1_000);
    }

    private static Megaflow flow(int address, String actions) {
        return TestBed.flow("in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0." + address + ",frag=no)", actions);
    }

    private static OffloadResult put(RteDevice device, int address, String actions) throws Exception {
        return device.apply(List.of(new OffloadOperation.Put(flow(address, actions))))
                .getFirst();
    }

    private List<RteActionType> firstActions() {
        return flows.rules.values().stream()
                .map(entry -> entry.rule.actions().getFirst().type())
                .toList();
    }

    private void hit(int packets) {
        flows.counters.replaceAll(
                (id, count) -> new RteCount(count.packets() + packets, count.bytes() + packets * 60L));
    }

    private void refuse(RteError error) {
        flows.refusals = (port, rule) -> {
            boolean indirect = rule.actions().stream().anyMatch(RteAction.Indirect.class::isInstance);
            asked += indirect ? 1 : 0;
            return indirect ? Optional.of(error) : Optional.empty();
        };
    }

    @Test
    void areReadOnceMoreWhenTheRuleHasEnded() throws Exception {
        RteDevice device = open();
        put(device, 1, "2");
        assertThat(firstActions()).containsExactly(RteActionType.INDIRECT);
        hit(3);
        List<RuleSnapshot> seen = new ArrayList<>();
        device.dump(Set.of(), seen::add);
        assertThat(seen).extracting(rule -> rule.counters().packets()).containsExactly(3L);
        flows.beforeDestroy = () -> hit(2);
        OffloadResult changed = put(device, 1, "3");
        assertThat(((OffloadResult.Modified) changed).last().packets()).isEqualTo(5);
        assertThat(flows.counters).hasSize(1);
        OffloadResult gone = device.apply(
                        List.of(new OffloadOperation.Delete(flow(1, "3").ufid())))
                .getFirst();
        assertThat(((OffloadResult.Deleted) gone).last().packets()).isEqualTo(4);
        put(device, 2, "2");
        assertThat(device.flush()).extracting(rule -> rule.last().bytes()).containsExactly(120L);
        assertThat(flows.counters).isEmpty();
    }

    @Test
    void failTheDeviceWhereOneStays() throws Exception {
        RteDevice device = open();
        put(device, 1, "2");
        flows.removeCounterError =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "still named"));
        assertThatThrownBy(() -> device.apply(
                        List.of(new OffloadOperation.Delete(flow(1, "2").ufid()))))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("still named");
    }

    @Test
    void areAskedForOnceWhereTheDriverHasNone() throws Exception {
        flows.counterError = Optional.of(
                MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOTSUP, "no such actions"));
        RteDevice device = open();
        put(device, 1, "2");
        flows.counterError = Optional.empty();
        put(device, 2, "2");
        assertThat(firstActions()).containsOnly(RteActionType.COUNT);
        assertThat(flows.counters).isEmpty();
        device.recover();
        put(device, 1, "2");
        assertThat(firstActions()).containsExactly(RteActionType.INDIRECT);
    }

    @Test
    void areAskedForAgainWhereTheDriverHasNoneLeft() throws Exception {
        flows.counterError = Optional.of(
                MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSPC, "all are taken"));
        RteDevice device = open();
        put(device, 1, "2");
        flows.counterError = Optional.empty();
        put(device, 2, "2");
        assertThat(firstActions()).containsExactly(RteActionType.COUNT, RteActionType.INDIRECT);
    }

    @Test
    void areLeftWhereRulesCannotNameThem() throws Exception {
        refuse(MemoryFlows.error(RteErrorType.ACTION, Part.ACTION, 0, RteError.ENOTSUP, "no indirect actions"));
        RteDevice device = open();
        for (int i = 1; i < 5; i++) {
            assertThat(put(device, i, "2")).isInstanceOf(OffloadResult.Installed.class);
        }
        assertThat(firstActions()).containsOnly(RteActionType.COUNT);
        assertThat(asked).isEqualTo(1);
        assertThat(flows.counters).isEmpty();
    }

    @Test
    void areNotLeftForARuleThatIsRefusedEitherWay() throws Exception {
        flows.refusals = (port, rule) -> rule.actions().getLast().type() == RteActionType.DROP
                ? Optional.of(MemoryFlows.error(RteErrorType.ACTION, Part.ACTION, 1, RteError.ENOTSUP, "no drops"))
                : Optional.empty();
        RteDevice device = open("marks=never");
        OffloadResult refused = put(device, 1, "drop");
        assertThat(((OffloadResult.Refused) refused).refusal().driverWords()).isEqualTo("no drops");
        assertThat(flows.counters).isEmpty();
        put(device, 2, "2");
        assertThat(firstActions()).containsExactly(RteActionType.INDIRECT);
    }

    @Test
    void areNotMadeForRulesThatCountNothingOrWhereTheOperatorSaysSo() throws Exception {
        put(open("driver=any-but-count", "uncounted=true"), 1, "2");
        assertThat(flows.counters).isEmpty();
        flows.rules.clear();
        put(open("shared-counters=false"), 1, "2");
        assertThat(firstActions()).containsExactly(RteActionType.COUNT);
    }
}
