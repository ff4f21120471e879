package io.tandem.hwsim.driver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * What an FST file says of itself. Blocks of a type byte and a big-endian length, which counts itself, as in GTKWave's
 * fstapi.h.
 *
 * @param startTime of the first values
 * @param endTime of the last
 * @param scopes modules and the like
 * @param variables signals
 * @param valueBlocks blocks of values
 * @param names of scopes and signals
 */
record FstFile(long startTime, long endTime, long scopes, long variables, int valueBlocks, Set<String> names) {
    private static final int HEADER = 0;
    private static final int HIERARCHY_GZIP = 4;
    private static final int HIERARCHY_LZ4 = 6;
    private static final int VALUES = 8;
    /** What a double has to read where bytes are in this machine's order: fstapi.c FST_DOUBLE_ENDTEST. */
    private static final double E = Math.E;

    static FstFile read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long startTime = -1;
        long endTime = -1;
        long scopes = 0;
        long variables = 0;
        int valueBlocks = 0;
        Set<String> names = new HashSet<>();
        while (bytes.hasRemaining()) {
            int type = bytes.get();
            int start = bytes.position();
            int length = Math.toIntExact(bytes.getLong());
            if (length < Long.BYTES || length > bytes.limit() - start) {
                throw new IOException(
                        file + ": a block of type " + type + " at " + (start - 1) + " has length " + length);
            }
            switch (type) {
                case HEADER -> {
                    startTime = bytes.getLong();
                    endTime = bytes.getLong();
                    if (bytes.slice().order(ByteOrder.nativeOrder()).getDouble() != E) {
                        throw new IOException(file + ": no test number in the header");
                    }
                    bytes.position(bytes.position() + 2 * Long.BYTES);
                    scopes = bytes.getLong();
                    variables = bytes.getLong();
                }
                case HIERARCHY_GZIP -> {
                    bytes.getLong(); // uncompressed length
                    byte[] compressed = new byte[length - 2 * Long.BYTES];
                    bytes.get(compressed);
                    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
                        addNames(in.readAllBytes(), names);
                    }
                }
                case HIERARCHY_LZ4 -> {
                    int whole = Math.toIntExact(bytes.getLong());
                    byte[] compressed = new byte[length - 2 * Long.BYTES];
                    bytes.get(compressed);
                    addNames(lz4(compressed, whole), names);
                }
                case VALUES -> valueBlocks++;
                default -> {}
            }
            bytes.position(start + length);
        }
        return new FstFile(startTime, endTime, scopes, variables, valueBlocks, Set.copyOf(names));
    }

    /** Names are what stands between bytes that are no letters, digits or underscores. */
    private static void addNames(byte[] hierarchy, Set<String> names) {
        names.addAll(Arrays.asList(new String(hierarchy, StandardCharsets.ISO_8859_1).split("\\W+")));
    }

    /** The LZ4 block format: a token, literals, and a match that repeats what was written before. */
    private static byte[] lz4(byte[] in, int length) {
        byte[] out = new byte[length];
        ByteBuffer from = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (from.hasRemaining()) {
            int token = from.get() & 0xff;
            int literals = extended(token >>> 4, from);
            from.get(out, at, literals);
            at += literals;
            if (from.hasRemaining()) {
                int back = from.getShort() & 0xffff;
                for (int end = at + extended(token & 15, from) + 4; at < end; at++) {
                    out[at] = out[at - back];
                }
            }
        }
        return out;
    }

    private static int extended(int nibble, ByteBuffer from) {
        int sum = nibble;
        for (int next = nibble == 15 ? 255 : 0; next == 255; sum += next) {
            next = from.get() & 0xff;
        }
        return sum;
    }
}
