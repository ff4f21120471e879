package io.tandem.conformance.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import org.junit.jupiter.api.Test;

class GuestProgramTest {
    @Test
    void quotesForTheShell() {
        assertThat(GuestProgram.quoted("/usr/bin/java")).isEqualTo("/usr/bin/java");
        assertThat(GuestProgram.quoted("a b")).isEqualTo("'a b'");
        assertThat(GuestProgram.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(GuestProgram.quoted("")).isEqualTo("''");
        assertThat(GuestProgram.quoted("$HOME;")).isEqualTo("'$HOME;'");
    }

    @Test
    void startsJavaWithThisClassPath() {
        String script =
                GuestProgram.java(GuestProgramTest.class, "one", "two words").script();
        assertThat(script)
                .startsWith(new File(System.getProperty("java.home"), "bin/java").getPath())
                .endsWith(GuestProgramTest.class.getName() + " one 'two words'\n")
                .contains(File.separator + "conformance" + File.separator + "target");
    }

    @Test
    void takesPlainFileNamesOnly() {
        GuestProgram program = GuestProgram.script("true\n");
        assertThat(program.withInput("a-1.txt", new byte[0]).inputs()).containsOnlyKeys("a-1.txt");
        for (String name : new String[] {"../a", "", ".guest", "a/b", "a b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> program.withInput(name, new byte[0]));
        }
    }
}
