package io.tandem.datapath.conntrack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Open vSwitch's userspace datapath with dummy ports, in a directory of its own: packets go in by "p1" and "p2" and come
 * out of "out" with ct_state in the last byte of their source address.
 */
final class OvsSwitch implements AutoCloseable {
    private static final Path DAEMON = Path.of("/usr/sbin/ovs-vswitchd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final List<Process> daemons = new ArrayList<>();
    private int taken;

    static boolean installed() {
        return Files.isExecutable(DAEMON) && Files.isExecutable(Path.of("/usr/sbin/ovsdb-server"));
    }

    OvsSwitch(Path directory) throws IOException {
        this.directory = directory;
        run("ovsdb-tool", "create", path("db"), "/usr/share/openvswitch/vswitch.ovsschema");
        start("/usr/sbin/ovsdb-server", path("db"), "--remote=punix:" + path("db.sock"));
        await("db.sock");
        vsctl("--no-wait", "init");
        start(
                DAEMON.toString(),
                "unix:" + path("db.sock"),
                "--enable-dummy=override",
                "--disable-system",
                "--log-file=" + path("vswitchd.log"),
                "--unixctl=" + path("ctl"));
        await("ctl");
        vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail-mode=secure");
        vsctl("add-port", "br0", "p1", "--", "set", "interface", "p1", "type=dummy", "ofport_request=1");
        vsctl("add-port", "br0", "p2", "--", "set", "interface", "p2", "type=dummy", "ofport_request=2");
        String pcap = "options:tx_pcap=" + path("out.pcap");
        vsctl("add-port", "br0", "out", "--", "set", "interface", "out", "type=dummy", "ofport_request=3", pcap);
    }

    /** Sets what is tracked of the packets of both ports. */
    void actions(String first, String second) {
        List<String> flows = new ArrayList<>();
        flows.add("table=1 actions=move:NXM_NX_CT_STATE[0..7]->NXM_OF_ETH_SRC[0..7],3");
        boolean range = first.contains("nat(");
        List<String> families = !range ? List.of("ip", "ipv6") : List.of(first.contains("::") ? "ipv6" : "ip");
        for (String ip : families) {
            flows.add("table=0," + ip + ",in_port=1 actions=ct(table=1," + first + ")");
            flows.add("table=0," + ip + ",in_port=2 actions=ct(table=1," + second + ")");
        }
        ofctl("del-flows");
        flows.forEach(flow -> ofctl("add-flow", flow));
    }

    /** What comes out for a packet, where so many are to come. */
    List<byte[]> send(int port, byte[] frame, int expected) {
        appctl("netdev-dummy/receive", "p" + port, HexFormat.of().formatHex(frame));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<byte[]> all = captured();
        while (all.size() < taken + expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            all = captured();
        }
        List<byte[]> fresh = List.copyOf(all.subList(Math.min(taken, all.size()), all.size()));
        taken = all.size();
        return fresh;
    }

    private List<byte[]> captured() {
        Path pcap = directory.resolve("out.pcap");
        try {
            byte[] bytes = Files.readAllBytes(pcap);
            List<byte[]> frames = new ArrayList<>();
            // a file header of 24 bytes; each record has 16 bytes in front, its third number the length
            for (int at = 24; at + 16 <= bytes.length; ) {
                int length =
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(at + 8);
                if (at + 16 + length > bytes.length) {
                    break;
                }
                frames.add(Arrays.copyOfRange(bytes, at + 16, at + 16 + length));
                at += 16 + length;
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException("no capture " + pcap, e);
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void vsctl(String... words) {
        run(with("ovs-vsctl", "--timeout=20", "--db=unix:" + path("db.sock"), words));
    }

    private void ofctl(String what, String... words) {
        List<String> all = new ArrayList<>(List.of("ovs-ofctl", what, "unix:" + path("br0.mgmt")));
        all.addAll(List.of(words));
        run(all.toArray(String[]::new));
    }

    private void appctl(String... words) {
        run(with("ovs-appctl", "--timeout=20", "--target=" + path("ctl"), words));
    }

    private static String[] with(String tool, String first, String second, String... words) {
        List<String> all = new ArrayList<>(List.of(tool, first, second));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    private void start(String... words) throws IOException {
        daemons.add(process(words)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("daemon.out").toFile())
                .start());
    }

    private ProcessBuilder process(String... words) {
        ProcessBuilder process = new ProcessBuilder(words).directory(directory.toFile());
        process.environment().put("OVS_RUNDIR", directory.toString());
        process.environment().put("OVS_LOGDIR", directory.toString());
        return process;
    }

    private void run(String... words) {
        try {
            Process process = process(words).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await(String name) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(directory.resolve(name))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + name + " in " + directory);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        for (Process daemon : daemons.reversed()) {
            daemon.destroy();
            daemon.onExit().join();
        }
    }
}
