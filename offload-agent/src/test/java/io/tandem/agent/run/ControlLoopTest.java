package io.tandem.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.EngineRig;
import io.tandem.agent.revalidator.FlowLimit;
import io.tandem.agent.revalidator.Revalidator;
import io.tandem.agent.revalidator.RevalidatorConfig;
import io.tandem.agent.slowpath.LearningSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControlLoopTest {
    private static final long MILLIS = 1_000_000;

    private final EngineRig rig = new EngineRig(48);
    private final Revalidator revalidator = new Revalidator(
            rig.engine, new LearningSwitch(List.of(1)), RevalidatorConfig.DEFAULT, new FlowLimit(1000), () -> 0);
    private final List<Long> waits = new ArrayList<>();
    private final ControlLoop loop = new ControlLoop(rig.engine, revalidator, () -> {}, this::waited);

    private void waited(long nanos) {
        waits.add(nanos / MILLIS);
        if (waits.size() == 7) {
            rig.device.breakRecoveries = false;
        }
        if (waits.size() == 9) {
            loop.stop();
        }
    }

    @Test
    void waitsLongerAfterEachErrorThatNobodyExpects() {
        rig.device.fail();
        rig.device.breakRecoveries = true;
        loop.run();
        assertThat(waits).containsExactly(500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L, 20L, 20L);
        assertThat(rig.device.failed()).isFalse();
    }
}
