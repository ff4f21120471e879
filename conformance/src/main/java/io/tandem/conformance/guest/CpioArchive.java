package io.tandem.conformance.guest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An archive in the "newc" format, which is what the kernel unpacks as its first root directory.
 *
 * <p>Source: Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
 */
final class CpioArchive {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int HEADER_BYTES = 110;
    private static final int DIRECTORY = 0040755;
    private static final int REGULAR = 0100000;

    /** A file or a directory in an archive; {@code mode} has type and permissions as in stat(2). */
    record Entry(String name, int mode, int size) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int inode = 1;

    void directory(String name) {
        add(name, DIRECTORY, new byte[0]);
    }

    void file(String name, int permissions, byte[] content) {
        add(name, REGULAR | permissions, content);
    }

    /** The archive with its trailer. */
    byte[] finish() {
        inode = 0;
        add(TRAILER, 0, new byte[0]);
        return bytes.toByteArray();
    }

    private void add(String name, int mode, byte[] content) {
        byte[] path = name.getBytes(StandardCharsets.US_ASCII);
        int links = 1;
        int[] fields = {inode++, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, path.length + 1, 0};
        StringBuilder header = new StringBuilder(MAGIC);
        for (int field : fields) {
            header.append(String.format(Locale.ROOT, "%08x", field));
        }
        bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(path);
        bytes.write(0);
        pad();
        bytes.writeBytes(content);
        pad();
    }

    private void pad() {
        while (bytes.size() % 4 != 0) {
            bytes.write(0);
        }
    }

    /** What an archive holds, its trailer not counted. */
    static List<Entry> list(byte[] archive) {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at + HEADER_BYTES <= archive.length) {
            int size = field(archive, at, 6);
            int nameBytes = field(archive, at, 11);
            String name = new String(
                    Arrays.copyOfRange(archive, at + HEADER_BYTES, at + HEADER_BYTES + nameBytes - 1),
                    StandardCharsets.US_ASCII);
            if (name.equals(TRAILER)) {
                return entries;
            }
            entries.add(new Entry(name, field(archive, at, 1), size));
            at = aligned(aligned(at + HEADER_BYTES + nameBytes) + size);
        }
        throw new IllegalArgumentException("no trailer before offset " + at);
    }

    private static int field(byte[] archive, int header, int index) {
        String hex = new String(archive, header + MAGIC.length() + 8 * index, 8, StandardCharsets.US_ASCII);
        return Integer.parseInt(hex, 16);
    }

    private static int aligned(int offset) {
        return (offset + 3) & ~3;
    }
}
