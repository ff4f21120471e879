package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Answer;
import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.KernelException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.kernel.NetlinkMessage;
import io.tandem.conformance.kernel.OpenVswitch;
import io.tandem.conformance.kernel.OpenVswitch.PortType;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.util.List;

/**
 * A datapath of the running kernel, with the ports 0 (internal) and 1 to 4 (dummy devices), on which one flow at a time
 * is put. Closing it deletes it.
 */
public final class DatapathJudge implements AutoCloseable {
    /** The datapath's name, and that of its port 0. */
    public static final String NAME = "judge";

    /** The modules that the guest must load: the datapath, its devices, and the helpers that flows name. */
    public static final List<String> MODULES = List.of(
            "openvswitch",
            "vport_vxlan",
            "vport_geneve",
            "vport_gre",
            "psample",
            "nf_conntrack_ftp",
            "nf_conntrack_tftp",
            "nf_nat_ftp",
            "nf_nat_tftp",
            "dummy numdummies=4");

    private static final int DEVICES = 4;

    private final OpenVswitch module;
    private final OpenVswitch.Datapath datapath;

    private DatapathJudge(OpenVswitch module, OpenVswitch.Datapath datapath) {
        this.module = module;
        this.datapath = datapath;
    }

    /** Makes the datapath. */
    public static DatapathJudge open() throws KernelException, NetlinkSocketException, NetlinkFormatException {
        OpenVswitch module = OpenVswitch.open();
        OpenVswitch.Datapath datapath = module.createDatapath(NAME);
        for (int port = 1; port <= DEVICES; port++) {
            datapath.addPort(port, PortType.NETDEV, "dummy" + (port - 1));
        }
        return new DatapathJudge(module, datapath);
    }

    /** The number of the kernel's family ovs_flow. */
    public int flowFamily() {
        return module.flowFamily();
    }

    /** Deletes the flows that others have put. */
    public void flush() throws KernelException, NetlinkSocketException, NetlinkFormatException {
        datapath.flush();
    }

    /** Puts a flow and deletes it again. */
    public Verdict judge(FlowBytes flow) throws KernelException, NetlinkSocketException, NetlinkFormatException {
        Answer answer = datapath.putFlow(flow, NetlinkMessage.CREATE | NetlinkMessage.EXCL);
        if (answer.errno() == 0) {
            datapath.flush();
        }
        return Verdict.of(answer.errno());
    }

    @Override
    public void close() throws KernelException, NetlinkSocketException, NetlinkFormatException {
        try {
            datapath.delete();
        } finally {
            module.close();
        }
    }
}
