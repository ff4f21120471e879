package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.HostTool;
import java.nio.file.Path;
import java.util.List;

/** What an ovs-vswitchd is started with. Source: ovs-vswitchd.conf.db(5). */
interface VswitchSetup {
    /** The one bridge. */
    String BRIDGE = "br0";

    /** The daemon. */
    default HostTool program() {
        return HostTool.OVS_VSWITCHD;
    }

    /** {@code datapath_type} of the bridge. */
    String datapathType();

    /** Settings of the Open_vSwitch table, as ovs-vsctl takes them. */
    List<String> globals();

    /** Commands of ovs-vsctl that add the ports, each after {@code --}. */
    List<String> ports(Path folder);

    /** Options of ovs-vswitchd. */
    List<String> options();

    /** Files that are there once all ports are. */
    List<Path> made(Path folder);
}
