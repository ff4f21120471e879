package io.tandem.datapath.capture;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads Ethernet frames from a capture file: pcap in both byte orders, with micro- or nanoseconds, and pcapng. Not
 * thread-safe.
 *
 * <p>Source: pcap-savefile(5); IETF draft-ietf-opsawg-pcapng.
 */
public abstract class CaptureReader implements AutoCloseable {
    /** Longest record that is believed; tcpdump's own limit. */
    static final int LONGEST_RECORD = 262_144;

    static final int LINKTYPE_ETHERNET = 1;

    private static final int PCAPNG_SECTION = 0x0a0d0d0a;

    private final Path file;
    private final InputStream in;
    private long offset;
    long record;
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    CaptureReader(Path file, InputStream in, long offset) {
        this.file = file;
        this.in = in;
        this.offset = offset;
    }

    /** Opens a capture, whichever format it has. */
    public static CaptureReader open(Path file) throws CaptureException {
        InputStream in;
        try {
            in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new CaptureException(file, "there is no such file", e);
        } catch (IOException e) {
            throw new CaptureException(file, "cannot be opened: " + e, e);
        }
        try {
            byte[] magic = in.readNBytes(4);
            if (magic.length < 4) {
                throw new CaptureException(file, 0, 0, magic.length + " bytes", "a pcap or pcapng file");
            }
            int little = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return little == PCAPNG_SECTION ? new PcapngReader(file, in) : new PcapReader(file, in, magic);
        } catch (IOException e) {
            CaptureException reason = new CaptureException(file, "cannot be read: " + e, e);
            closeQuietly(in, reason);
            throw reason;
        } catch (CaptureException e) {
            closeQuietly(in, e);
            throw e;
        }
    }

    private static void closeQuietly(InputStream in, CaptureException reason) {
        try {
            in.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** True where times are written with nanoseconds. */
    public abstract boolean nanoseconds();

    /**
     * The next frame; empty at the end of the file.
     *
     * @throws CaptureException where the file is cut short or is not what it says
     */
    public Optional<CaptureRecord> next() throws CaptureException {
        try {
            return read();
        } catch (EOFException e) {
            throw wrong("the end of the file", "the rest of the record");
        } catch (IOException e) {
            throw new CaptureException(file, "cannot be read: " + e, e);
        }
    }

    abstract Optional<CaptureRecord> read() throws IOException, CaptureException;

    /** Bytes read so far. */
    public long offset() {
        return offset;
    }

    /** Exactly that many bytes; {@link EOFException} where the file ends before. */
    ByteBuffer take(int bytes) throws IOException {
        byte[] taken = in.readNBytes(bytes);
        offset += taken.length;
        if (taken.length < bytes) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(taken).order(order);
    }

    /** That many bytes, or none at the end of the file. */
    Optional<ByteBuffer> takeOrEnd(int bytes) throws IOException {
        byte[] taken = in.readNBytes(bytes);
        offset += taken.length;
        if (taken.length == 0) {
            return Optional.empty();
        }
        if (taken.length < bytes) {
            throw new EOFException();
        }
        return Optional.of(ByteBuffer.wrap(taken).order(order));
    }

    CaptureException wrong(String found, String expected) {
        return new CaptureException(file, record, offset, found, expected);
    }

    void checkLinkType(int type) throws CaptureException {
        if (type != LINKTYPE_ETHERNET) {
            throw wrong("link type " + type + name(type), "link type 1 (Ethernet)");
        }
    }

    void checkLength(long length) throws CaptureException {
        if (length < 0 || length > LONGEST_RECORD) {
            throw wrong("a record of " + length + " bytes", "at most " + LONGEST_RECORD);
        }
    }

    private static String name(int type) {
        return switch (type) {
            case 0 -> " (BSD loopback)";
            case 9 -> " (PPP)";
            case 12, 101 -> " (raw IP)";
            case 105 -> " (802.11)";
            case 113 -> " (Linux cooked)";
            case 127 -> " (802.11 with radiotap)";
            case 276 -> " (Linux cooked v2)";
            default -> "";
        };
    }

    @Override
    public void close() throws CaptureException {
        try {
            in.close();
        } catch (IOException e) {
            throw new CaptureException(file, "cannot be closed: " + e, e);
        }
    }
}
