package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.template.TemplateFlows;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device of which one port has a queue of operations on rules. */
class TemplateRulesTest {
    private final MemoryFlows flows = new MemoryFlows();
    private final MemoryTemplates templates = new MemoryTemplates(flows);

    private RteDevice open() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("ports", "1=net_0,2=net_1", "marks", "never"));
        return new RteDevice(
                "nic",
                RteSettings.of(new DeviceConfig("nic", settings)),
                () -> new TemplateFlows(flows, templates),
                () -> 1_000);
    }

    private static Megaflow flow(int port, int host, String actions) {
        return TestBed.flow(
                "in_port(%d),eth(),eth_type(0x0800),ipv4(dst=10.0.%d.%d,frag=no)"
                        .formatted(port, host >> 8, host & 255),
                actions);
    }

    private static OffloadOperation put(int host) {
        return new OffloadOperation.Put(flow(1, host, "2"));
    }

    private static List<OffloadOperation> puts(int count) {
        List<OffloadOperation> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(put(i));
        }
        return puts;
    }

    private static Refusal refusal(OffloadResult result) {
        assertThat(result).isInstanceOf(OffloadResult.Refused.class);
        return ((OffloadResult.Refused) result).refusal();
    }

    @Test
    void aBatchGoesOutAQueueAtATimeIntoOneTable() throws Exception {
        RteDevice device = open();
        List<OffloadResult> results = device.apply(puts(3 * MemoryTemplates.DEPTH + 1));
        assertThat(results).hasSize(25).allMatch(OffloadResult.Installed.class::isInstance);
        assertThat(results)
                .extracting(OffloadResult::ufid)
                .isEqualTo(puts(25).stream().map(OffloadOperation::ufid).toList());
        assertThat(templates.pushes).isEqualTo(4);
        assertThat(templates.tables).hasSize(1);
        assertThat(flows.rules).hasSize(25);
    }

    @Test
    void deletesGoOutAQueueAtATime() throws Exception {
        RteDevice device = open();
        device.apply(puts(25));
        flows.hit(7, 420);
        templates.pushes = 0;
        List<OffloadOperation> deletes = new ArrayList<>();
        for (OffloadOperation put : puts(25)) {
            deletes.add(new OffloadOperation.Delete(put.ufid()));
        }
        // one that goes twice is not there the second time
        deletes.add(deletes.getFirst());
        List<OffloadResult> results = device.apply(deletes);
        assertThat(results.subList(0, 25)).allSatisfy(result -> {
            assertThat(result).isInstanceOf(OffloadResult.Deleted.class);
            assertThat(((OffloadResult.Deleted) result).last().packets()).isEqualTo(7);
        });
        assertThat(results.getLast()).isInstanceOf(OffloadResult.NotFound.class);
        assertThat(templates.pushes).isEqualTo(4);
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void whatIsDeletedAndPutInOneBatchIsThere() throws Exception {
        RteDevice device = open();
        device.apply(puts(3));
        OffloadOperation delete = new OffloadOperation.Delete(put(1).ufid());
        List<OffloadResult> results = device.apply(List.of(put(5), delete, put(1), delete, put(1)));
        assertThat(results)
                .extracting(result -> result.getClass().getSimpleName())
                .containsExactly("Installed", "Deleted", "Installed", "Deleted", "Installed");
        assertThat(flows.rules).hasSize(4);
    }

    @Test
    void aRuleThatCannotEndStaysAndTheOthersGo() throws Exception {
        RteDevice device = open();
        device.apply(puts(3));
        List<OffloadOperation> deletes = new ArrayList<>();
        for (OffloadOperation put : puts(3)) {
            deletes.add(new OffloadOperation.Delete(put.ufid()));
        }
        templates.staying = 1;
        List<OffloadResult> results = device.apply(deletes);
        assertThat(refusal(results.get(1)).driverWords()).isEqualTo("it stays");
        assertThat(results.get(2)).isInstanceOf(OffloadResult.Deleted.class);
        assertThat(flows.rules).hasSize(1);
        assertThat(device.apply(List.of(deletes.get(1))).getFirst()).isInstanceOf(OffloadResult.Deleted.class);
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void theRuleForPacketsThatFindNoOtherHasATableOfItsOwnSize() throws Exception {
        RteDevice device = open();
        device.apply(List.of(new OffloadOperation.Put(flow(1, 1, "recirc(0x9)"))));
        assertThat(templates.rooms).containsExactlyInAnyOrder(1, 1_024);
    }

    @Test
    void rulesOfAnotherMaskOrOtherActionsHaveAnotherTable() throws Exception {
        RteDevice device = open();
        device.apply(List.of(put(1), new OffloadOperation.Put(flow(1, 2, "3")), put(3)));
        assertThat(templates.tables).hasSize(1);
        device.apply(List.of(
                new OffloadOperation.Put(flow(1, 4, "push_vlan(vid=3,pcp=0),2")),
                new OffloadOperation.Put(TestBed.flow(
                        "in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.9.0.0/255.255.0.0,frag=no)", "2"))));
        assertThat(templates.tables).hasSize(3);
    }

    @Test
    void aFullTableIsFollowedByAnother() throws Exception {
        RteDevice device = open();
        device.apply(puts(1_025));
        assertThat(templates.tables).hasSize(2);
        assertThat(flows.rules).hasSize(1_025);
    }

    @Test
    void portsWithoutAQueueHaveTheirRulesOneByOne() throws Exception {
        RteDevice device = open();
        List<OffloadResult> results = device.apply(List.of(
                put(1),
                new OffloadOperation.Put(flow(2, 2, "1")),
                put(3),
                put(3),
                new OffloadOperation.Delete(flow(2, 2, "1").ufid())));
        assertThat(results.get(1)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(results.get(3)).isInstanceOf(OffloadResult.Modified.class);
        assertThat(results.get(4)).isInstanceOf(OffloadResult.Deleted.class);
        assertThat(templates.tables.values().stream().mapToInt(List::size).sum())
                .isEqualTo(3);
        assertThat(flows.rules).hasSize(2);
    }

    @Test
    void whatTheDeviceCouldNotDoIsRefusedAndTheOthersStand() throws Exception {
        RteDevice device = open();
        templates.fails = rule -> rule.toString().contains("0a000002");
        templates.alone =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSYS, "no such call"));
        List<OffloadResult> results = device.apply(puts(4));
        assertThat(refusal(results.get(2)).code()).isEqualTo(Refusal.Code.DEVICE_ERROR);
        assertThat(refusal(results.get(2)).driverWords()).contains("had put into the queue");
        assertThat(results.get(3)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(flows.rules).hasSize(3);
        templates.fails = rule -> false;
        flows.refusals = (port, rule) -> Optional.empty();
        assertThat(device.apply(List.of(put(2))).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void aRuleThatTheDeviceRejectedHasItsHandleEnded() throws Exception {
        RteDevice device = open();
        templates.fails = rule -> rule.toString().contains("0a0000");
        templates.alone =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSYS, "no such call"));
        device.apply(puts(MemoryTemplates.DEPTH));
        assertThat(templates.rejected).isEmpty();
        assertThat(templates.pushes).isEqualTo(2);
        device.close();
        assertThat(templates.tables).isEmpty();
    }

    @Test
    void whatTheDeviceCouldNotDoIsAskedForOnceMoreAsTheDriverSaysWhyThen() throws Exception {
        RteDevice device = open();
        templates.fails = rule -> rule.toString().contains("0a000002");
        templates.alone = Optional.of(
                MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.ENOSPC, "all entries are taken"));
        Refusal refusal = refusal(device.apply(puts(4)).get(2));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.TABLE_FULL);
        assertThat(refusal.driverWords()).isEqualTo("all entries are taken");
    }

    @Test
    void rulesThatNoTableIsMadeForAreMadeByThemselves() throws Exception {
        templates.tableError = Optional.of(
                MemoryFlows.error(RteErrorType.ITEM, Part.ITEM, 0, RteError.ENOTSUP, "no such item in a template"));
        RteDevice device = open();
        assertThat(device.apply(puts(2))).allMatch(OffloadResult.Installed.class::isInstance);
        assertThat(templates.pushes).isZero();
        assertThat(device.apply(List.of(new OffloadOperation.Delete(put(0).ufid())))
                        .getFirst())
                .isInstanceOf(OffloadResult.Deleted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {RteError.ENOSYS, RteError.ENOTSUP})
    void aDriverThatMakesNoRulesByThemselvesIsQuotedOnItsTemplates(int errno) throws Exception {
        templates.tableError = Optional.of(
                MemoryFlows.error(RteErrorType.ITEM, Part.ITEM, 0, RteError.ENOTSUP, "no such item in a template"));
        flows.refusals = (port, rule) ->
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, errno, "no such call"));
        RteDevice device = open();
        assertThat(refusal(device.apply(puts(1)).getFirst()).driverWords()).isEqualTo("no such item in a template");
    }

    @Test
    void emptyTablesMakeRoomForOthers() throws Exception {
        templates.mostTables = 1;
        RteDevice device = open();
        device.apply(puts(1));
        device.apply(List.of(new OffloadOperation.Delete(put(0).ufid())));
        assertThat(device.apply(List.of(new OffloadOperation.Put(flow(1, 4, "push_vlan(vid=3,pcp=0),2"))))
                        .getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
        assertThat(templates.tables).hasSize(1);
    }

    @Test
    void aTableThatStaysIsFilledAgain() throws Exception {
        templates.mostTables = 1;
        templates.tableStays =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "in use"));
        RteDevice device = open();
        device.apply(puts(1));
        device.apply(List.of(new OffloadOperation.Delete(put(0).ufid())));
        device.apply(List.of(new OffloadOperation.Put(flow(1, 4, "push_vlan(vid=3,pcp=0),2"))));
        templates.pushes = 0;
        assertThat(device.apply(puts(1)).getFirst()).isInstanceOf(OffloadResult.Installed.class);
        assertThat(templates.pushes).isEqualTo(1);
        templates.tableStays = Optional.empty();
        device.close();
        assertThat(templates.tables).isEmpty();
    }

    @Test
    void aDeviceThatDoesNotSayWhatBecameOfOperationsHasFailed() throws Exception {
        RteDevice device = open();
        templates.silent = true;
        assertThatThrownBy(() -> device.apply(puts(1)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("did not say within 2 s");
        assertThat(device.failed()).isTrue();
        templates.silent = false;
        device.recover();
        assertThat(flows.rules).isEmpty();
        assertThat(templates.tables).isEmpty();
        assertThat(device.apply(puts(1)).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void aPortsTablesGoWithItsLife() throws Exception {
        RteDevice device = open();
        device.apply(puts(1));
        flows.reset(0);
        templates.tables.clear();
        assertThatThrownBy(() -> device.apply(puts(1))).isInstanceOf(DeviceException.class);
        device.recover();
        assertThat(device.apply(puts(1)).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void aClosedDeviceLeavesNoTables() throws Exception {
        RteDevice device = open();
        device.apply(puts(3));
        device.close();
        assertThat(templates.tables).isEmpty();
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void aRuleOfATableKeepsItsActions() throws Exception {
        RteRule rule = new RteRule(0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(RteAction.of(RteActionType.DROP)));
        try (RteFlows all = new CheckedFlows(new TemplateFlows(flows, templates))) {
            FlowHandle inTable = ((RteAnswer.Done<FlowHandle>) all.create(0, rule)).value();
            FlowHandle alone = ((RteAnswer.Done<FlowHandle>) all.create(1, rule)).value();
            assertThat(all.update(0, inTable, rule))
                    .isInstanceOfSatisfying(RteAnswer.Refused.class, refused -> assertThat(
                                    refused.error().message())
                            .contains("keeps the actions of its table"));
            assertThat(all.update(1, alone, rule)).isEqualTo(RteAnswer.ok());
        }
    }
}
