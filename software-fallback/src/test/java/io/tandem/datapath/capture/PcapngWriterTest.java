package io.tandem.datapath.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngWriterTest {
    private static final long TIME = 1_700_000_000_123_456_789L;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesWhatTheReaderReads(boolean big) throws CaptureException {
        Path path = folder.resolve("written.pcapng");
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> frames = new ArrayList<>();
        try (PcapngWriter writer = new PcapngWriter(path, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)) {
            assertThat(writer.addInterface("eth0")).isZero();
            assertThat(writer.addInterface("a longer name")).isEqualTo(1);
            for (int i = 0; i < 100; i++) {
                byte[] frame = new byte[random.nextInt(9100)];
                random.nextBytes(frame);
                frames.add(frame);
                writer.write(i % 2, TIME + i, frame, frame.length, frame.length + i);
            }
            assertThat(writer.frames()).isEqualTo(100);
        }
        try (CaptureReader reader = CaptureReader.open(path)) {
            for (int i = 0; i < 100; i++) {
                CaptureRecord record = reader.next().orElseThrow();
                assertThat(record.frame()).isEqualTo(frames.get(i));
                assertThat(record.timeNanos()).isEqualTo(TIME + i);
                assertThat(record.wireLength()).isEqualTo(frames.get(i).length + i);
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    /** Bytes as the draft draws them. */
    @Test
    void writesBlocksOfTheDraft() throws CaptureException, IOException {
        Path path = folder.resolve("small.pcapng");
        try (PcapngWriter writer = new PcapngWriter(path, ByteOrder.BIG_ENDIAN)) {
            writer.addInterface("a");
            writer.write(0, 0x0102030405060708L, new byte[] {9}, 1, 2);
        }
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(path)))
                .isEqualTo("0a0d0d0a" + "0000001c" + "1a2b3c4d" + "00010000" + "ffffffffffffffff" + "0000001c"
                        + "00000001" + "00000028" + "00010000" + "00040000"
                        + "0002000161000000" + "0009000109000000" + "00000000" + "00000028"
                        + "00000006" + "00000024" + "00000000" + "0102030405060708" + "00000001" + "00000002"
                        + "09000000" + "00000024");
    }

    @Test
    void refusesInterfacesThatWereNotDescribedAndPlacesWhereNothingCanBe() throws CaptureException {
        try (PcapngWriter writer = new PcapngWriter(folder.resolve("one"), ByteOrder.BIG_ENDIAN)) {
            assertThatThrownBy(() -> writer.write(0, 0, new byte[1], 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("interface 0 was not described");
        }
        assertThatThrownBy(() -> new PcapngWriter(folder.resolve("absent/two"), ByteOrder.BIG_ENDIAN))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("cannot be created");
    }
}
