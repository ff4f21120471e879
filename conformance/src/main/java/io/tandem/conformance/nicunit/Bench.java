package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.build.NicBuild;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A bench of hw-sim/bench, which is given items and answers items, with gaps between those and stalls between these. An
 * item is as many 64-bit words as its bench says, the lowest first.
 *
 * @param name of the bench
 * @param inWords words of an item that goes in
 * @param outWords words of one that comes out
 */
record Bench(String name, int inWords, int outWords) {
    private static final int GAPS = 20; // percent of the clocks
    private static final int STALLS = 30;

    /**
     * Sends items and answers what came out.
     *
     * @param seed of gaps and stalls
     * @param coverage the file for the lines that ran; empty: none
     * @throws DeviceException where an assertion does not hold, or the module takes no more
     */
    List<long[]> run(List<long[]> items, long seed, Optional<Path> coverage)
            throws BackendUnavailableException, DeviceException {
        List<String> command = new ArrayList<>(List.of(
                NicBuild.bench(name, coverage.isPresent()).toString(),
                "--seed",
                Long.toString(seed & 0xffff),
                "--gaps",
                Integer.toString(GAPS),
                "--stalls",
                Integer.toString(STALLS)));
        coverage.ifPresent(file -> command.addAll(List.of("--coverage", file.toString())));
        try {
            Process process = new ProcessBuilder(command).start();
            CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> bytes(process));
            try (OutputStream in = process.getOutputStream()) {
                in.write(toBytes(items));
            }
            byte[] answered = out.join();
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new DeviceException("bench " + name + ", seed " + seed + ": " + complaint.strip());
            }
            return toItems(answered);
        } catch (IOException e) {
            throw new DeviceException("bench " + name + " broke off: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException("bench " + name + " was interrupted", e);
        }
    }

    private static byte[] bytes(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] toBytes(List<long[]> items) {
        ByteBuffer bytes =
                ByteBuffer.allocate(items.size() * inWords * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long[] item : items) {
            if (item.length != inWords) {
                throw new IllegalArgumentException(
                        item.length + " words for bench " + name + ", which takes " + inWords);
            }
            bytes.asLongBuffer().put(item);
            bytes.position(bytes.position() + inWords * Long.BYTES);
        }
        return bytes.array();
    }

    private List<long[]> toItems(byte[] bytes) {
        List<long[]> items = new ArrayList<>();
        for (int at = 0; at + outWords * Long.BYTES <= bytes.length; at += outWords * Long.BYTES) {
            long[] item = new long[outWords];
            ByteBuffer.wrap(bytes, at, outWords * Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(item);
            items.add(item);
        }
        return items;
    }
}
