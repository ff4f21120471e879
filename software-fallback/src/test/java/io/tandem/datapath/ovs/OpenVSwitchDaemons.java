package io.tandem.datapath.ovs;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The Open vSwitch of this machine, with a database and a folder of its own and ports of packets in memory. Needs no
 * privileges and touches no other one. A program that fails is an {@link IllegalStateException} with what it said.
 *
 * <p>Source: ovs-vswitchd(8), ovs-vswitchd.conf.db(5); Open vSwitch lib/netdev-dummy.c.
 */
public final class OpenVSwitchDaemons implements AutoCloseable {
    private static final String SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema";
    private static final String DAEMON = "ovs-vswitchd";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();

    /** True where its programs are here. */
    public static boolean isInstalled() {
        return Stream.of(DAEMON, "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-ofctl", "ovs-appctl")
                .allMatch(program -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
    }

    /** Starts it without a bridge, with its files in that folder. */
    public OpenVSwitchDaemons(Path folder) throws IOException {
        this.folder = folder;
        try {
            run("ovsdb-tool", "create", path("conf.db"), SCHEMA);
            daemon("ovsdb-server", "--unixctl=" + path("db.ctl"), "--remote=punix:" + path("db.sock"), path("conf.db"));
            await("db.sock");
            vsctl("--no-wait", "init");
            daemon(
                    DAEMON,
                    "--unixctl=" + path("vs.ctl"),
                    "--enable-dummy",
                    "--disable-system",
                    "unix:" + path("db.sock"));
            await("vs.ctl");
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A file of that name in its folder. */
    public String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Changes the configuration, and waits until that is done. */
    public void vsctl(String... words) {
        run(List.of("ovs-vsctl", "--timeout=20", "--db=unix:" + path("db.sock")), words);
    }

    /** Runs ovs-ofctl on a bridge. */
    public void ofctl(String command, String bridge, String... words) {
        run(List.of("ovs-ofctl", command, "unix:" + path(bridge + ".mgmt")), words);
    }

    /** Asks the daemon something. */
    public String appctl(String... words) {
        return run(List.of("ovs-appctl", "--timeout=20", "--target=" + path("vs.ctl")), words);
    }

    /** The frames that a port has sent so far, where its {@code tx_pcap} is that file. */
    public List<byte[]> captured(String file) {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(folder.resolve(file))) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get().frame());
            }
        } catch (CaptureException e) {
            return frames; // the next record is being written
        }
        return frames;
    }

    /** What the daemon has logged. */
    public String log() {
        try {
            return Files.readString(folder.resolve(DAEMON + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void daemon(String... words) throws IOException {
        File log = folder.resolve(words[0] + ".log").toFile();
        daemons.add(process(words).redirectOutput(log).start());
    }

    private ProcessBuilder process(String... words) {
        ProcessBuilder process = new ProcessBuilder(words).redirectErrorStream(true);
        process.environment().put("OVS_RUNDIR", folder.toString());
        return process;
    }

    private String run(List<String> first, String... more) {
        return run(Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private String run(String... words) {
        try {
            Process process = process(words).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await(String name) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(folder.resolve(name))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + name + " in " + folder);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        for (Process daemon : daemons.reversed()) {
            daemon.destroy();
            daemon.onExit().completeOnTimeout(daemon, 10, TimeUnit.SECONDS).join();
            daemon.destroyForcibly();
        }
    }
}
