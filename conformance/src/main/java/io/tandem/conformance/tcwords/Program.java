package io.tandem.conformance.tcwords;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a command line left.
 *
 * @param status its exit status
 * @param output what it wrote
 * @param errors what it complained of
 */
record Program(int status, String output, String errors) {
    /** A line that no shell is needed for; what no program begins is left to the shell's exit status. */
    private static final Pattern WORDS = Pattern.compile("(?:tc|ip) [A-Za-z0-9_./:=+,@%\\- ]+");

    private static final long LIMIT_SECONDS = 60;

    /** Runs a line, by a shell where it has something for one. */
    static Program run(String line) throws IOException, InterruptedException {
        boolean plain = WORDS.matcher(line).matches();
        return run(plain ? List.of(line.strip().split(" +")) : List.of("sh", "-c", line));
    }

    /** Runs a line that must succeed. */
    static String expect(String line) throws IOException, InterruptedException {
        Program done = run(line);
        if (done.status != 0) {
            throw new IOException(line + ": exit status " + done.status + ": " + done.errors.strip());
        }
        return done.output;
    }

    private static Program run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("/dev/shm"), "output", "");
        Path errors = Files.createTempFile(Path.of("/dev/shm"), "errors", "");
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", words) + ": no end within " + LIMIT_SECONDS + " s");
            }
            return new Program(process.exitValue(), text(output), text(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
