package io.tandem.datapath.conntrack;

import io.tandem.datapath.ovs.OpenVSwitchDaemons;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Open vSwitch's userspace datapath with dummy ports: packets go in by "p1" and "p2" and come out of "out" with ct_state
 * in the last byte of their source address.
 */
final class OvsSwitch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CAPTURE = "out.pcap";

    private final OpenVSwitchDaemons daemons;
    private int taken;

    OvsSwitch(Path directory) throws IOException {
        daemons = new OpenVSwitchDaemons(directory);
        daemons.vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail-mode=secure");
        port("p1", "ofport_request=1");
        port("p2", "ofport_request=2");
        port("out", "ofport_request=3", "options:tx_pcap=" + daemons.path(CAPTURE));
    }

    private void port(String name, String... settings) {
        List<String> words =
                new ArrayList<>(List.of("add-port", "br0", name, "--", "set", "interface", name, "type=dummy"));
        words.addAll(List.of(settings));
        daemons.vsctl(words.toArray(String[]::new));
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
        daemons.ofctl("del-flows", "br0");
        flows.forEach(flow -> daemons.ofctl("add-flow", "br0", flow));
    }

    /** What comes out for a packet, where so many are to come. */
    List<byte[]> send(int port, byte[] frame, int expected) {
        daemons.appctl("netdev-dummy/receive", "p" + port, HexFormat.of().formatHex(frame));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<byte[]> all = daemons.captured(CAPTURE);
        while (all.size() < taken + expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            all = daemons.captured(CAPTURE);
        }
        List<byte[]> fresh = List.copyOf(all.subList(Math.min(taken, all.size()), all.size()));
        taken = all.size();
        return fresh;
    }

    @Override
    public void close() {
        daemons.close();
    }
}
