package io.tandem.conformance.datapath;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.flow.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Frames of a directory of captures. */
public final class Captures {
    /** The longest frame that every side takes: as long as the ports of a reference are told that frames are. */
    static final int LONGEST = 9000;

    private static final int SHORTEST = 14;

    private final Path folder;
    private final Map<String, List<Bytes>> read = new HashMap<>();

    public Captures(Path folder) {
        this.folder = folder;
    }

    /**
     * The captures of a directory that {@code --captures} names.
     *
     * @throws IOException where there is no such directory, or no capture in it
     */
    public static Captures named(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("--captures: there is no directory " + folder);
        }
        Captures captures = new Captures(folder);
        if (captures.names().isEmpty()) {
            throw new IOException("--captures: there is no file *.pcap in " + folder);
        }
        return captures;
    }

    /** The arguments that name the captures of a vectors' directory; none where it has no such directory. */
    public static List<String> inputFrom(Path vectors) {
        Path folder = vectors.resolve("pcaps");
        return Files.isDirectory(folder) ? List.of("--captures", folder.toString()) : List.of();
    }

    /** The names of the captures; none where there is no such directory. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".pcap"))
                    .sorted()
                    .toList();
        }
    }

    /** The frames of a capture that a datapath takes, up to the first that cannot be read. */
    public List<Bytes> frames(String name) {
        return read.computeIfAbsent(name, n -> read(folder.resolve(n)));
    }

    /** The frame that {@code NAME.pcap#NUMBER} means, counted from zero. */
    public Optional<Bytes> find(String word) {
        int hash = word.indexOf('#');
        if (hash < 0 || !word.substring(hash + 1).matches("[0-9]{1,6}")) {
            return Optional.empty();
        }
        List<Bytes> frames = frames(word.substring(0, hash));
        int number = Integer.parseInt(word.substring(hash + 1));
        return number < frames.size() ? Optional.of(frames.get(number)) : Optional.empty();
    }

    private static List<Bytes> read(Path file) {
        List<Bytes> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                byte[] frame = next.get().frame();
                if (frame.length >= SHORTEST && frame.length <= LONGEST) {
                    frames.add(Bytes.of(frame));
                }
            }
        } catch (CaptureException e) {
            return List.copyOf(frames); // what stands before the damage is as good as any
        }
        return List.copyOf(frames);
    }
}
