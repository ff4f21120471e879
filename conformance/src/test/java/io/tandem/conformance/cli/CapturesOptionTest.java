package io.tandem.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CapturesOptionTest {
    @TempDir
    private Path folder;

    private static <T> T told(T options, Path captures) {
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs("--captures", captures.toString());
        return options;
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError() {
        Path none = folder.resolve("none");
        assertThatThrownBy(told(new CaseChoice(), none)::cases)
                .isInstanceOf(IOException.class)
                .hasMessage("--captures: there is no directory " + none);
        assertThatThrownBy(told(new CaseChoice(), none)::captures).hasMessageContaining(none.toString());
        assertThatThrownBy(told(new RandomStimulus(), none)::sets).hasMessageContaining(none.toString());
    }

    @Test
    void aDirectoryWithoutCapturesIsAnError() {
        assertThatThrownBy(told(new RandomStimulus(), folder)::sets)
                .hasMessage("--captures: there is no file *.pcap in " + folder);
    }

    @Test
    void suitesInTurnTakeCapturesWhereThereAreAny() throws IOException {
        assertThat(CaseChoice.inputFrom(folder)).isEmpty();
        assertThat(RandomStimulus.inputFrom(folder)).isEmpty();
        Path pcaps = Files.createDirectory(folder.resolve("pcaps"));
        assertThat(CaseChoice.inputFrom(folder)).containsExactly("--captures", pcaps.toString());
    }
}
