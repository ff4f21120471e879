package io.tandem.conformance.tcwords;

import java.io.IOException;
import java.util.List;

/** The devices that examples and cases name, in the network namespace of this process, which is the guest's. */
final class TestDevices {
    /** One end of a cable, in the kernel's cases. */
    static final String DEV0 = "v0p0";

    /** Its other end. */
    static final String DEV1 = "v0p1";

    /** What stands for a network card there. */
    static final String DEV2 = "card0";

    /** A device that cases add for themselves. */
    static final String DUMMY = "dummy1";

    private static final String VXLAN = "vxlan0";
    private static final List<String> DUMMIES = List.of("eth0", "eth1", "dummy0", "tunl1", "ifb0");

    private TestDevices() {}

    /** Adds those that manual pages name. */
    static void addForExamples() throws IOException, InterruptedException {
        for (String name : DUMMIES) {
            Program.expect("ip link add " + name + " up type dummy");
        }
        Program.expect("ip link add " + VXLAN + " up type vxlan external dstport 4789");
    }

    /** Removes them, and with them all that holds an action. */
    static void removeThoseOfExamples() throws IOException, InterruptedException {
        for (String name : DUMMIES) {
            Program.expect("ip link del " + name);
        }
        Program.expect("ip link del " + VXLAN);
    }

    /** Gives the kernel's cases new ones; what was on the old ones is gone with them. */
    static void renewForCases() throws IOException, InterruptedException {
        for (String name : List.of(DEV0, DEV2, DUMMY)) {
            Program.run("ip link del " + name);
        }
        Program.expect("ip link add " + DEV0 + " up type veth peer name " + DEV1);
        Program.expect("ip link set " + DEV1 + " up");
        Program.expect("ip link add " + DEV2 + " up type dummy");
    }
}
