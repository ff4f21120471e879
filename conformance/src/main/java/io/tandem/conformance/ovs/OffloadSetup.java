package io.tandem.conformance.ovs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's datapath with hardware offload by TC, kept in software ({@code skip_hw}), on devices that are there, and
 * tunnel ports. Source: Open vSwitch Documentation/howto/tc-offload.rst.
 *
 * @param devices the devices that become ports
 */
record OffloadSetup(List<String> devices) implements VswitchSetup {
    /** The datapath as dpctl names it. */
    static final String DATAPATH = "system@ovs-system";

    /** The device that Open vSwitch makes for VXLAN tunnels. */
    static final String VXLAN_DEVICE = "vxlan_sys_4789";

    /** The device that it makes for Geneve tunnels. */
    static final String GENEVE_DEVICE = "genev_sys_6081";

    /** The part of it whose log says why a flow is not offloaded. */
    static final String REASONS = "netdev_offload_tc";

    private static final Path DEVICES = Path.of("/sys/class/net");

    OffloadSetup {
        devices = List.copyOf(devices);
    }

    @Override
    public String datapathType() {
        return "system";
    }

    @Override
    public List<String> globals() {
        return List.of("other_config:hw-offload=true", "other_config:tc-policy=skip_hw");
    }

    @Override
    public List<String> ports(Path folder) {
        List<String> words = new ArrayList<>();
        for (String device : devices) {
            words.addAll(List.of("--", "add-port", BRIDGE, device));
        }
        for (String kind : List.of("vxlan", "geneve")) {
            words.addAll(List.of("--", "add-port", BRIDGE, kind, "--", "set", "Interface", kind, "type=" + kind));
            words.addAll(List.of("options:remote_ip=flow", "options:key=flow"));
        }
        return words;
    }

    @Override
    public List<String> options() {
        return List.of("-v" + REASONS + ":file:dbg");
    }

    @Override
    public List<Path> made(Path folder) {
        return List.of(DEVICES.resolve(VXLAN_DEVICE), DEVICES.resolve(GENEVE_DEVICE));
    }
}
