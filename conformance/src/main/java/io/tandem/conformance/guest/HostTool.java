package io.tandem.conformance.guest;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A program of this machine that a suite needs, and the Debian package that holds it. */
public enum HostTool {
    APT_GET("apt-get", "apt"),
    APT_CACHE("apt-cache", "apt"),
    DPKG_DEB("dpkg-deb", "dpkg"),
    QEMU("qemu-system-x86_64", "qemu-system-x86"),
    BUSYBOX("busybox", "busybox-static"),
    DEPMOD("depmod", "kmod"),
    MODPROBE("modprobe", "kmod"),
    OVS_DPCTL("ovs-dpctl", "openvswitch-switch"),
    OVS_VSWITCHD("ovs-vswitchd", "openvswitch-switch"),
    OVS_VSWITCHD_DPDK("ovs-vswitchd-dpdk", "openvswitch-switch-dpdk"),
    OVS_VSCTL("ovs-vsctl", "openvswitch-switch"),
    OVS_OFCTL("ovs-ofctl", "openvswitch-switch"),
    OVSDB_SERVER("ovsdb-server", "openvswitch-switch"),
    OVSDB_TOOL("ovsdb-tool", "openvswitch-switch"),
    STRACE("strace", "strace"),
    IP("ip", "iproute2"),
    TC("tc", "iproute2"),
    DPDK_TESTPMD("dpdk-testpmd", "dpdk-dev"),
    PING("ping", "iputils-ping"),
    PYTHON("python3", "python3"),
    GCC("gcc", "gcc"),
    PKG_CONFIG("pkg-config", "pkg-config");

    private static final List<String> ALSO =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/lib/openvswitch-switch-dpdk");

    private final String program;
    private final String debianPackage;

    HostTool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** The Debian package that holds it. */
    public String debianPackage() {
        return debianPackage;
    }

    /** Where it is. The directories of the superuser are searched too, as modprobe needs no rights to list, and
     * that of Open vSwitch with DPDK, which is on no path. */
    public Path find() throws GuestException {
        return look().orElseThrow(() -> missing(List.of(this)));
    }

    /** Throws one error that names everything in {@code tools} which is not there. */
    public static void require(Collection<HostTool> tools) throws GuestException {
        List<HostTool> absent = tools.stream().filter(t -> t.look().isEmpty()).toList();
        if (!absent.isEmpty()) {
            throw missing(absent);
        }
    }

    private Optional<Path> look() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ALSO.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static GuestException missing(Collection<HostTool> tools) {
        TreeSet<String> packages = new TreeSet<>();
        tools.forEach(t -> packages.add(t.debianPackage));
        // the one that no setup installs for all suites
        String setup = tools.contains(OVS_VSWITCHD_DPDK) ? "" : "./tandem setup conformance, or: ";
        String programs = String.join(", ", tools.stream().map(t -> t.program).toList());
        return new GuestException(
                GuestException.Reason.MISSING_PACKAGE,
                "not on this machine: " + programs + "; run: " + setup
                        + "sudo apt-get install -y --no-install-recommends " + String.join(" ", packages));
    }
}
