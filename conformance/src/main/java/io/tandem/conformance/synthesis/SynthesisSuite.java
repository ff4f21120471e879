package io.tandem.conformance.synthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Has the simulated NIC's RTL made into cells of an FPGA by yosys. */
public final class SynthesisSuite {
    private static final String YOSYS = "synthesis/node_modules/@yowasp/yosys/package.json";

    /** What the machine lacks; the message says what mends it. */
    public static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * Synthesises a profile, as far as that has not been done since the RTL changed.
     *
     * @param project the folder hw-sim, which has been built
     * @throws MissingException also where there is no such profile to synthesise
     * @throws IOException where yosys fails or takes longer than it may
     */
    public static SynthesisReport run(Path project, String profile, Duration limit)
            throws MissingException, IOException, InterruptedException {
        if (!Files.exists(project.resolve(YOSYS))) {
            throw new MissingException("yosys is missing; run: ./tandem setup synthesis");
        }
        Path folder = project.resolve("target/nic").resolve(profile).resolve("synthesis");
        Files.createDirectories(folder);
        Path log = folder.resolve("make.log");
        Process make = new ProcessBuilder("make", "--directory=" + project, "synthesis-" + profile)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!make.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("yosys did not finish profile " + profile + " within " + limit.toMinutes()
                        + " minutes; give it more: --minutes");
            }
        } finally {
            make.descendants().forEach(ProcessHandle::destroyForcibly);
            make.destroyForcibly();
        }
        if (make.exitValue() != 0) {
            String words = Files.readString(log).strip();
            throw new IOException("yosys does not take profile " + profile + ": "
                    + words.substring(words.lastIndexOf('\n', words.length() - 200) + 1) + " (" + log + ")");
        }
        return YosysAnswers.read(profile, folder);
    }

    private SynthesisSuite() {}
}
