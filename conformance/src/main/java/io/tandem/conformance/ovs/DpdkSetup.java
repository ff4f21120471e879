package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.HostTool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The userspace datapath with DPDK, without huge pages, and one packet thread that polls virtual devices. Source: Open
 * vSwitch Documentation/intro/install/dpdk.rst, Documentation/topics/dpdk/vdev.rst.
 *
 * @param devices names and arguments of the devices, which become ports {@code d0}, {@code d1} and so on
 * @param core where the packet thread runs
 * @param insertInverse one insertion into the exact match cache in so many is carried out; 0: none
 */
record DpdkSetup(List<String> devices, int core, int insertInverse) implements VswitchSetup {
    /** The datapath as dpctl names it. */
    static final String DATAPATH = "netdev@ovs-netdev";

    /** Without huge pages there is no other way to have memory; nothing is shared with another process. */
    private static final String EAL = "--no-huge --no-pci -m 1024 --legacy-mem --no-shconf --no-telemetry";

    DpdkSetup {
        devices = List.copyOf(devices);
    }

    /** The port of the device in that place. */
    static String port(int device) {
        return "d" + device;
    }

    @Override
    public HostTool program() {
        return HostTool.OVS_VSWITCHD_DPDK;
    }

    @Override
    public String datapathType() {
        return "netdev";
    }

    @Override
    public List<String> globals() {
        return List.of(
                "other_config:dpdk-init=true",
                "other_config:dpdk-extra=" + EAL,
                "other_config:pmd-cpu-mask=0x" + Long.toHexString(1L << core),
                "other_config:emc-insert-inv-prob=" + insertInverse);
    }

    @Override
    public List<String> ports(Path folder) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            words.addAll(List.of("--", "add-port", BRIDGE, port(i), "--", "set", "Interface", port(i), "type=dpdk"));
            // a comma ends a value, unless in quotes
            words.add("options:dpdk-devargs=\"" + devices.get(i) + "\"");
        }
        return words;
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public List<Path> made(Path folder) {
        return List.of();
    }
}
