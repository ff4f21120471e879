package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A network namespace that one thread and the programs it starts have for themselves; gone with the thread. */
@SuppressWarnings("restricted")
final class PrivateNetwork {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int NOBODY = 65_534;
    /** SYS_setresuid of x86-64 and of other machines: the system call changes the calling thread alone. */
    private static final long SETRESUID = System.getProperty("os.arch").equals("amd64") ? 117 : 147;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle UNSHARE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("unshare"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    /** What is done inside. */
    interface Body {
        void run() throws Exception;
    }

    /** Runs a test inside; skips it, with the reason, where that cannot be. */
    static void run(Body body) throws Exception {
        try {
            LibnlRoute.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            if (unshare() != 0) {
                return false;
            }
            body.run();
            return true;
        });
        Thread thread = new Thread(task, "private network");
        thread.start();
        try {
            Assumptions.assumeTrue(task.get(120, TimeUnit.SECONDS), "only root can make a network namespace");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Takes the calling thread's privileges away, for good. */
    static void becomeNobody() {
        try {
            assertThat((long) SYSCALL.invokeExact(SETRESUID, (long) NOBODY, (long) NOBODY, (long) NOBODY))
                    .isZero();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs ip(8), which must succeed. */
    static void ip(String... arguments) throws IOException, InterruptedException {
        must("ip", arguments);
    }

    /** Runs tc(8), which must succeed; answers what it said. */
    static String tc(String... arguments) throws IOException, InterruptedException {
        return must("tc", arguments);
    }

    /** Makes a pair of virtual Ethernet interfaces. */
    static void veth(String left, String right) throws IOException, InterruptedException {
        ip("link", "add", "name", left, "type", "veth", "peer", "name", right);
    }

    private static String must(String program, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = program;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
        return said;
    }

    private static int unshare() {
        try {
            return (int) UNSHARE.invokeExact(CLONE_NEWNET);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateNetwork() {}
}
