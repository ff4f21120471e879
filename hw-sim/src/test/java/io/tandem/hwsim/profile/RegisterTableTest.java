package io.tandem.hwsim.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegisterTableTest {
    @Test
    void noTwoRegistersShareANumber() {
        Map<Integer, Register> taken = new HashMap<>();
        for (Register register : Register.values()) {
            for (int i = 0; i < register.most(); i++) {
                Register other = taken.put(register.number() + i, register);
                assertThat(other)
                        .as(register + " at " + (register.number() + i))
                        .isNull();
                assertThat(register.number() + i).isLessThan(1 << 12);
            }
        }
    }

    @Test
    void thePageIsThatOfTheTables() throws IOException {
        Path page = Path.of(System.getProperty("tandem.root", ".."), "docs", "registers.md");
        assertThat(Files.readString(page))
                .as("%s; renew it with the command that stands in it", page)
                .isEqualTo(RegisterPage.text());
    }
}
