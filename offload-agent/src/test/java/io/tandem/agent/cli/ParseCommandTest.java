package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.capture.CaptureWriter;
import io.tandem.vectors.Frames;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ParseCommandTest {
    private static final String UDP =
            "udp,in_port=ANY,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02,"
                    + "nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=1,tp_dst=2";
    private static final String NOTHING =
            "in_port=ANY,vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:00,dl_type=0x0000";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsALineForEachPacket() throws IOException {
        Path capture = write(Frames.udp(1, 2, 64), new byte[5], Frames.ethernet("88cc 0207"));
        assertThat(parse(capture)).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        UDP,
                        NOTHING,
                        "in_port=ANY,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02,dl_type=0x88cc");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsJson() throws IOException {
        assertThat(parse(write(Frames.udp(1, 2, 64)), "-o", "json")).isZero();
        JsonObject packet = new JsonObject(out.toString());
        assertThat(packet.getInteger("packet")).isEqualTo(1);
        assertThat(packet.getLong("timeNanos")).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(packet.getInteger("length")).isEqualTo(64);
        assertThat(packet.getInteger("wireLength")).isEqualTo(64);
        assertThat(packet.getString("match")).isEqualTo(UDP);
        assertThat(packet.getJsonObject("fields").getString("protocol")).isEqualTo("udp");
        assertThat(packet.getJsonObject("fields").getString("tp_dst")).isEqualTo("2");
        assertThat(out.toString()).hasLineCount(1);
    }

    @Test
    void readsPcapngToo() throws IOException {
        Path capture = folder.resolve("packets.pcapng");
        byte[] frame = Frames.udp(1, 2, 64);
        ByteBuffer file = ByteBuffer.allocate(28 + 20 + 32 + frame.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        file.putInt(1).putInt(20).putInt(1).putInt(0).putInt(20);
        file.putInt(6).putInt(32 + frame.length).putInt(0).putLong(0);
        file.putInt(frame.length).putInt(frame.length).put(frame).putInt(32 + frame.length);
        Files.write(capture, file.array());
        assertThat(parse(capture)).isZero();
        assertThat(out.toString().lines()).containsExactly(UDP);
    }

    @Test
    void endsAtARecordWithoutBytesAndSaysWhatIsBehindIt() throws IOException {
        Path capture = write(Frames.udp(1, 2, 64), new byte[0], Frames.udp(1, 2, 64), new byte[0]);
        assertThat(parse(capture)).isZero();
        assertThat(out.toString().lines()).containsExactly(UDP);
        assertThat(err.toString())
                .startsWith("note: " + capture)
                .contains("record 2, which ends at byte 120,", "Records behind it: 2, of which 1 have bytes; --all")
                .hasLineCount(1);
    }

    @Test
    void readsOnBehindARecordWithoutBytes() throws IOException {
        assertThat(parse(write(Frames.udp(1, 2, 64), new byte[0], Frames.udp(1, 2, 64)), "--all"))
                .isZero();
        assertThat(out.toString().lines()).containsExactly(UDP, NOTHING, UDP);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsWhatIsInFrontOfATruncation() throws IOException {
        Path capture = write(Frames.udp(1, 2, 64), Frames.udp(1, 2, 64));
        byte[] whole = Files.readAllBytes(capture);
        Files.write(capture, Arrays.copyOf(whole, whole.length - 1));
        assertThat(parse(capture)).isEqualTo(1);
        assertThat(out.toString().lines()).containsExactly(UDP);
        assertThat(err.toString())
                .startsWith("error: " + capture + ": record 2 at byte 183: found the end of the file")
                .hasLineCount(1);
    }

    @Test
    void refusesAFrameThatNoPacketHolds() throws IOException {
        assertThat(parse(write(Frames.udp(1, 2, 64), new byte[65_536]))).isEqualTo(1);
        assertThat(out.toString().lines()).containsExactly(UDP);
        assertThat(err.toString())
                .contains("packets.pcap: record 2 at byte ", "a frame of 65536 bytes", "at most 65535")
                .hasLineCount(1);
    }

    @Test
    void namesAFileThatIsNoCapture() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not a capture at all, but long enough for a header");
        assertThat(parse(text)).isEqualTo(1);
        assertThat(err.toString())
                .contains(text + ": record 0 at byte 4: found magic")
                .hasLineCount(1);
        assertThat(parse(folder.resolve("none"))).isEqualTo(1);
        assertThat(err.toString()).contains("there is no such file").hasLineCount(2);
    }

    @Test
    void takesNonsenseForWrongUse() {
        assertThat(execute("parse")).isEqualTo(2);
        assertThat(execute("parse", "a", "b")).isEqualTo(2);
    }

    private Path write(byte[]... frames) throws IOException {
        Path capture = folder.resolve("packets.pcap");
        try (CaptureWriter writer = new CaptureWriter(capture, true)) {
            for (byte[] frame : List.of(frames)) {
                writer.write(1_700_000_000_123_456_789L, frame, frame.length);
            }
        }
        return capture;
    }

    private int parse(Path capture, String... options) {
        return execute(Stream.concat(Stream.of("parse", capture.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private int execute(String... words) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }
}
