package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in and out of a device. */
class RteDeviceTest {
    private final MemoryFlows flows = new MemoryFlows();
    private long now = 1_000;

    private RteDevice open(String... more) throws Exception {
        return new RteDevice("nic", MemoryFlows.settings(more), () -> flows, () -> now);
    }

    private static Megaflow flow(String address, String actions) {
        return TestBed.flow("in_port(1),eth(),eth_type(0x0800),ipv4(dst=" + address + ",frag=no)", actions);
    }

    private static OffloadOperation put(String address, String actions) {
        return new OffloadOperation.Put(flow(address, actions));
    }

    private RteRule only() {
        assertThat(flows.rules).hasSize(1);
        return flows.rules.values().iterator().next().rule;
    }

    private static Refusal refusal(OffloadResult result) {
        assertThat(result).isInstanceOf(OffloadResult.Refused.class);
        return ((OffloadResult.Refused) result).refusal();
    }

    @Test
    void answersEachOperationOfABatch() throws Exception {
        RteDevice device = open();
        List<OffloadResult> results = device.apply(List.of(
                put("10.0.0.1", "2"),
                put("10.0.0.2", "ct,2"),
                put("10.0.0.3", "9"),
                put("10.0.0.4", "3"),
                new OffloadOperation.Delete(flow("10.0.0.5", "2").ufid())));
        assertThat(results.get(0)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(refusal(results.get(1)).code()).isEqualTo(Refusal.Code.UNSUPPORTED_ACTION);
        assertThat(refusal(results.get(2)).code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
        assertThat(results.get(3)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(results.get(4)).isInstanceOf(OffloadResult.NotFound.class);
        assertThat(flows.rules).hasSize(2);
    }

    @Test
    void makesTheNewRuleBeforeTheOldOneEnds() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2")));
        flows.hit(7, 700);
        flows.calls.clear();
        OffloadResult result = device.apply(List.of(put("10.0.0.1", "3"))).getFirst();
        assertThat(flows.calls).containsExactly("create", "query", "destroy");
        assertThat(only().priority()).isEqualTo(1);
        assertThat(((OffloadResult.Modified) result).last().packets()).isEqualTo(7);
        device.apply(List.of(put("10.0.0.1", "2")));
        assertThat(only().priority()).isZero();
    }

    @Test
    void endsTheOldRuleFirstWhereThereIsOnePriority() throws Exception {
        RteDevice device = open();
        flows.refusals = (port, rule) -> rule.priority() == 0
                ? Optional.empty()
                : Optional.of(MemoryFlows.error(
                        RteErrorType.ATTR_PRIORITY, Part.NONE, 0, RteError.ENOTSUP, "priority 0 only"));
        device.apply(List.of(put("10.0.0.1", "2")));
        flows.calls.clear();
        OffloadResult result = device.apply(List.of(put("10.0.0.1", "3"))).getFirst();
        assertThat(result).isInstanceOf(OffloadResult.Modified.class);
        assertThat(flows.calls).containsExactly("create", "query", "destroy", "create");
        flows.calls.clear();
        device.apply(List.of(put("10.0.0.1", "2")));
        assertThat(flows.calls).containsExactly("query", "destroy", "create");
    }

    @Test
    void aModifyThatIsRefusedTakesTheOldRuleAway() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2")));
        flows.hit(3, 300);
        OffloadResult result = device.apply(List.of(put("10.0.0.1", "ct"))).getFirst();
        assertThat(((OffloadResult.Refused) result).last().bytes()).isEqualTo(300);
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void answersFinalCountsOfWhatItDeletes() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2"), put("10.0.0.2", "2")));
        flows.hit(5, 500);
        now = 2_000;
        OffloadResult.Deleted deleted = (OffloadResult.Deleted) device.apply(List.of(
                        new OffloadOperation.Delete(flow("10.0.0.1", "2").ufid())))
                .getFirst();
        assertThat(deleted.last().packets()).isEqualTo(5);
        assertThat(deleted.last().usedNanos()).isEqualTo(2_000);
        assertThat(device.flush()).extracting(d -> d.last().bytes()).containsExactly(500L);
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void dumpsEachRuleOnce() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2"), put("10.0.0.2", "2")));
        flows.hit(1, 60);
        List<RuleSnapshot> all = new ArrayList<>();
        device.dump(Set.of(flow("10.0.0.1", "2").ufid()), all::add);
        assertThat(all).extracting(s -> s.counters().packets()).containsExactly(1L, 1L);
        assertThat(all.get(0).readback()).isEqualTo(new RuleSnapshot.Readback.Same());
        assertThat(all.get(1).readback()).isEqualTo(new RuleSnapshot.Readback.NotRead());
    }

    @Test
    void aRefusalInTheMiddleOfABatchStopsNothing() throws Exception {
        RteDevice device = open();
        flows.refusals = (port, rule) -> flows.creations == 2
                ? Optional.of(
                        MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSPC, "flow table full"))
                : Optional.empty();
        List<OffloadResult> results =
                device.apply(List.of(put("10.0.0.1", "2"), put("10.0.0.2", "2"), put("10.0.0.3", "2")));
        assertThat(results.get(0)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(refusal(results.get(1)).code()).isEqualTo(Refusal.Code.TABLE_FULL);
        assertThat(refusal(results.get(1)).driverWords()).isEqualTo("flow table full");
        assertThat(results.get(2)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(device.apply(List.of(put("10.0.0.2", "2"))).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void asksADriverOnceForWhatItRefusesByKind() throws Exception {
        RteDevice device = open("marks=never");
        flows.refusals =
                (port, rule) -> rule.actions().stream().anyMatch(action -> action.type() == RteActionType.SAMPLE)
                        ? Optional.of(MemoryFlows.error(
                                RteErrorType.ACTION, Part.ACTION, 1, RteError.ENOTSUP, "unsupported action"))
                        : Optional.empty();
        for (int i = 1; i < 100; i++) {
            Refusal refusal =
                    refusal(device.apply(List.of(put("10.0.0." + i, "2,3"))).getFirst());
            assertThat(refusal.subject()).isEqualTo("sample");
            assertThat(refusal.driverWords()).isEqualTo("unsupported action");
        }
        assertThat(flows.creations).isEqualTo(1);
        assertThat(device.explain(flow("10.0.0.200", "2,3"))).isInstanceOf(Refusal.class);
        assertThat(device.explain(flow("10.0.0.200", "2"))).isInstanceOf(Translation.class);
        flows.broken = true;
        assertThatThrownBy(() -> device.apply(List.of(put("10.0.0.1", "2")))).isInstanceOf(DeviceException.class);
        flows.broken = false;
        flows.refusals = (port, rule) -> Optional.empty();
        device.recover();
        assertThat(device.apply(List.of(put("10.0.0.1", "2,3"))).getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
    }

    /** Of a port that is no member of the switch, or a field that the driver does not write, another one says nothing. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, REPRESENTED_PORT",
        "'set(ipv4(tos=1/0x3)),2', 'set(ipv4(tos=3/0x3)),2', ''",
    })
    void asksADriverAgainWhereItsRefusalMayBeAboutAPortOrField(String first, String second, String about)
            throws Exception {
        RteDevice device = open("marks=never");
        flows.refusals = (port, rule) ->
                Optional.of(MemoryFlows.error(RteErrorType.ACTION, Part.ACTION, 1, RteError.ENOTSUP, "not that one"));
        device.apply(List.of(put("10.0.0.1", first)));
        device.apply(List.of(put("10.0.0.2", first)));
        assertThat(flows.creations).isEqualTo(1);
        device.apply(List.of(put("10.0.0.3", second)));
        assertThat(flows.creations).isEqualTo(about.isEmpty() ? 1 : 2);
    }

    /** As mlx5 says of a meter that is not there. */
    @Test
    void asksADriverAgainWhereItsRefusalMayBeAboutAValue() throws Exception {
        RteDevice device = open("marks=never");
        flows.refusals = (port, rule) -> rule.toString().contains("0a000001")
                ? Optional.of(
                        MemoryFlows.error(RteErrorType.ACTION, Part.ACTION, 1, RteError.EINVAL, "Meter not found"))
                : Optional.empty();
        assertThat(refusal(device.apply(List.of(put("10.0.0.1", "2"))).getFirst())
                        .driverWords())
                .isEqualTo("Meter not found");
        assertThat(device.apply(List.of(put("10.0.0.2", "2"))).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    /** As i40e says of kinds that it does not have. */
    @Test
    void asksADriverNoLongerThatRefusesEachRuleOfAKind() throws Exception {
        RteDevice device = open("marks=never");
        flows.refusals = (port, rule) -> Optional.of(
                MemoryFlows.error(RteErrorType.ITEM, Part.ITEM, 1, RteError.EINVAL, "Not supported by fdir filter"));
        for (int i = 1; i <= 30; i++) {
            assertThat(refusal(device.apply(List.of(put("10.0.0." + i, "2"))).getFirst())
                            .driverWords())
                    .isEqualTo("Not supported by fdir filter");
        }
        assertThat(flows.creations).isEqualTo(8);
    }

    @Test
    void asksADriverOnThatTookARuleOfTheKindMeanwhile() throws Exception {
        RteDevice device = open("marks=never");
        flows.refusals = (port, rule) -> rule.toString().contains("0a000001")
                ? Optional.of(MemoryFlows.error(RteErrorType.ITEM, Part.ITEM, 1, RteError.EINVAL, "out of range"))
                : Optional.empty();
        for (int i = 0; i < 20; i++) {
            assertThat(device.apply(List.of(put("10.0.0.1", "2"))).getFirst())
                    .isInstanceOf(OffloadResult.Refused.class);
            assertThat(device.apply(List.of(put("10.0.1." + i, "2"))).getFirst())
                    .isInstanceOf(OffloadResult.Installed.class);
        }
        assertThat(flows.creations).isEqualTo(40);
    }

    @Test
    void aListOfMoreActionsThanARuleIsLetHaveIsRefused() throws Exception {
        RteDevice device = open("marks=never");
        Refusal refusal = refusal(
                device.apply(List.of(put("10.0.0.1", "2,".repeat(8_000) + "3"))).getFirst());
        assertThat(refusal.code()).isEqualTo(Refusal.Code.UNSUPPORTED_ACTION);
        assertThat(refusal.sentence()).contains("the list takes 16002 actions of rte_flow, and a rule is let have 255");
        assertThat(device.apply(List.of(put("10.0.0.1", "2,".repeat(126) + "3")))
                        .getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
        assertThat(flows.creations).isEqualTo(1);
    }

    @Test
    void aRecoveryThatFailsTwiceClosesTheLostSessionOnce() throws Exception {
        List<MemoryFlows> opened = new ArrayList<>();
        RteDevice device = new RteDevice(
                "nic",
                MemoryFlows.settings(),
                () -> {
                    MemoryFlows next = opened.isEmpty() ? flows : new MemoryFlows();
                    next.flushError = opened.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "busy"));
                    opened.add(next);
                    return next;
                },
                () -> now);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(device::recover)
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("keeps its rules: busy");
            assertThat(device.failed()).isTrue();
        }
        device.close();
        assertThat(opened).extracting(each -> each.closings).containsExactly(1, 1, 1);
    }

    @Test
    void doesNotComeBackWithoutAnyOfItsPorts() throws Exception {
        RteDevice device = open();
        flows.gone = true;
        assertThatThrownBy(device::recover)
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("none of its ports is there: absent, net_0, net_1, net_2");
        assertThat(device.failed()).isTrue();
        flows.gone = false;
        assertThat(device.recover().generation()).isEqualTo(2);
    }

    @Test
    void aRuleThatCannotBeEndedIsRefused() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2")));
        flows.destroyError =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "busy"));
        Ufid ufid = flow("10.0.0.1", "2").ufid();
        assertThat(refusal(device.apply(List.of(new OffloadOperation.Delete(ufid)))
                                .getFirst())
                        .code())
                .isEqualTo(Refusal.Code.DEVICE_ERROR);
        flows.destroyError = Optional.empty();
        assertThat(device.apply(List.of(new OffloadOperation.Delete(ufid))).getFirst())
                .isInstanceOf(OffloadResult.Deleted.class);
    }

    /** As net_tap, which frees a rule that the kernel may keep. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aRuleThatMayStandWithoutAHandleFailsTheDevice(boolean deleted) throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "2")));
        flows.destroyError = Optional.of(MemoryFlows.error(
                RteErrorType.HANDLE, Part.NONE, 0, RteError.ENOTSUP, "couldn't receive kernel ack to our request"));
        OffloadOperation last =
                deleted ? new OffloadOperation.Delete(flow("10.0.0.1", "2").ufid()) : put("10.0.0.1", "3");
        assertThatThrownBy(() -> device.apply(List.of(last)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("couldn't receive kernel ack");
        flows.destroyError = Optional.empty();
        device.recover();
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void packetsThatMissInAGroupComeToTheHost() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "recirc(0x5)")));
        assertThat(flows.rules.values())
                .extracting(entry -> entry.rule.group() + "/" + entry.rule.priority() + " "
                        + entry.rule.actions().getLast().type())
                .containsExactly("1/2 PORT_REPRESENTOR", "0/0 JUMP");
        device.apply(List.of(new OffloadOperation.Delete(flow("10.0.0.1", "2").ufid())));
        assertThat(flows.rules).isEmpty();
        device.apply(List.of(put("10.0.0.1", "recirc(0x6)")));
        assertThat(flows.rules.values()).extracting(entry -> entry.rule.group()).containsExactly(1, 0);
    }

    @Test
    void keepsTheGroupOfAFlowThatChanges() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put("10.0.0.1", "recirc(0x5)")));
        device.apply(List.of(put("10.0.0.1", "recirc(0x5)")));
        assertThat(flows.rules.values())
                .extracting(entry -> entry.rule.group() + "/" + entry.rule.priority())
                .containsExactly("1/2", "0/1");
    }

    @Test
    void anEndedDeviceAnswersNothing() throws Exception {
        RteDevice device = open();
        device.close();
        device.close();
        assertThat(flows.closed).isTrue();
        assertThatThrownBy(() -> device.flush())
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(device::recover).isInstanceOf(DeviceException.class);
    }

    @Test
    void aPortWhoseDriverHasNoRulesIsNotOffloadable() throws Exception {
        RteError none =
                MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSYS, "Function not implemented");
        flows.flushError = Optional.of(none);
        flows.refusals = (port, rule) -> Optional.of(none);
        RteDevice device = open();
        for (int i = 1; i < 4; i++) {
            Refusal refusal =
                    refusal(device.apply(List.of(put("10.0.0." + i, "2"))).getFirst());
            assertThat(refusal.code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
            assertThat(refusal.driverWords()).isEqualTo("Function not implemented");
        }
        assertThat(flows.creations).isEqualTo(1);
        assertThat(device.flush()).isEmpty();
    }

    @Test
    void metersAreMadeAtEachPortAndNamedByRules() throws Exception {
        RteDevice device = open("meters=7=pps:10:20,8=pps:1:1+2:2");
        assertThat(flows.meters)
                .containsOnlyKeys("0/7", "1/7", "2/7")
                .containsValue(new MeterRate(MeterRate.Unit.PACKETS, 10, 20));
        device.apply(List.of(put("10.0.0.1", "meter(7),2")));
        assertThat(only().actions()).contains(RteAction.of(RteActionType.METER, 7));
        for (String absent : List.of("meter(8),2", "meter(9),2")) {
            Refusal refusal =
                    refusal(device.apply(List.of(put("10.0.0.2", absent))).getFirst());
            assertThat(refusal.sentence()).contains("none is configured that one bucket can be");
        }
    }

    @Test
    void aMeterThatAPortDoesNotTakeIsNoneOfTheDevice() throws Exception {
        flows.meterless = 1;
        RteDevice device = open("meters=7=pps:10:20");
        Refusal refusal =
                refusal(device.apply(List.of(put("10.0.0.1", "meter(7),2"))).getFirst());
        assertThat(refusal.code()).isEqualTo(Refusal.Code.UNSUPPORTED_ACTION);
        assertThat(refusal.sentence()).contains("port 1 takes no such meter: no meters (errno 38)");
        flows.meterless = -1;
        flows.reset(0);
        assertThatThrownBy(() -> device.apply(List.of(put("10.0.0.1", "2")))).isInstanceOf(DeviceException.class);
        device.recover();
        assertThat(device.apply(List.of(put("10.0.0.1", "meter(7),2"))).getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
    }

    /** What the TAP driver can hold: it knows neither output nor fragments. */
    private static OffloadOperation drop() {
        return new OffloadOperation.Put(TestBed.flow("in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1)", "drop"));
    }

    @Test
    void aDriverThatDoesNotCountHasNoRules() throws Exception {
        RteDevice device = open("driver=tap");
        assertThat(refusal(device.apply(List.of(drop())).getFirst()).subject()).isEqualTo("count");
        assertThat(((Refusal) device.explain(((OffloadOperation.Put) drop()).flow())).subject())
                .isEqualTo("count");
        assertThat(flows.creations).isZero();
    }

    @Test
    void whereAnOperatorAcceptsItsCountsAreNeverNewEnough() throws Exception {
        RteDevice device = open("driver=tap", "uncounted=true");
        assertThat(device.apply(List.of(drop())).getFirst()).isInstanceOf(OffloadResult.Installed.class);
        List<RuleSnapshot> rules = new ArrayList<>();
        device.dump(Set.of(), rules::add);
        assertThat(rules).singleElement().satisfies(rule -> {
            assertThat(rule.counters().ageNanos()).isEqualTo(Long.MAX_VALUE);
            assertThat(rule.counters().packets()).isZero();
        });
    }
}
