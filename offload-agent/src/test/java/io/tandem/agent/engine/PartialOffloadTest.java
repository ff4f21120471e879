package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.FlowState;
import io.tandem.backend.Marking;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flows whose packets a device only marks. */
class PartialOffloadTest {
    private static final Refusal NO_CT =
            Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, "ct", "the device tracks no connections");
    private static final Refusal NO_PORT =
            Refusal.translate(Refusal.Code.PORT_NOT_OFFLOADABLE, "2", "port 2 is not the device's");
    private static final Marking MARKING = new Marking(Translation.exact("mark"), NO_CT);

    private final EngineRig rig = new EngineRig(48);
    private final FakeDevice device = rig.device;
    private final OffloadEngine engine = rig.engine;
    private final Ufid ufid = EngineRig.flow(1).ufid();

    @BeforeEach
    void onlyMarks() {
        device.explanation = flow -> MARKING;
    }

    private DatapathFlow place() {
        DatapathFlow flow = rig.add(1);
        engine.runOnce();
        engine.dump();
        return flow;
    }

    @Test
    void arePartialWithTheirMarkAndTheReason() {
        DatapathFlow flow = place();
        assertThat(device.mark(ufid)).isEqualTo(flow.mark()).isNotZero();
        assertThat(rig.state(ufid)).isInstanceOfSatisfying(FlowState.Partial.class, partial -> {
            assertThat(partial.device()).isEqualTo("fake0");
            assertThat(partial.mark()).isEqualTo(flow.mark());
            assertThat(partial.whole()).isEqualTo(NO_CT);
        });
        assertThat(rig.moves).containsExactly("PENDING>PARTIAL");
        assertThat(engine.rules()).isEqualTo(1);
        assertThat(device.puts).isZero();
    }

    @Test
    void countWhatSoftwareCountsAndNotWhatTheRuleDoes() {
        DatapathFlow flow = place();
        for (int read = 1; read <= 3; read++) {
            device.hit(ufid, 10, 1_000, 5);
            flow.count(0, 10, 1_000, 5, 0);
            engine.dump();
            assertThat(rig.total(ufid).packets()).isEqualTo(10L * read);
            assertThat(engine.lookups().packets().packets()).isZero();
        }
        assertThat(engine.upToDate(ufid)).isTrue();
        assertThat(engine.remove(ufid).orElseThrow().packets()).isEqualTo(30);
        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.lookups().packets().packets()).isZero();
    }

    @Test
    void keepTheirRuleWhileNewActionsAreAsImpossible() {
        place();
        engine.modify(ufid, EngineRig.output(3));
        assertThat(device.marks).isEqualTo(1);
        assertThat(device.puts).isZero();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        assertThat(engine.view(ufid).orElseThrow().flow().actions()).isEqualTo(EngineRig.output(3));
    }

    @Test
    void showWhyTheirNewActionsAreNotTheDevices() {
        place();
        device.explanation = flow -> new Marking(Translation.exact("mark"), NO_PORT);
        engine.modify(ufid, EngineRig.output(3));
        assertThat(rig.state(ufid))
                .isInstanceOfSatisfying(FlowState.Partial.class, partial -> assertThat(partial.whole())
                        .isEqualTo(NO_PORT));
    }

    @Test
    void becomeWholeAndPartialAgainWithoutLosingACount() {
        DatapathFlow flow = place();
        device.hit(ufid, 5, 500, 5);
        flow.count(0, 5, 500, 5, 0);
        device.explanation = f -> Translation.exact("rule");
        engine.modify(ufid, EngineRig.output(3));
        assertThat(device.mark(ufid)).isZero();
        device.hit(ufid, 7, 700, 6);
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(12);

        device.hit(ufid, 1, 100, 7);
        device.explanation = f -> MARKING;
        engine.modify(ufid, EngineRig.output(2));
        assertThat(device.mark(ufid)).isNotZero();
        device.hit(ufid, 3, 300, 8);
        flow.count(0, 3, 300, 8, 0);
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(16);
        assertThat(engine.lookups().packets().packets()).isEqualTo(8);
    }

    @Test
    void areInSoftwareForWhatRefusedTheWholeWhereTheMarkIsRefusedToo() {
        device.refuseMarks = Optional.of(
                Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, "mark", "the driver has no action MARK"));
        place();
        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Software(NO_CT));
        assertThat(engine.rules()).isZero();
        engine.runOnce();
        assertThat(device.marks).isEqualTo(1);
    }

    @Test
    void waitForRoomAsOthersDo() {
        device.refuseMarks = Optional.of(Refusal.translate(Refusal.Code.TABLE_FULL, "", "no room"));
        place();
        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.TABLE_FULL);
        device.refuseMarks = Optional.empty();
        device.explanation = flow -> flow.ufid().equals(ufid) ? MARKING : Translation.exact("rule");
        Ufid other = rig.offload(2);
        engine.remove(other);
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
    }

    @Test
    void areMarkedOnceTheDriverHasRefusedTheirRule() {
        Refusal said = new Refusal(Refusal.Code.UNSUPPORTED_ACTION, Refusal.Layer.DRIVER, "ct", "no ct", "no");
        device.explanation =
                flow -> device.puts == 0 ? Translation.exact("rule") : new Marking(Translation.exact("mark"), said);
        device.rejectPuts = 1;
        rig.add(1);
        engine.runOnce();
        assertThat(device.puts).isEqualTo(1);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid))
                .isInstanceOfSatisfying(FlowState.Partial.class, partial -> assertThat(partial.whole())
                        .isEqualTo(said));
        assertThat(engine.counters().refusals().values()).containsExactly(1L);
    }

    @Test
    void areWholeOnceTheirPortIsThere() {
        device.explanation = flow ->
                device.ports.contains(2) ? Translation.exact("rule") : new Marking(Translation.exact("mark"), NO_PORT);
        place();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        device.ports = Set.of(1, 2);
        engine.dump();
        engine.runOnce();
        engine.dump();
        assertThat(device.mark(ufid)).isZero();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void areMarkedAnewAfterTheDeviceFailed() {
        DatapathFlow flow = place();
        device.hit(ufid, 4, 400, 5);
        flow.count(0, 4, 400, 5, 0);
        device.fail();
        engine.runOnce();
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(4);
    }

    @Test
    void leaveNoCountWithARuleThatOutlivesTheirFlow() {
        DatapathFlow flow = place();
        flow.count(0, 4, 400, 5, 0);
        device.refuseDeletes = true;
        engine.remove(ufid);
        device.hit(ufid, 9, 900, 5);
        device.refuseDeletes = false;
        engine.dump();
        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.counters().endedPackets()).isEqualTo(4);
    }

    @Test
    void areTakenOutWhereOffloadIsSwitchedOff() {
        place();
        engine.switchOff();
        assertThat(device.holds(ufid)).isFalse();
        engine.switchOn();
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        assertThat(List.of(device.marks, device.puts)).containsExactly(2, 0);
    }

    @Test
    void makeRoomForRulesThatDoAll() {
        device.explanation = flow -> flow.ufid().equals(ufid) ? MARKING : Translation.exact("rule");
        place();
        device.room = 1;
        Ufid whole = rig.offload(2);
        assertThat(rig.refusal(whole)).isEqualTo(Refusal.Code.TABLE_FULL);
        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Evicted("fake0"));
        assertThat(device.holds(ufid)).isFalse();

        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(whole)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(device.holds(ufid)).isFalse();

        engine.remove(whole);
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
    }

    @Test
    void doNotMakeRoomForEachOther() {
        device.room = 1;
        place();
        rig.offload(2);
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Partial.class);
        assertThat(rig.refusal(EngineRig.flow(2).ufid())).isEqualTo(Refusal.Code.TABLE_FULL);
    }
}
