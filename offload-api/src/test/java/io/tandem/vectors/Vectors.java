package io.tandem.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Reads the vectors made with real tools; a test that needs them is skipped, with a word, where they are absent. */
public final class Vectors {
    /** The lines of one file of the directory that the system property {@code tandem.vectors} names. */
    public static List<String> lines(String name) throws IOException {
        Path file = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), name);
        Assumptions.assumeTrue(Files.isReadable(file), "no " + file + "; set -Dtandem.vectors=DIR");
        return Files.readAllLines(file);
    }

    private Vectors() {}
}
