package io.tandem.rte.nativelib;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the structs of one release of DPDK have their fields, and what its constants are. All releases stand in one
 * table, layouts.txt beside this class. Asking for what the table does not have is an {@link IllegalArgumentException}:
 * names are written in this program, not by users.
 */
public final class Layouts {
    private static final String FILE = "layouts.txt";
    private static final String CONSTANTS = "constants";
    private static final String SIZE = "sizeof";
    private static final String ABSENT = "-";

    private static final List<Layouts> RELEASES = read();

    private final String release;
    private final Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    /** Those that were asked for. */
    private final Map<String, Map<String, Field>> fields = new ConcurrentHashMap<>();

    private Layouts(String release) {
        this.release = release;
    }

    /**
     * The layouts of a release.
     *
     * @param release year and month, as "22.11"
     * @return empty where the table does not have it
     */
    public static Optional<Layouts> of(String release) {
        return RELEASES.stream().filter(l -> l.release.equals(release)).findFirst();
    }

    /** The releases of the table, oldest first. */
    public static List<String> releases() {
        return RELEASES.stream().map(Layouts::release).toList();
    }

    /** Year and month, as "22.11". */
    public String release() {
        return release;
    }

    /** Bytes of a struct. */
    public int size(String struct) {
        return Integer.parseInt(cell(struct, SIZE));
    }

    /** Where a field lies in its struct. Any thread. */
    public Field field(String struct, String name) {
        Map<String, Field> known = fields.get(struct);
        Field field = known == null ? null : known.get(name);
        return field == null ? parse(struct, name) : field;
    }

    private Field parse(String struct, String name) {
        String[] parts = cell(struct, name).split(":", -1);
        int bytes = Integer.parseInt(parts[1]);
        long whole = bytes >= Long.BYTES ? -1L : (1L << bytes * Byte.SIZE) - 1;
        Field field = new Field(Integer.parseInt(parts[0]), bytes, parts.length == 3 ? Long.decode(parts[2]) : whole);
        fields.computeIfAbsent(struct, s -> new ConcurrentHashMap<>()).put(name, field);
        return field;
    }

    /** The offset of a field in its struct, in bytes. */
    public int offset(String struct, String name) {
        return field(struct, name).offset();
    }

    /** The value of an enumerator or a macro, unsigned. */
    public long constant(String name) {
        String cell = cell(CONSTANTS, name);
        return cell.startsWith("0x") ? Long.parseUnsignedLong(cell, 2, cell.length(), 16) : Long.parseLong(cell);
    }

    /** Whether this release has that field of that struct. */
    public boolean has(String struct, String name) {
        String cell = cells.getOrDefault(struct, Map.of()).getOrDefault(name, ABSENT);
        return !cell.equals(ABSENT);
    }

    /** The rows: structs, then the names of what each has in the table's words, with what the table says. */
    Map<String, Map<String, String>> cells() {
        return cells;
    }

    private String cell(String struct, String name) {
        if (!has(struct, name)) {
            throw new IllegalArgumentException("DPDK " + release + ": " + FILE + " has no " + name + " of " + struct);
        }
        return cells.getOrDefault(struct, Map.of()).getOrDefault(name, ABSENT);
    }

    @Override
    public String toString() {
        return "DPDK " + release;
    }

    private static List<Layouts> read() {
        List<Layouts> releases = new ArrayList<>();
        String struct = "";
        try (InputStream file = Layouts.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split(" +", -1);
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (releases.isEmpty()) {
                    for (String word : words) {
                        releases.add(new Layouts(word));
                    }
                } else if (line.startsWith(" ")) {
                    for (int i = 0; i < releases.size(); i++) {
                        releases.get(i)
                                .cells
                                .computeIfAbsent(struct, s -> new LinkedHashMap<>())
                                .put(words[0], words[i + 1]);
                    }
                } else {
                    struct = words[0];
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(releases);
    }

    /**
     * A field, or a bit-field.
     *
     * @param offset in bytes from the struct's start
     * @param bytes of the field; for a bit-field, of the word it lies in
     * @param mask its bits in the little-endian word of at most eight bytes; all of them for a whole field
     */
    public record Field(int offset, int bytes, long mask) {}
}
