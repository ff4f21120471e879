package io.tandem.conformance.rtespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CreateSuiteTest {
    @Test
    void theMedianIsThatOfTheLastHalf() throws IOException {
        String output =
                "EAL: hello\ncalls\t900\nrules\t7\ncalls\t800\ncalls\t700\ncalls\t100.5\ncalls\t120\ncalls\t110\n";
        assertThat(CreateSuite.median(output, "calls")).isEqualTo(110);
        assertThat(CreateSuite.median(output, "rules")).isEqualTo(7);
    }

    @Test
    void aProgramThatSaysNoTimesIsAnError() {
        assertThatThrownBy(() -> CreateSuite.median("EAL: no memory\n", "calls"))
                .isInstanceOf(IOException.class)
                .hasMessage("no times in what the program said: EAL: no memory");
    }
}
