package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An ovs-vswitchd in a directory of its own, which touches no other one. Upcalls and revalidation never begin ({@code flow-restore-wait}), so that the flows of the datapath are
 * those that are put by hand.
 *
 * <p>Source: ovs-vswitchd.conf.db(5); Open vSwitch lib/netdev-dummy.c.
 */
final class VswitchDaemon implements AutoCloseable {
    /** The tools that it takes. */
    static final List<HostTool> TOOLS = List.of(
            HostTool.OVS_VSWITCHD, HostTool.OVS_VSCTL, HostTool.OVS_OFCTL, HostTool.OVSDB_SERVER, HostTool.OVSDB_TOOL);

    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long a daemon that closed its sockets may take to end. */
    private static final Duration DEATH = Duration.ofMillis(500);

    private static final int RETRY_MILLIS = 10;

    private final VswitchSetup setup;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::stop, "stop-vswitchd");

    private VswitchDaemon(VswitchSetup setup, Path folder) {
        this.setup = setup;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the daemons and waits until the ports are there. */
    static VswitchDaemon start(VswitchSetup setup) throws IOException, InterruptedException, GuestException {
        HostTool.require(TOOLS);
        VswitchDaemon daemon = new VswitchDaemon(setup, Files.createTempDirectory("tandem-ovs"));
        try {
            daemon.begin();
            return daemon;
        } catch (IOException | InterruptedException | GuestException e) {
            daemon.close();
            throw e;
        }
    }

    /** A new connection to the control socket. */
    Unixctl control() throws IOException {
        return Unixctl.connect(folder.resolve("v.ctl"));
    }

    /** Its directory. */
    Path folder() {
        return folder;
    }

    /** The process of ovs-vswitchd. */
    long pid() {
        return processes.getLast().pid();
    }

    /** Runs ovs-ofctl on the bridge. */
    void openflow(String command, String... arguments) throws IOException, InterruptedException, GuestException {
        List<String> words = new ArrayList<>(List.of(
                "-O",
                "OpenFlow15",
                command,
                folder.resolve(VswitchSetup.BRIDGE + ".mgmt").toString()));
        words.addAll(List.of(arguments));
        run(HostTool.OVS_OFCTL, words);
    }

    @Override
    public void close() throws IOException {
        stop();
        Runtime.getRuntime().removeShutdownHook(hook);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void begin() throws IOException, InterruptedException, GuestException {
        Path database = folder.resolve("db.sock");
        run(HostTool.OVSDB_TOOL, List.of("create", folder.resolve("conf.db").toString(), SCHEMA.toString()));
        daemon(HostTool.OVSDB_SERVER, "db", folder.resolve("conf.db").toString(), "--remote=punix:" + database);
        await(database);
        run(HostTool.OVS_VSCTL, configuration(database));
        List<String> arguments = new ArrayList<>(List.of("unix:" + database));
        arguments.addAll(setup.options());
        daemon(setup.program(), "v", arguments.toArray(String[]::new));
        await(folder.resolve(VswitchSetup.BRIDGE + ".mgmt"));
        for (Path file : setup.made(folder)) {
            await(file);
        }
    }

    private List<String> configuration(Path database) {
        List<String> words = new ArrayList<>(List.of(
                "--no-wait",
                "--db=unix:" + database,
                "init",
                "--",
                "set",
                "Open_vSwitch",
                ".",
                "other_config:flow-restore-wait=true"));
        words.addAll(setup.globals());
        words.addAll(List.of(
                "--",
                "add-br",
                VswitchSetup.BRIDGE,
                "--",
                "set",
                "bridge",
                VswitchSetup.BRIDGE,
                "datapath-type=" + setup.datapathType(),
                "fail-mode=secure"));
        words.addAll(setup.ports(folder));
        return words;
    }

    private void daemon(HostTool tool, String name, String... arguments) throws IOException, GuestException {
        List<String> words = new ArrayList<>(List.of(tool.find().toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of(
                "--no-chdir",
                "--pidfile=" + folder.resolve(name + ".pid"),
                "--unixctl=" + folder.resolve(name + ".ctl"),
                "--log-file=" + folder.resolve(name + ".log"),
                "-vconsole:off"));
        processes.add(process(words).start());
    }

    private void run(HostTool tool, List<String> arguments) throws IOException, InterruptedException, GuestException {
        List<String> words = new ArrayList<>(List.of(tool.find().toString()));
        words.addAll(arguments);
        Process process = process(words).start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end of: " + String.join(" ", words));
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit " + process.exitValue() + " of: " + String.join(" ", words) + ": "
                    + Files.readString(output()).strip());
        }
    }

    private ProcessBuilder process(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        for (String variable : List.of("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")) {
            builder.environment().put(variable, folder.toString());
        }
        return builder;
    }

    private Path output() {
        return folder.resolve("output");
    }

    private void await(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > end || processes.stream().anyMatch(p -> !p.isAlive())) {
                throw new IOException("Open vSwitch did not make " + file + ": " + log());
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** False where a daemon has ended; one that is about to is waited for. */
    boolean running() throws InterruptedException {
        for (Process process : processes) {
            if (process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Its log. */
    Path logFile() {
        return folder.resolve("v.log");
    }

    /** The last lines of its log. */
    String log() throws IOException {
        Path log = logFile();
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private void stop() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(p -> p.onExit().join());
    }
}
