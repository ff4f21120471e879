package io.tandem.datapath.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/** The classic pcap format. */
final class PcapReader extends CaptureReader {
    static final int MICROSECONDS = 0xa1b2c3d4;
    static final int NANOSECONDS = 0xa1b23c4d;
    private static final int REST_OF_FILE_HEADER = 20;
    private static final int RECORD_HEADER = 16;

    private final boolean nanoseconds;

    PcapReader(Path file, InputStream in, byte[] magic) throws IOException, CaptureException {
        super(file, in, magic.length);
        int little = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int big = Integer.reverseBytes(little);
        if (little == MICROSECONDS || little == NANOSECONDS) {
            nanoseconds = little == NANOSECONDS;
        } else if (big == MICROSECONDS || big == NANOSECONDS) {
            order = ByteOrder.BIG_ENDIAN;
            nanoseconds = big == NANOSECONDS;
        } else {
            throw wrong("magic 0x%08x".formatted(big), "a pcap or pcapng file");
        }
        Optional<ByteBuffer> header;
        try {
            header = takeOrEnd(REST_OF_FILE_HEADER);
        } catch (java.io.EOFException e) {
            header = Optional.empty();
        }
        if (header.isEmpty()) {
            throw wrong("the end of the file", "the rest of the file header");
        }
        checkLinkType(header.get().getInt(16) & 0x0fff_ffff);
    }

    @Override
    public boolean nanoseconds() {
        return nanoseconds;
    }

    @Override
    Optional<CaptureRecord> read() throws IOException, CaptureException {
        record++;
        Optional<ByteBuffer> header = takeOrEnd(RECORD_HEADER);
        if (header.isEmpty()) {
            record--;
            return Optional.empty();
        }
        ByteBuffer fields = header.get();
        long seconds = Integer.toUnsignedLong(fields.getInt());
        long fraction = Integer.toUnsignedLong(fields.getInt());
        long captured = Integer.toUnsignedLong(fields.getInt());
        int wireLength = fields.getInt();
        checkLength(captured);
        byte[] frame = take((int) captured).array();
        return Optional.of(
                new CaptureRecord(seconds * 1_000_000_000L + fraction * (nanoseconds ? 1 : 1000), frame, wireLength));
    }
}
