package io.tandem.rte.eal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.rte.nativelib.Dpdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A JVM of its own for a program that starts EAL, which is possible once in the life of a process. */
public final class FreshJvm {
    /** Skips the test, with the reason, where DPDK is not on this machine. */
    public static void assumeDpdk() {
        try {
            Dpdk.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    /** Runs a main class to its end, which must be a good one. Answers what it printed, with what DPDK printed. */
    public static String run(Class<?> program, Object... arguments) throws IOException, InterruptedException {
        return run(Map.of(), program, arguments);
    }

    /** The same with more in its environment. */
    public static String run(Map<String, String> environment, Class<?> program, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private FreshJvm() {}
}
