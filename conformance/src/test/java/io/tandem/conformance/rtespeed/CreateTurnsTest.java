package io.tandem.conformance.rtespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateTurnsTest {
    @Test
    void aTurnIsWhatTheProgramSaysOnceItIsTold() throws IOException {
        String script =
                "echo EAL: hello; read turn; printf 'calls\\t100.5\\nrules\\t7\\n'; read turn; printf 'calls\\t120\\n'; read turn";
        try (CreateTurns turns = new CreateTurns(List.of("sh", "-c", script))) {
            turns.next();
            assertThat(turns.nanos("calls")).isEqualTo(100.5);
            assertThat(turns.nanos("rules")).isEqualTo(7);
            turns.next();
            assertThat(turns.nanos("calls")).isEqualTo(120);
        }
    }

    @Test
    void aProgramThatEndsWithoutTimesIsAnErrorWithItsWords() throws IOException {
        try (CreateTurns turns = new CreateTurns(List.of("sh", "-c", "echo EAL: no memory >&2"))) {
            turns.next();
            assertThatThrownBy(() -> turns.nanos("calls"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no times in what the program said: EAL: no memory");
        }
    }
}
