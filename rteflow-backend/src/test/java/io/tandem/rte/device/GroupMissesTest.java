package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.MissPlace;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RteCause.Part;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What brings packets to the host that find no rule in a group. */
class GroupMissesTest {
    private final MemoryFlows flows = new MemoryFlows();

    private RteDevice open(String... more) throws Exception {
        return new RteDevice("nic", MemoryFlows.settings(more), () -> flows, () -> 1_000);
    }

    private static Megaflow flow(int port, int id, int address, String actions) {
        return TestBed.flow(
                "recirc_id(%d),in_port(%d),eth(),eth_type(0x0800),ipv4(dst=10.0.0.%d,frag=no)"
                        .formatted(id, port, address),
                actions);
    }

    private OffloadResult put(RteDevice device, Megaflow flow) throws Exception {
        return device.apply(List.of(new OffloadOperation.Put(flow))).getFirst();
    }

    private List<RteRule> misses() {
        return flows.rules.values().stream()
                .map(entry -> entry.rule)
                .filter(rule -> rule.priority() == 2)
                .toList();
    }

    private int mark() {
        assertThat(misses()).hasSize(1);
        RteAction first = misses().getFirst().actions().getFirst();
        assertThat(first.type()).isEqualTo(RteActionType.MARK);
        return (int) ((RteAction.Valued) first).number();
    }

    private static Refusal refusal(OffloadResult result) {
        assertThat(result).isInstanceOf(OffloadResult.Refused.class);
        return ((OffloadResult.Refused) result).refusal();
    }

    @Test
    void marksThemWithTheirPlaceWhileRulesNeedTheGroup() throws Exception {
        RteDevice device = open();
        Megaflow jump = flow(1, 0, 1, "recirc(0x5)");
        Megaflow behind = flow(1, 5, 1, "2");
        put(device, jump);
        int mark = mark();
        assertThat(device.missPlaces().at(mark)).isEqualTo(new MissPlace(5, OptionalInt.empty()));
        put(device, behind);
        put(device, flow(1, 0, 2, "recirc(0x5)"));
        assertThat(mark()).isEqualTo(mark);
        device.apply(List.of(
                new OffloadOperation.Delete(jump.ufid()),
                new OffloadOperation.Delete(flow(1, 0, 2, "2").ufid())));
        assertThat(mark()).isEqualTo(mark);
        device.apply(List.of(new OffloadOperation.Delete(behind.ufid())));
        assertThat(misses()).isEmpty();
        put(device, flow(1, 0, 3, "recirc(0x6)"));
        assertThat(mark()).isNotEqualTo(mark);
        assertThat(device.missPlaces().at(mark)).isEqualTo(new MissPlace(5, OptionalInt.empty()));
        assertThat(device.missPlaces().at(mark())).isEqualTo(new MissPlace(6, OptionalInt.empty()));
        device.flush();
        put(device, jump);
        assertThat(device.missPlaces().at(mark()).recirculationId()).isEqualTo(5);
    }

    @Test
    void failTheDeviceWhereOneStaysAsItsMarkAndGroupWouldBeAnothers() throws Exception {
        RteDevice device = open();
        Megaflow jump = flow(1, 0, 1, "recirc(0x5)");
        put(device, jump);
        flows.calls.clear();
        flows.beforeDestroy = () -> flows.destroyError =
                flows.calls.stream().filter("destroy"::equals).count() < 2
                        ? Optional.empty()
                        : Optional.of(
                                MemoryFlows.error(RteErrorType.UNSPECIFIED, Part.NONE, 0, RteError.EBUSY, "it stays"));
        assertThatThrownBy(() -> device.apply(List.of(new OffloadOperation.Delete(jump.ufid()))))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("it stays");
        device.recover();
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void isOneMarkAtAllPortsOfAGroup() throws Exception {
        RteDevice device = open();
        put(device, flow(1, 0, 1, "recirc(0x5)"));
        put(device, flow(2, 0, 1, "recirc(0x5)"));
        assertThat(misses()).hasSize(2);
        assertThat(misses().get(0).actions().getFirst())
                .isEqualTo(misses().get(1).actions().getFirst());
    }

    @Test
    void marksNothingWhereNothingIsCountedOrTheOperatorSaysSo() throws Exception {
        put(open("miss-marks=false"), flow(1, 0, 1, "recirc(0x5)"));
        assertThat(misses().getFirst().actions()).hasSize(1);
        flows.rules.clear();
        put(open("driver=any-but-count", "uncounted=true"), flow(1, 0, 1, "recirc(0x5)"));
        assertThat(misses().getFirst().actions()).hasSize(1);
    }

    @Test
    void refusesJumpsWhereMarksDoNotComeUp() throws Exception {
        RteDevice device = open();
        Refusal why = refusal(put(device, flow(3, 0, 1, "recirc(0x5)")));
        assertThat(why.code()).isEqualTo(Refusal.Code.CHAIN_PARENT);
        assertThat(why.sentence())
                .isEqualTo("packets that find no rule in the group would be counted twice, as no receive queue of the"
                        + " port here has packets come up with their marks; with miss-marks false they are");
        assertThat(flows.rules).isEmpty();
    }

    @Test
    void asksADriverThatMarksNoSuchPacketsOnce() throws Exception {
        RteDevice device = open();
        flows.refusals = (port, rule) -> rule.actions().getFirst().type() == RteActionType.MARK
                ? Optional.of(
                        MemoryFlows.error(RteErrorType.ACTION, Part.ACTION, 0, RteError.ENOTSUP, "no mark in transfer"))
                : Optional.empty();
        for (int i = 1; i < 10; i++) {
            assertThat(refusal(put(device, flow(1, 0, i, "recirc(0x5)"))).sentence())
                    .isEqualTo("packets that find no rule in the group would be counted twice, as the driver takes no"
                            + " rule that marks them and brings them to the host: no mark in transfer; with miss-marks"
                            + " false they are");
        }
        assertThat(flows.creations).isEqualTo(1);
        flows.refusals = (port, rule) -> Optional.empty();
        device.recover();
        assertThat(put(device, flow(1, 0, 1, "recirc(0x5)"))).isInstanceOf(OffloadResult.Installed.class);
    }
}
