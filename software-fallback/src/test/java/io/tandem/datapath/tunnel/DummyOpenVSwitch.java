package io.tandem.datapath.tunnel;

import io.tandem.datapath.ovs.OpenVSwitchDaemons;
import java.io.IOException;
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

/** The Open vSwitch of this machine with its userspace datapath between two ports of packets in memory, p0 and p1. */
final class DummyOpenVSwitch implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("port (\\d+): (\\S+)");
    /** A port takes a hundred packets before it drops. */
    private static final int BATCH = 40;

    private static final String CAPTURE = "p1.pcap";
    private static final String MARKER_TYPE = "88b5";
    private static final long SETTLED_MILLIS = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final OpenVSwitchDaemons daemons;
    private final Map<String, Integer> ports = new TreeMap<>();
    private int markers;

    /** Starts it, with files in that folder and a port for each tunnel. */
    DummyOpenVSwitch(Path folder) throws IOException, InterruptedException {
        daemons = new OpenVSwitchDaemons(folder);
        String flow = "options:remote_ip=flow options:key=flow";
        daemons.vsctl(("add-br br0 -- set bridge br0 datapath_type=dummy fail-mode=secure"
                        + " -- add-port br0 p0 -- set interface p0 type=dummy"
                        + " -- add-port br0 p1 -- set interface p1 type=dummy options:tx_pcap=" + daemons.path(CAPTURE)
                        + " -- add-port br0 t1 -- set interface t1 type=vxlan " + flow
                        + " -- add-port br0 t2 -- set interface t2 type=geneve " + flow
                        + " -- add-port br0 t3 -- set interface t3 type=gre options:seq=true " + flow
                        + " -- add-port br0 t4 -- set interface t4 type=erspan options:erspan_ver=flow "
                        + "options:erspan_idx=flow options:erspan_dir=flow options:erspan_hwid=flow " + flow)
                .split(" "));
        daemons.vsctl(
                "set", "Open_vSwitch", ".", "other_config:max-idle=3600000", "other_config:max-revalidator=3600000");
        Matcher found = PORT.matcher(daemons.appctl("dpctl/show"));
        while (found.find()) {
            ports.put(found.group(2).replaceAll("_sys.*", ""), Integer.valueOf(found.group(1)));
        }
        String marked = "in_port(" + port("p0") + "),eth(),eth_type(0x" + MARKER_TYPE + ")";
        // flows that it would not make itself last only until its next revalidation: let the one that is due pass
        do {
            daemons.appctl("dpctl/del-flows");
            add(marked, Integer.toString(port("p1")));
            TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS);
        } while (!daemons.appctl("dpctl/dump-flows").contains("eth_type(0x" + MARKER_TYPE + ")"));
    }

    /** The number of a port: p0, p1, vxlan, genev, gre, erspan. */
    int port(String name) {
        return Optional.ofNullable(ports.get(name))
                .orElseThrow(() -> new AssertionError("no port " + name + " among " + ports));
    }

    /** Adds a flow of the datapath. */
    void add(String match, String actions) {
        daemons.appctl("dpctl/add-flow", match, actions);
    }

    /** Puts frames into p0; answers what has left p1 for them. */
    List<byte[]> pass(List<byte[]> frames) throws InterruptedException {
        List<byte[]> left = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += BATCH) {
            List<String> command = new ArrayList<>(List.of("netdev-dummy/receive", "p0"));
            frames.subList(from, Math.min(frames.size(), from + BATCH))
                    .forEach(f -> command.add(HexFormat.of().formatHex(f)));
            command.add(marker(markers++));
            daemons.appctl(command.toArray(String[]::new));
            left = await(markers);
        }
        return left;
    }

    private static String marker(int number) {
        return "020000000002020000000001" + MARKER_TYPE + "%08x".formatted(number) + "00".repeat(60);
    }

    /** What p1 has sent, without markers, as soon as there are that many of these. */
    private List<byte[]> await(int markersSent) throws InterruptedException {
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            List<byte[]> frames = daemons.captured(CAPTURE);
            List<byte[]> others = frames.stream()
                    .filter(f -> f.length < 14 || (f[12] & 0xff) != 0x88 || (f[13] & 0xff) != 0xb5)
                    .toList();
            if (frames.size() - others.size() == markersSent) {
                return others;
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError(
                        (frames.size() - others.size()) + " of " + markersSent + " markers\n" + daemons.log());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        daemons.close();
    }
}
