package io.tandem.hwsim.build;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.hwsim.profile.NicProfile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the executables below the project that the system property {@code tandem.root} names. Those that Tandem is not
 * built with are made when they are first asked for, and by a later process again after the RTL has changed. Any thread.
 */
public final class NicBuild {
    private static final int LAST_LINES = 12;
    private static final Map<String, Path> MADE = new HashMap<>();

    /**
     * The executable of a profile.
     *
     * @throws BackendUnavailableException where it is not there, or cannot be made; the message has make's last lines
     */
    public static Path program(NicProfile profile, NicVariant variant) throws BackendUnavailableException {
        String target = "target/nic/" + variant.folder(profile.text()) + "/tandem-nic";
        if (variant != NicVariant.PLAIN || !profile.builtAlways()) {
            return make(target);
        }
        Path program = module().resolve(target);
        if (!Files.isExecutable(program)) {
            throw new BackendUnavailableException(
                    "the simulated NIC is not built (no " + program + "); run: ./tandem build");
        }
        return program;
    }

    /**
     * The bench of some modules alone: hw-sim/bench/bench_NAME.sv.
     *
     * @param coverage whether it can say which lines it ran
     * @throws BackendUnavailableException where it cannot be made
     */
    public static Path bench(String name, boolean coverage) throws BackendUnavailableException {
        return make("target/nic/" + (coverage ? "bench-coverage/" : "bench/") + name + "/bench");
    }

    /**
     * A file that the makefile makes, brought up to date.
     *
     * @param target as the makefile names it, relative to its folder
     */
    static synchronized Path make(String target) throws BackendUnavailableException {
        if (MADE.containsKey(target)) {
            return MADE.get(target);
        }
        Path file = module().resolve(target);
        Path lock = module().resolve("target/nic/make.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Process make = new ProcessBuilder("make", "--jobs=2", "--silent", "--directory=" + module(), target)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            List<String> lines = make.inputReader().lines().toList();
            if (make.waitFor() != 0) {
                throw new BackendUnavailableException("cannot make " + file + ": "
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
            }
            MADE.put(target, file);
            return file;
        } catch (IOException e) {
            throw new BackendUnavailableException("cannot make " + file + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("interrupted while making " + file, e);
        }
    }

    private static Path module() {
        return Path.of(System.getProperty("tandem.root", "."), "hw-sim");
    }

    private NicBuild() {}
}
