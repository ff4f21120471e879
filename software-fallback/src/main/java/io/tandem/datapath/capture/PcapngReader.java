package io.tandem.datapath.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pcapng format: sections, interfaces, enhanced and simple packet blocks; other blocks are passed over. */
final class PcapngReader extends CaptureReader {
    static final int SECTION = 0x0a0d0d0a;
    static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    static final int ENHANCED_PACKET = 6;
    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int OPTION_END = 0;
    static final int OPTION_TIME_RESOLUTION = 9;
    private static final int DEFAULT_RESOLUTION = 6;

    /** What an interface block says: the unit of its times, as a power of ten or of two of a second, and its cut. */
    private record Interface(int exponent, boolean binary, int snapLength) {
        long nanos(long units) {
            if (binary) {
                long seconds = exponent >= 64 ? 0 : units >>> exponent;
                double rest = (units - (exponent >= 64 ? 0 : seconds << exponent)) / Math.pow(2, exponent);
                return seconds * 1_000_000_000L + (long) (rest * 1e9);
            }
            long value = units;
            for (int e = exponent; e < 9; e++) {
                value *= 10;
            }
            for (int e = 9; e < exponent; e++) {
                value /= 10;
            }
            return value;
        }
    }

    private final List<Interface> interfaces = new ArrayList<>();
    private boolean sectionOpen;

    PcapngReader(Path file, InputStream in) throws IOException, CaptureException {
        super(file, in, 4);
        try {
            section();
        } catch (java.io.EOFException e) {
            throw wrong("the end of the file", "the rest of the section header");
        }
        sectionOpen = true;
    }

    @Override
    public boolean nanoseconds() {
        return true;
    }

    @Override
    Optional<CaptureRecord> read() throws IOException, CaptureException {
        while (true) {
            Optional<ByteBuffer> start = takeOrEnd(4);
            if (start.isEmpty()) {
                return Optional.empty();
            }
            int type = start.get().getInt();
            if (type == SECTION) {
                section();
                continue;
            }
            ByteBuffer body = body(take(4).getInt());
            switch (type) {
                case INTERFACE -> addInterface(body);
                case ENHANCED_PACKET -> {
                    return Optional.of(enhanced(body));
                }
                case SIMPLE_PACKET -> {
                    return Optional.of(simple(body));
                }
                default -> {}
            }
        }
    }

    private void section() throws IOException, CaptureException {
        byte[] length = take(4).array();
        byte[] magic = take(4).array();
        int little = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (little == BYTE_ORDER_MAGIC) {
            order = ByteOrder.LITTLE_ENDIAN;
        } else if (Integer.reverseBytes(little) == BYTE_ORDER_MAGIC) {
            order = ByteOrder.BIG_ENDIAN;
        } else {
            throw wrong("byte-order magic 0x%08x".formatted(little), "0x1a2b3c4d");
        }
        int total = ByteBuffer.wrap(length).order(order).getInt();
        checkLength(total);
        if (total < 28 || total % 4 != 0) {
            throw wrong("a section header of " + total + " bytes", "at least 28, a multiple of 4");
        }
        take(total - 16);
        int trailer = take(4).getInt();
        if (trailer != total) {
            throw wrong("section header length " + total + " repeated as " + trailer, "the same length twice");
        }
        interfaces.clear();
    }

    private ByteBuffer body(int total) throws IOException, CaptureException {
        if (total < 12 || total % 4 != 0) {
            throw wrong("a block of " + Integer.toUnsignedString(total) + " bytes", "at least 12, a multiple of 4");
        }
        if (total > LONGEST_RECORD + 4096) {
            throw wrong("a block of " + total + " bytes", "at most " + (LONGEST_RECORD + 4096));
        }
        ByteBuffer body = take(total - 12);
        int trailer = take(4).getInt();
        if (trailer != total) {
            throw wrong("block length " + total + " repeated as " + trailer, "the same length twice");
        }
        return body;
    }

    private void addInterface(ByteBuffer body) throws CaptureException {
        if (body.remaining() < 8) {
            throw wrong("an interface block of " + body.remaining() + " bytes", "at least 8");
        }
        checkLinkType(body.getShort() & 0xffff);
        body.getShort();
        int snapLength = body.getInt();
        int resolution = DEFAULT_RESOLUTION;
        while (body.remaining() >= 4) {
            int option = body.getShort() & 0xffff;
            int length = body.getShort() & 0xffff;
            if (option == OPTION_END) {
                break;
            }
            if (length > body.remaining()) {
                throw wrong("an option of " + length + " bytes", "at most " + body.remaining());
            }
            if (option == OPTION_TIME_RESOLUTION && length >= 1) {
                resolution = body.get(body.position());
            }
            body.position(Math.min(body.limit(), body.position() + (length + 3) / 4 * 4));
        }
        interfaces.add(new Interface(resolution & 0x7f, resolution < 0, snapLength));
    }

    private CaptureRecord enhanced(ByteBuffer body) throws CaptureException {
        record++;
        if (body.remaining() < 20) {
            throw wrong("a packet block of " + body.remaining() + " bytes", "at least 20");
        }
        Interface source = source(body.getInt());
        long high = Integer.toUnsignedLong(body.getInt());
        long low = Integer.toUnsignedLong(body.getInt());
        int captured = body.getInt();
        int wireLength = body.getInt();
        return new CaptureRecord(source.nanos(high << 32 | low), frame(body, captured), wireLength);
    }

    private CaptureRecord simple(ByteBuffer body) throws CaptureException {
        record++;
        if (body.remaining() < 4) {
            throw wrong("a simple packet block of " + body.remaining() + " bytes", "at least 4");
        }
        Interface source = source(0);
        int wireLength = body.getInt();
        int most = source.snapLength() == 0 ? wireLength : Math.min(wireLength, source.snapLength());
        return new CaptureRecord(0, frame(body, most), wireLength);
    }

    private Interface source(int index) throws CaptureException {
        if (!sectionOpen || index < 0 || index >= interfaces.size()) {
            throw wrong("interface " + Integer.toUnsignedString(index), "one of " + interfaces.size());
        }
        return interfaces.get(index);
    }

    private byte[] frame(ByteBuffer body, int captured) throws CaptureException {
        checkLength(Integer.toUnsignedLong(captured));
        if (captured > body.remaining()) {
            throw wrong(
                    "a frame of " + captured + " bytes in a block that has " + body.remaining(), "a frame inside it");
        }
        byte[] frame = new byte[captured];
        body.get(frame);
        return frame;
    }
}
