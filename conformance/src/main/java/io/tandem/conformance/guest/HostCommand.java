package io.tandem.conformance.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of this machine, run to its end. */
record HostCommand(Path folder, Duration limit, List<String> words) {
    HostCommand(Path folder, Duration limit, String... words) {
        this(folder, limit, List.of(words));
    }

    /** Its standard output; a command that fails is an error that quotes its last words. */
    String output() throws IOException, InterruptedException, GuestException {
        Path errors = Files.createTempFile("tandem-command", ".err");
        Path answer = Files.createTempFile("tandem-command", ".out");
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(answer.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly();
            }
            if (!ended) {
                throw failed("took longer than " + limit.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                String said = Files.readString(errors, StandardCharsets.UTF_8).strip();
                throw failed("exit " + process.exitValue() + ": " + said);
            }
            return Files.readString(answer, StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(errors);
            Files.deleteIfExists(answer);
        }
    }

    private GuestException failed(String how) {
        return new GuestException(
                GuestException.Reason.PREPARATION_FAILED, "`" + String.join(" ", words) + "` failed, " + how);
    }
}
