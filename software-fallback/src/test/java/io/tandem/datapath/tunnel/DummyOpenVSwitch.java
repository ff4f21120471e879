package io.tandem.datapath.tunnel;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Open vSwitch of this machine with its userspace datapath between two ports of packets in memory, p0 and p1. */
final class DummyOpenVSwitch implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("port (\\d+): (\\S+)");
    /** A port takes a hundred packets before it drops. */
    private static final int BATCH = 40;

    private static final String MARKER_TYPE = "88b5";
    private static final long SETTLED_MILLIS = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();
    private final Map<String, Integer> ports = new TreeMap<>();
    private int markers;

    /** True where its programs are here. */
    static boolean isInstalled() {
        return Stream.of("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-appctl")
                .allMatch(program -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
    }

    /** Starts it, with files in that folder and a port for each tunnel. */
    DummyOpenVSwitch(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        run(0, "ovsdb-tool", "create", file("conf.db"), "/usr/share/openvswitch/vswitch.ovsschema");
        daemon("ovsdb-server", "--unixctl=" + file("db.ctl"), "--remote=punix:" + file("db.sock"), file("conf.db"));
        await(folder.resolve("db.sock"));
        vsctl("--no-wait", "init");
        daemon(
                "ovs-vswitchd",
                "--unixctl=" + file("vs.ctl"),
                "--enable-dummy",
                "--disable-system",
                "unix:" + file("db.sock"));
        await(folder.resolve("vs.ctl"));
        String flow = "options:remote_ip=flow options:key=flow";
        vsctl(("add-br br0 -- set bridge br0 datapath_type=dummy fail-mode=secure"
                        + " -- add-port br0 p0 -- set interface p0 type=dummy"
                        + " -- add-port br0 p1 -- set interface p1 type=dummy options:tx_pcap=" + file("p1.pcap")
                        + " -- add-port br0 t1 -- set interface t1 type=vxlan " + flow
                        + " -- add-port br0 t2 -- set interface t2 type=geneve " + flow
                        + " -- add-port br0 t3 -- set interface t3 type=gre options:seq=true " + flow
                        + " -- add-port br0 t4 -- set interface t4 type=erspan options:erspan_ver=flow "
                        + "options:erspan_idx=flow options:erspan_dir=flow options:erspan_hwid=flow " + flow)
                .split(" "));
        vsctl("set", "Open_vSwitch", ".", "other_config:max-idle=3600000", "other_config:max-revalidator=3600000");
        Matcher found = PORT.matcher(appctl(0, "dpctl/show"));
        while (found.find()) {
            ports.put(found.group(2).replaceAll("_sys.*", ""), Integer.valueOf(found.group(1)));
        }
        String marked = "in_port(" + port("p0") + "),eth(),eth_type(0x" + MARKER_TYPE + ")";
        // flows that it would not make itself last only until its next revalidation: let the one that is due pass
        do {
            appctl(0, "dpctl/del-flows");
            add(marked, Integer.toString(port("p1")));
            TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS);
        } while (!appctl(0, "dpctl/dump-flows").contains("eth_type(0x" + MARKER_TYPE + ")"));
    }

    /** The number of a port: p0, p1, vxlan, genev, gre, erspan. */
    int port(String name) {
        return Optional.ofNullable(ports.get(name))
                .orElseThrow(() -> new AssertionError("no port " + name + " among " + ports));
    }

    /** Adds a flow of the datapath. */
    void add(String match, String actions) throws IOException, InterruptedException {
        appctl(0, "dpctl/add-flow", match, actions);
    }

    /** Puts frames into p0; answers what has left p1 for them. */
    List<byte[]> pass(List<byte[]> frames) throws IOException, InterruptedException {
        List<byte[]> left = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += BATCH) {
            List<String> command = new ArrayList<>(List.of("netdev-dummy/receive", "p0"));
            frames.subList(from, Math.min(frames.size(), from + BATCH))
                    .forEach(f -> command.add(HexFormat.of().formatHex(f)));
            command.add(marker(markers++));
            appctl(0, command.toArray(String[]::new));
            left = await(markers);
        }
        return left;
    }

    private static String marker(int number) {
        return "020000000002020000000001" + MARKER_TYPE + "%08x".formatted(number) + "00".repeat(60);
    }

    /** What p1 has sent, without markers, as soon as there are that many of these. */
    private List<byte[]> await(int markersSent) throws IOException, InterruptedException {
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            List<byte[]> frames = sent();
            List<byte[]> others = frames.stream()
                    .filter(f -> f.length < 14 || (f[12] & 0xff) != 0x88 || (f[13] & 0xff) != 0xb5)
                    .toList();
            if (frames.size() - others.size() == markersSent) {
                return others;
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError((frames.size() - others.size()) + " of " + markersSent + " markers\n"
                        + Files.readString(folder.resolve("ovs-vswitchd.log")));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private List<byte[]> sent() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(folder.resolve("p1.pcap"))) {
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get().frame());
            }
        } catch (CaptureException e) {

            return List.of(); // the last record is being written
        }
        return frames;
    }

    private String appctl(int expected, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-appctl", "-t", file("vs.ctl")));
        command.addAll(List.of(arguments));
        return run(expected, command.toArray(String[]::new));
    }

    private void vsctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=20", "--db=unix:" + file("db.sock")));
        command.addAll(List.of(arguments));
        run(0, command.toArray(String[]::new));
    }

    private String run(int expected, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != expected) {
            throw new AssertionError(String.join(" ", command) + "\n" + output);
        }
        return output;
    }

    private void daemon(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OVS_RUNDIR", folder.toString());
        daemons.add(builder.redirectOutput(folder.resolve(command[0] + ".log").toFile())
                .start());
    }

    private static void await(Path file) throws InterruptedException {
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(file)) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("no " + file);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
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
