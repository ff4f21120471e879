package io.tandem.agent.revalidator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.agent.engine.EngineRig;
import io.tandem.agent.engine.FakeDevice;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.backend.FlowState;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevalidatorTest {
    private static final long IDLE = Duration.ofSeconds(10).toNanos();
    /** The fake device's. */
    private static final long REFRESH = 1_000;

    /** Answers what the test says, and else that the flow is right as it is. */
    private static final class Answers implements SlowPath {
        private final Map<Ufid, Optional<List<OdpAction>>> changed = new HashMap<>();
        private final List<Long> heard = new ArrayList<>();
        private long version;

        @Override
        public Megaflow answer(FlowKey packet) {
            throw new AssertionError("no packet came");
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public Optional<List<OdpAction>> revalidate(Megaflow flow) {
            return changed.getOrDefault(flow.ufid(), Optional.of(flow.actions()));
        }

        @Override
        public void seen(Megaflow flow, long usedNanos) {
            heard.add(usedNanos);
        }
    }

    private final EngineRig rig = new EngineRig(48);
    private final FakeDevice device = rig.device;
    private final OffloadEngine engine = rig.engine;
    private final Answers slowPath = new Answers();
    private final FlowLimit limit = new FlowLimit(200_000);
    private long now;
    private final Revalidator revalidator = new Revalidator(
            engine, slowPath, new RevalidatorConfig(Optional.of(Duration.ofNanos(IDLE)), 200_000), limit, () -> now);

    @Test
    void onePassIsOneDump() {
        for (int i = 0; i < 100; i++) {
            rig.add(i).count(0, 1, 60, 0, 0);
        }
        engine.runOnce();

        revalidator.pass();

        assertThat(device.dumps).isEqualTo(1);
        assertThat(engine.views()).allMatch(v -> v.state() instanceof FlowState.Offloaded);
    }

    @Test
    void removesAFlowThatNeitherSideUsed() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 1, 100, 0);
        now = IDLE + REFRESH;
        revalidator.pass();
        assertThat(engine.view(ufid)).as("a counter may be late").isPresent();

        now++;
        revalidator.pass();

        assertThat(engine.view(ufid)).isEmpty();
        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.counters().endedPackets()).isEqualTo(1);
    }

    @Test
    void keepsAFlowThatEitherSideUses() {
        rig.add(1).count(0, 1, 60, 0, 0);
        Ufid ufid = EngineRig.flow(1).ufid();
        engine.runOnce();
        device.hit(ufid, 1, 100, IDLE);
        now = 2 * IDLE;
        revalidator.pass();

        assertThat(engine.view(ufid)).isPresent();
    }

    @Test
    void removesAFlowThatNoPacketEverCameTo() {
        Ufid ufid = rig.offload(1);
        now = IDLE;
        revalidator.pass();
        now += IDLE + REFRESH;
        revalidator.pass();
        assertThat(engine.view(ufid)).isPresent();

        now++;
        revalidator.pass();

        assertThat(engine.view(ufid)).isEmpty();
    }

    @Test
    void doesNotCallAFlowIdleWhileItsCountersAreOld() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 1, 100, 0);
        now = 2 * IDLE;
        device.age = REFRESH + 1;
        revalidator.pass();
        assertThat(engine.view(ufid))
                .as("the counters are older than the refresh time")
                .isPresent();

        device.age = REFRESH;
        revalidator.pass();

        assertThat(engine.view(ufid)).isEmpty();
    }

    @Test
    void doesNotCallAFlowIdleWhoseCountersCannotBeRead() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 1, 100, 0);
        engine.dump();
        device.hit(ufid, 1, 100, 2 * IDLE);
        device.failDumps = 1;
        device.failRecoveries = 1;
        now = 2 * IDLE;
        revalidator.pass();
        revalidator.pass();
        assertThat(engine.view(ufid)).isPresent();

        rig.clock.advance(EngineRig.RETRY);
        revalidator.pass();

        assertThat(rig.total(ufid).usedNanos()).isEqualTo(2 * IDLE);
        assertThat(rig.total(ufid).packets()).isEqualTo(2);
    }

    @Test
    void expiresManyFlowsInFewBatches() {
        for (int i = 0; i < 1000; i++) {
            rig.add(i).count(0, 1, 60, 0, 0);
        }
        engine.runOnce();
        device.batches.clear();
        now = 2 * IDLE;

        revalidator.pass();

        assertThat(engine.size()).isZero();
        assertThat(device.batches).hasSize(4);
    }

    @Test
    void givesFlowsTheActionsThatTheyShouldHaveByNow() {
        Ufid ufid = rig.offload(1);
        Ufid other = rig.offload(2);
        device.hit(ufid, 5, 500, 0);
        revalidator.pass();
        slowPath.changed.put(ufid, Optional.of(EngineRig.output(3)));
        revalidator.pass();
        assertThat(device.rule(ufid).actions()).isEqualTo(EngineRig.output(2));

        slowPath.version++;
        revalidator.pass();

        assertThat(device.rule(ufid).actions()).isEqualTo(EngineRig.output(3));
        assertThat(device.rule(other).actions()).isEqualTo(EngineRig.output(2));
        assertThat(rig.total(ufid).packets()).isEqualTo(5);
    }

    @Test
    void removesFlowsThatTheSlowPathWouldNotGiveAnyMore() {
        Ufid ufid = rig.offload(1);
        revalidator.pass();
        slowPath.changed.put(ufid, Optional.empty());
        slowPath.version++;

        revalidator.pass();

        assertThat(engine.view(ufid)).isEmpty();
        assertThat(device.holds(ufid)).isFalse();
    }

    @Test
    void looksAtAFlowWhoseUpcallWasAnsweredBeforeTheLastChange() {
        slowPath.version++;
        revalidator.pass();
        // The answer was given before the change, the flow comes in after the pass that the change caused.
        slowPath.changed.put(EngineRig.flow(1).ufid(), Optional.of(EngineRig.output(3)));
        Ufid ufid = rig.offload(1);

        revalidator.pass();

        assertThat(device.rule(ufid).actions()).isEqualTo(EngineRig.output(3));
    }

    @Test
    void tellsTheSlowPathOfPacketsThatItDidNotSee() {
        Ufid ufid = rig.offload(1);
        revalidator.pass();
        assertThat(slowPath.heard).as("no packet came").isEmpty();
        device.hit(ufid, 5, 500, 7);
        revalidator.pass();
        revalidator.pass();

        assertThat(slowPath.heard).containsExactly(7L);
    }

    @Test
    void withoutMaxIdleNothingExpires() {
        Ufid ufid = rig.offload(1);
        now = Long.MAX_VALUE / 2;
        new Revalidator(engine, slowPath, new RevalidatorConfig(Optional.empty(), 200_000), limit, () -> now).pass();

        assertThat(engine.view(ufid)).isPresent();
    }
}
