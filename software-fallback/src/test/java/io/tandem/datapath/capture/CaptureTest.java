package io.tandem.datapath.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureTest {
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;

    @TempDir
    Path folder;

    /** What a capture gave before its end, and the error at its end. */
    private record Outcome(List<CaptureRecord> records, Optional<CaptureException> error) {
        String message() {
            return error.map(e -> String.valueOf(e.getMessage())).orElse("");
        }
    }

    private Outcome read(byte[] file) throws IOException {
        Path path = folder.resolve("capture");
        Files.write(path, file);
        List<CaptureRecord> records = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(path)) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
            return new Outcome(records, Optional.empty());
        } catch (CaptureException e) {
            return new Outcome(records, Optional.of(e));
        }
    }

    private static ByteBuffer pcap(int magic, int linkType, ByteOrder order) {
        return ByteBuffer.allocate(2048)
                .order(order)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(linkType);
    }

    private static ByteBuffer record(ByteBuffer file, int seconds, int fraction, byte[] frame, int wireLength) {
        return file.putInt(seconds)
                .putInt(fraction)
                .putInt(frame.length)
                .putInt(wireLength)
                .put(frame);
    }

    private static byte[] bytes(ByteBuffer file) {
        byte[] written = new byte[file.position()];
        file.get(0, written);
        return written;
    }

    private static ByteBuffer block(ByteBuffer file, int type, byte[] body) {
        int padded = (body.length + 3) / 4 * 4;
        file.putInt(type).putInt(12 + padded).put(body).put(new byte[padded - body.length]);
        return file.putInt(12 + padded);
    }

    private static ByteBuffer section(ByteOrder order) {
        ByteBuffer file = ByteBuffer.allocate(2048).order(order);
        ByteBuffer body = ByteBuffer.allocate(16).order(order);
        body.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
        return block(file, 0x0a0d0d0a, body.array());
    }

    /** An interface block; a negative resolution leaves the option out. */
    private static ByteBuffer interfaceBlock(ByteBuffer file, int linkType, int snapLength, int resolution) {
        ByteBuffer body = ByteBuffer.allocate(resolution < 0 ? 8 : 20).order(file.order());
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        if (resolution >= 0) {
            body.putShort((short) 9)
                    .putShort((short) 1)
                    .put((byte) resolution)
                    .put(new byte[3])
                    .putInt(0);
        }
        return block(file, 1, body.array());
    }

    private static ByteBuffer enhanced(ByteBuffer file, int source, long time, byte[] frame, int wireLength) {
        ByteBuffer body = ByteBuffer.allocate(20 + frame.length).order(file.order());
        body.putInt(source).putInt((int) (time >>> 32)).putInt((int) time);
        body.putInt(frame.length).putInt(wireLength).put(frame);
        return block(file, 6, body.array());
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void readsBothByteOrdersAndBothResolutions(boolean big, boolean nanoseconds) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer file = pcap(nanoseconds ? NANOSECONDS : MICROSECONDS, 1, order);
        record(file, -1, 7000, new byte[] {1, 2, 3}, 3);
        record(file, 5, 1, new byte[0], 60);
        Outcome outcome = read(bytes(file));
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.records()).hasSize(2);
        assertThat(outcome.records().get(0).frame()).containsExactly(1, 2, 3);
        assertThat(outcome.records().get(0).timeNanos())
                .isEqualTo(4_294_967_295_000_000_000L + (nanoseconds ? 7000 : 7_000_000));
        assertThat(outcome.records().get(1).frame()).isEmpty();
        assertThat(outcome.records().get(1).wireLength()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatItWrote(boolean nanoseconds) throws IOException, CaptureException {
        Path path = folder.resolve("written.pcap");
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> frames = new ArrayList<>();
        try (CaptureWriter writer = new CaptureWriter(path, nanoseconds)) {
            for (int i = 0; i < 100; i++) {
                byte[] frame = new byte[random.nextInt(2000)];
                random.nextBytes(frame);
                frames.add(frame);
                writer.write(1_700_000_000_000_000_000L + i * 1001L, frame, frame.length);
            }
            assertThat(writer.frames()).isEqualTo(100);
        }
        try (CaptureReader reader = CaptureReader.open(path)) {
            assertThat(reader.nanoseconds()).isEqualTo(nanoseconds);
            for (int i = 0; i < 100; i++) {
                CaptureRecord record = reader.next().orElseThrow();
                assertThat(record.frame()).isEqualTo(frames.get(i));
                long time = 1_700_000_000_000_000_000L + i * 1001L;
                assertThat(record.timeNanos()).isEqualTo(nanoseconds ? time : time / 1000 * 1000);
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsPcapngInBothByteOrders(boolean big) throws IOException {
        ByteBuffer file = section(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        interfaceBlock(file, 1, 0, -1);
        interfaceBlock(file, 1, 4, 9);
        interfaceBlock(file, 1, 0, 0x80 | 10);
        block(file, 5, new byte[10]);
        enhanced(file, 0, 3_000_000, new byte[] {1, 2, 3}, 3);
        enhanced(file, 1, (1L << 32) + 5, new byte[] {4}, 9);
        enhanced(file, 2, 3 * 1024 + 512, new byte[] {5}, 1);
        block(
                file,
                3,
                ByteBuffer.allocate(7)
                        .order(file.order())
                        .putInt(3)
                        .put(new byte[] {7, 8, 9})
                        .array());
        Outcome outcome = read(bytes(file));
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.records())
                .extracting(CaptureRecord::timeNanos)
                .containsExactly(3_000_000_000L, (1L << 32) + 5, 3_500_000_000L, 0L);
        assertThat(outcome.records().get(1).wireLength()).isEqualTo(9);
        assertThat(outcome.records().get(3).frame()).containsExactly(7, 8, 9);
    }

    @Test
    void cutsASimplePacketAtTheSnapLengthOfItsInterface() throws IOException {
        ByteBuffer file = interfaceBlock(section(ByteOrder.LITTLE_ENDIAN), 1, 4, -1);
        ByteBuffer body = ByteBuffer.allocate(8).order(file.order()).putInt(99).putInt(0x04030201);
        Outcome outcome = read(bytes(block(file, 3, body.array())));
        assertThat(outcome.records().getFirst().frame()).containsExactly(1, 2, 3, 4);
        assertThat(outcome.records().getFirst().wireLength()).isEqualTo(99);
    }

    @Test
    void refusesASimplePacketThatItsBlockDoesNotHold() throws IOException {
        ByteBuffer file = interfaceBlock(section(ByteOrder.LITTLE_ENDIAN), 1, 0, -1);
        ByteBuffer body = ByteBuffer.allocate(8).order(file.order()).putInt(99).putInt(0);
        Outcome outcome = read(bytes(block(file, 3, body.array())));
        assertThat(outcome.records()).isEmpty();
        assertThat(outcome.message()).contains("a frame of 99 bytes in a block that has 4");
    }

    @Test
    void startsInterfacesAnewWithEachSection() throws IOException {
        ByteBuffer file = interfaceBlock(section(ByteOrder.LITTLE_ENDIAN), 1, 0, -1);
        enhanced(file, 0, 1, new byte[] {1}, 1);
        file.put(bytes(section(ByteOrder.LITTLE_ENDIAN)));
        enhanced(file, 0, 1, new byte[] {1}, 1);
        Outcome outcome = read(bytes(file));
        assertThat(outcome.records()).hasSize(1);
        assertThat(outcome.message()).contains("record 2", "interface 0");
    }

    @Test
    void deliversGoodPacketsBeforeATruncation() throws IOException {
        ByteBuffer file = pcap(MICROSECONDS, 1, ByteOrder.LITTLE_ENDIAN);
        record(file, 1, 0, new byte[20], 20);
        int whole = file.position();
        record(file, 2, 0, new byte[20], 20);
        for (int size = whole + 1; size < file.position(); size++) {
            Outcome outcome = read(Arrays.copyOf(bytes(file), size));
            assertThat(outcome.records()).as("%d bytes", size).hasSize(1);
            assertThat(outcome.message()).contains("record 2 at byte " + size, "the end of the file", "capture");
        }
    }

    @Test
    void refusesOtherFilesAndOtherLinkTypes() throws IOException {
        assertThat(read(new byte[0]).message()).contains("0 bytes", "a pcap or pcapng file");
        assertThat(read(new byte[] {1, 2, 3, 4, 5}).message()).contains("magic 0x01020304");
        assertThat(read(bytes(pcap(MICROSECONDS, 113, ByteOrder.BIG_ENDIAN))).message())
                .contains("113 (Linux cooked)", "1 (Ethernet)");
        assertThat(read(bytes(interfaceBlock(section(ByteOrder.BIG_ENDIAN), 105, 0, -1)))
                        .message())
                .contains("105 (802.11)");
        ByteBuffer file = pcap(MICROSECONDS, 1, ByteOrder.LITTLE_ENDIAN);
        file.putInt(0).putInt(0).putInt(262_145).putInt(1);
        assertThat(read(bytes(file)).message()).contains("262145 bytes", "record 1", "at most 262144");
        assertThatThrownBy(() -> CaptureReader.open(folder.resolve("absent")))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    void refusesASectionWhoseLengthIsNotRepeated() throws IOException {
        byte[] file = bytes(section(ByteOrder.LITTLE_ENDIAN));
        file[file.length - 4]++;
        assertThat(read(file).message()).contains("the same length twice");
    }

    @Test
    void anyBytesEndInATypedError() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ByteBuffer pcapng = interfaceBlock(section(order), 1, 60, 9);
            enhanced(pcapng, 0, 77, new byte[61], 61);
            block(pcapng, 3, new byte[20]);
            seeds.add(bytes(pcapng));
            seeds.add(bytes(record(pcap(NANOSECONDS, 1, order), 1, 2, new byte[50], 50)));
        }
        SplittableRandom random = new SplittableRandom(20_261_121);
        for (int round = 0; round < 3000; round++) {
            byte[] file = seeds.get(random.nextInt(seeds.size())).clone();
            for (int change = 1 + random.nextInt(4); change > 0; change--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            // Any exception but CaptureException would end the test.
            read(Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length) : file.length));
        }
    }
}
