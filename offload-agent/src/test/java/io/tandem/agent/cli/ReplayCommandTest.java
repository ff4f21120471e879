package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.traffic.SampleFrame;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.datapath.capture.CaptureWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayCommandTest {
    private static final int FRAMES = 300;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeInput() throws IOException {
        SampleTraffic traffic = new SampleTraffic(3, 1000);
        try (CaptureWriter writer = new CaptureWriter(folder.resolve("good.pcap"), false)) {
            for (int i = 0; i < FRAMES; i++) {
                SampleFrame frame = traffic.next();
                writer.write(frame.nanos(), frame.bytes(), frame.bytes().length);
            }
        }
        Files.writeString(
                folder.resolve("good.flows"), "in_port(1),eth_type(0x0800) actions:2\nin_port(1) actions:3\n");
    }

    @Test
    void printsWhatBecameOfThePackets() {
        assertThat(replay("good.pcap", "good.flows", "--nic", "none", "-o", "json"))
                .isZero();

        JsonObject report = new JsonObject(out.toString());
        assertThat(report.getBoolean("conserved")).isTrue();
        assertThat(report.getJsonObject("traffic").getLong("received")).isEqualTo(FRAMES);
        assertThat(report.getJsonArray("flows")).isNotEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsATableForPeople() {
        assertThat(replay("good.pcap", "good.flows", "--nic", "sim", "--loop", "2"))
                .isZero();

        assertThat(out.toString())
                .contains("received", "hardware hits", "software hits: EMC", "upcalls", "conserved")
                .contains("OFFLOADED nic0 rule");
    }

    @Test
    void marksPacketsOfFlowsThatTheNicCannotDo() throws IOException {
        Files.writeString(folder.resolve("cut.flows"), "in_port(1) actions:trunc(60),2\n");
        String[] small = {"--nic-profile", "small", "--loop", "3", "-o", "json"};
        assertThat(replay("good.pcap", "cut.flows", small)).isZero();
        assertThat(markHits()).isZero();

        out.getBuffer().setLength(0);
        assertThat(replay(
                        "good.pcap",
                        "cut.flows",
                        Stream.concat(Stream.of("--nic-marks", "where-needed"), Stream.of(small))
                                .toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        assertThat(markHits()).isPositive();
        assertThat(out.toString()).contains("PARTIAL", "\"conserved\" : true");
    }

    @Test
    void countsEachPacketOnceWhereTheNicLooksItUpAgain() throws IOException {
        Files.writeString(
                folder.resolve("chains.flows"),
                "recirc_id(0),in_port(1) actions:recirc(0x5)\nrecirc_id(0x5),in_port(1) actions:2\n");
        assertThat(replay("good.pcap", "chains.flows", "--nic-profile", "small", "--loop", "3", "-o", "json"))
                .as(err.toString())
                .isZero();
        JsonObject report = new JsonObject(out.toString());
        assertThat(report.getBoolean("conserved")).isTrue();
        JsonObject traffic = report.getJsonObject("traffic");
        assertThat(traffic.getLong("received")).isEqualTo(3 * FRAMES);
        assertThat(traffic.getLong("hardwareHits")).isPositive();
    }

    private long markHits() {
        return new JsonObject(out.toString()).getJsonObject("traffic").getLong("markHits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "3 | always | marks is 'always', expected never or where-needed",
                "2 | where-needed --nic none | --nic-marks takes the simulated NIC, not another --nic",
            })
    void refusesMarksThatNobodySets(int exit, String words, String message) {
        String[] arguments = ("--nic-marks " + words).split(" ", -1);
        assertThat(replay("good.pcap", "good.flows", arguments)).isEqualTo(exit);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void leavesNothingBehindWhenTheCaptureIsCutShort() throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve("good.pcap"));
        Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(good, good.length - 7));

        int exit = replay(
                "cut.pcap",
                "good.flows",
                "--nic",
                "none",
                "--out",
                folder.resolve("out").toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: ")
                .contains("cut.pcap", "record " + FRAMES, "at byte ", "the end of the file")
                .hasLineCount(1);
        try (Stream<Path> left = Files.list(folder.resolve("out"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void refusesAnotherLinkType() throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve("good.pcap"));
        good[20] = 101;
        Files.write(folder.resolve("raw.pcap"), good);

        assertThat(replay("raw.pcap", "good.flows")).isEqualTo(1);
        assertThat(err.toString())
                .contains("raw.pcap", "link type 101 (raw IP)", "expected link type 1 (Ethernet)")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in_port(1),eth_kind(0x0800) actions:2|2:12|eth_kind",
                "in_port(1),eth_type(0x0800),ipv4(src=1.2.3.4/33) actions:2|2:46|a mask as 255.255.255.0",
                "in_port(1),eth_type(0x0800) actions:5|2:37|a port from 1 to 4",
                "in_port(5) actions:1|2:9|a port from 1 to 4",
                "in_port(1)|2:11|actions:",
                "in_port(1) actions:fly|2:20|an action",
            })
    void namesFileLineAndColumnOfABadFlow(String line, String place, String words) throws IOException {
        Files.writeString(folder.resolve("bad.flows"), "# a comment\n" + line + "\n");

        assertThat(replay(
                        "good.pcap", "bad.flows", "--out", folder.resolve("out").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("bad.flows:" + place + ":", words).hasLineCount(1);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThat(replay("none.pcap", "good.flows")).isEqualTo(1);
        assertThat(err.toString())
                .contains("none.pcap", "there is no such file")
                .hasLineCount(1);
    }

    @Test
    void refusesNonsenseAsUsage() {
        assertThat(replay("good.pcap", "good.flows", "--port", "9")).isEqualTo(2);
        assertThat(err.toString()).contains("--port takes a number from 1 to 4");
    }

    private int replay(String capture, String flows, String... more) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] arguments = Stream.concat(
                        Stream.of(
                                "replay",
                                folder.resolve(capture).toString(),
                                "--flows",
                                folder.resolve(flows).toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return line.execute(arguments);
    }
}
