package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class NativeRoomTest {
    @Test
    void memoryIsGivenBackOnceHoweverOftenItIsClosed() {
        for (AutoCloseable memory : List.of(new NativeRoom(64), new Pointers(1))) {
            assertThatCode(() -> {
                        memory.close();
                        memory.close();
                    })
                    .doesNotThrowAnyException();
        }
    }
}
