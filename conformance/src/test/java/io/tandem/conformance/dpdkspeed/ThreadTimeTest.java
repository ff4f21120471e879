package io.tandem.conformance.dpdkspeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadTimeTest {
    @Test
    void growsWhileTheThreadRuns() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread busy = Thread.ofPlatform().name("busy-for-a-test").start(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        try {
            ThreadTime time = ThreadTime.of(ProcessHandle.current().pid(), "busy-for-a-");
            long before = time.nanos();
            while (time.nanos() == before) {
                Thread.sleep(1);
            }
            assertThat(time.nanos()).isGreaterThan(before);
        } finally {
            stop.set(true);
            busy.join();
        }
    }

    @Test
    void aProcessThatIsGoneIsAnError() {
        assertThatThrownBy(() -> ThreadTime.of(1L << 40, "poll-0")).isInstanceOf(IOException.class);
    }
}
