package io.tandem.conformance.ovs;

import io.tandem.conformance.datapath.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A userspace datapath of dummy ports; it needs no privileges. Source: Open vSwitch lib/netdev-dummy.c. */
final class DummySetup implements VswitchSetup {
    /** The datapath as dpctl names it. */
    static final String DATAPATH = "dummy@ovs-dummy";

    private static final int MTU = 65_000;

    /** The capture of what a port has sent. */
    static Path capture(Path folder, int port) {
        return folder.resolve("p" + port + ".pcap");
    }

    @Override
    public String datapathType() {
        return "dummy";
    }

    @Override
    public List<String> globals() {
        return List.of();
    }

    @Override
    public List<String> ports(Path folder) {
        List<String> words = new ArrayList<>();
        for (int port = 1; port <= Side.PORTS; port++) {
            String name = "p" + port;
            words.addAll(List.of("--", "add-port", BRIDGE, name, "--", "set", "Interface", name, "type=dummy"));
            words.addAll(List.of(
                    "ofport_request=" + port, "mtu_request=" + MTU, "options:tx_pcap=" + capture(folder, port)));
        }
        for (String kind : List.of("vxlan", "geneve", "gre")) {
            words.addAll(List.of("--", "add-port", BRIDGE, kind, "--", "set", "Interface", kind, "type=" + kind));
            words.addAll(List.of("options:remote_ip=flow", "options:key=flow"));
        }
        return words;
    }

    @Override
    public List<String> options() {
        return List.of("--enable-dummy", "--disable-system");
    }

    @Override
    public List<Path> made(Path folder) {
        return IntStream.rangeClosed(1, Side.PORTS)
                .mapToObj(port -> capture(folder, port))
                .toList();
    }
}
