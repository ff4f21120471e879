package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class OneLineErrorsTest {
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        CommandLine tandem = Main.commandLine();
        tandem.setOut(new PrintWriter(new StringWriter()));
        tandem.setErr(new PrintWriter(err, true));
        return tandem.execute(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "garbage | error: at 7: actions: found the end of the text",
                "in_port(1),eth_type(0x86dd),ipv6(src=fe80::/64,frag=no) actions:2 | error: at 44: ipv6.src mask: found '64,",
                "in_port(1),eth_type(0x0800) actions: 2,x | error: at 39: found 'x'",
                "ufid:00000000-0000-0000-0000-000000000001, in_port(x) actions:2 | error: at 51: in_port: found 'x)'",
            })
    void tellsWhereAFlowIsWrong(String flow, String line) {
        assertThat(run("explain", flow)).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).allMatch(text -> text.startsWith(line), line);
    }

    @Test
    void tellsItOfAFlowToEncode() {
        assertThat(run("tc", "encode", "--ifindex", "1", "x")).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).allMatch(text -> text.startsWith("error: at 1: actions: "));
    }

    @ParameterizedTest
    @MethodSource
    void namesAFileWithoutTheNameOfAClass(IOException thrown, String line) throws Exception {
        CommandLine tandem = Main.commandLine();
        tandem.setErr(new PrintWriter(err, true));
        assertThat(new OneLineErrors().handleExecutionException(thrown, tandem, tandem.parseArgs()))
                .isEqualTo(3);
        assertThat(err.toString().strip()).isEqualTo(line);
    }

    static Stream<Arguments> namesAFileWithoutTheNameOfAClass() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/none.pcap"), "error: there is no file /none.pcap"),
                Arguments.of(new AccessDeniedException("/root/a"), "error: no access to /root/a"),
                Arguments.of(new IOException("the program ended"), "error: the program ended"));
    }
}
