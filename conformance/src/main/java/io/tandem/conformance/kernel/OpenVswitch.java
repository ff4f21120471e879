package io.tandem.conformance.kernel;

import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The openvswitch module of the running kernel: datapaths, their ports and their flows.
 *
 * <p>Source: linux/openvswitch.h.
 */
public final class OpenVswitch implements AutoCloseable {
    private static final int COMMAND_NEW = 1;
    private static final int COMMAND_DEL = 2;
    private static final int COMMAND_GET = 3;
    private static final int COMMAND_SET = 4;

    private static final int DATAPATH_VERSION = 2;
    private static final int DP_ATTR_NAME = 1;
    private static final int DP_ATTR_UPCALL_PID = 2;
    private static final int DP_ATTR_USER_FEATURES = 5;
    /** OVS_DP_F_UNALIGNED and OVS_DP_F_VPORT_PIDS; OVS_DP_F_TC_RECIRC_SHARING is off. */
    private static final int FEATURES = 1 | 1 << 1;

    private static final int VPORT_VERSION = 1;
    private static final int VPORT_ATTR_PORT_NO = 1;
    private static final int VPORT_ATTR_TYPE = 2;
    private static final int VPORT_ATTR_NAME = 3;
    private static final int VPORT_ATTR_UPCALL_PID = 5;

    private static final int FLOW_VERSION = 1;

    private static final int METER_VERSION = 1;
    /** OVS_METER_CMD_SET. */
    private static final int METER_SET = 2;

    private static final int METER_DEL = 3;
    private static final int METER_ATTR_ID = 1;
    private static final int METER_ATTR_KBPS = 2;
    private static final int METER_ATTR_BANDS = 4;
    private static final int BAND = 1;
    private static final int BAND_ATTR_TYPE = 1;
    private static final int BAND_ATTR_RATE = 2;
    private static final int BAND_ATTR_BURST = 3;
    private static final int BAND_DROP = 1;

    /** struct ovs_header: the datapath's ifindex. */
    private static final int HEADER_BYTES = 4;

    /** What a port is made of: OVS_VPORT_TYPE_ constants. */
    public enum PortType {
        /** A network device that exists. */
        NETDEV(1),
        /** A network device that the datapath makes. */
        INTERNAL(2);

        private final int number;

        PortType(int number) {
            this.number = number;
        }
    }

    private final GenericNetlink netlink;
    private final int datapaths;
    private final int vports;
    private final int flows;
    private final int packets;
    private final int meters;

    private OpenVswitch(GenericNetlink netlink) throws KernelException, NetlinkSocketException, NetlinkFormatException {
        this.netlink = netlink;
        datapaths = family("ovs_datapath");
        vports = family("ovs_vport");
        flows = family("ovs_flow");
        packets = family("ovs_packet");
        meters = family("ovs_meter");
    }

    /** The module, which must be loaded. */
    public static OpenVswitch open() throws KernelException, NetlinkSocketException, NetlinkFormatException {
        GenericNetlink netlink = GenericNetlink.open();
        try {
            return new OpenVswitch(netlink);
        } catch (KernelException | NetlinkSocketException | NetlinkFormatException e) {
            netlink.close();
            throw e;
        }
    }

    /** The number of the family ovs_flow, by which requests of others are known. */
    public int flowFamily() {
        return flows;
    }

    /** The number of the family ovs_packet, for requests of one's own. */
    public int packetFamily() {
        return packets;
    }

    /** Makes a datapath; its port 0 is an internal one of its name. */
    public Datapath createDatapath(String name) throws KernelException, NetlinkSocketException, NetlinkFormatException {
        byte[] attributes = new Attributes()
                .text(DP_ATTR_NAME, name)
                .u32(DP_ATTR_UPCALL_PID, 0)
                .u32(DP_ATTR_USER_FEATURES, FEATURES)
                .toBytes();
        Answer answer =
                netlink.request(datapaths, COMMAND_NEW, DATAPATH_VERSION, NetlinkMessage.ECHO, header(0), attributes);
        require(answer, "make datapath " + name);
        Optional<NetlinkMessage> echo = answer.messages().stream().findFirst();
        if (echo.isEmpty()) {
            throw new KernelException("the kernel did not say which datapath it made", 0);
        }
        int index = ByteBuffer.wrap(echo.get().body())
                .order(ByteOrder.nativeOrder())
                .getInt(NetlinkMessage.GENERIC_HEADER_BYTES);
        return new Datapath(index);
    }

    @Override
    public void close() {
        netlink.close();
    }

    private int family(String name) throws KernelException, NetlinkSocketException, NetlinkFormatException {
        return netlink.family(name)
                .orElseThrow(() -> new KernelException("no family " + name + ": load the module openvswitch", 0));
    }

    private static void require(Answer answer, String what) throws KernelException {
        if (answer.errno() != 0) {
            throw new KernelException(
                    "cannot " + what + ": errno " + answer.errno()
                            + answer.words().map(w -> ", " + w).orElse(""),
                    answer.errno());
        }
    }

    private static byte[] header(int datapath) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(datapath)
                .array();
    }

    /** A datapath that exists. Answers are given as they are; only what must not fail throws. */
    public final class Datapath {
        private final byte[] header;

        private Datapath(int index) {
            header = header(index);
        }

        /** Adds a port of that number. */
        public void addPort(int number, PortType type, String device)
                throws KernelException, NetlinkSocketException, NetlinkFormatException {
            byte[] attributes = new Attributes()
                    .u32(VPORT_ATTR_PORT_NO, number)
                    .u32(VPORT_ATTR_TYPE, type.number)
                    .text(VPORT_ATTR_NAME, device)
                    .u32(VPORT_ATTR_UPCALL_PID, 0)
                    .toBytes();
            require(
                    netlink.request(vports, COMMAND_NEW, VPORT_VERSION, 0, header, attributes),
                    "add port " + number + " on " + device);
        }

        /** OVS_FLOW_CMD_NEW with NLM_F_ flags, as {@link NetlinkMessage#CREATE}. */
        public Answer putFlow(FlowBytes flow, int flags) throws NetlinkSocketException, NetlinkFormatException {
            return flow(COMMAND_NEW, flags, flow.toAttributes());
        }

        /** OVS_FLOW_CMD_SET. */
        public Answer setFlow(FlowBytes flow, int flags) throws NetlinkSocketException, NetlinkFormatException {
            return flow(COMMAND_SET, flags, flow.toAttributes());
        }

        /** OVS_FLOW_CMD_DEL. */
        public Answer deleteFlow(FlowBytes flow, int flags) throws NetlinkSocketException, NetlinkFormatException {
            return flow(COMMAND_DEL, flags, flow.toAttributes());
        }

        /** OVS_FLOW_CMD_GET of one flow. */
        public Answer getFlow(FlowBytes flow, int flags) throws NetlinkSocketException, NetlinkFormatException {
            return flow(COMMAND_GET, flags, flow.toAttributes());
        }

        /** OVS_FLOW_CMD_GET of all flows. */
        public Answer dumpFlows() throws NetlinkSocketException, NetlinkFormatException {
            return flow(COMMAND_GET, NetlinkMessage.DUMP, new byte[0]);
        }

        /** OVS_FLOW_CMD_DEL without a key, which deletes all flows. */
        public void flush() throws KernelException, NetlinkSocketException, NetlinkFormatException {
            require(flow(COMMAND_DEL, 0, new byte[0]), "flush the flows");
        }

        /**
         * Makes a meter with one band, which drops.
         *
         * @param bits true where it counts kilobits, false where packets
         * @param rate a second
         * @param burst at once
         */
        public void setMeter(int id, boolean bits, int rate, int burst)
                throws KernelException, NetlinkSocketException, NetlinkFormatException {
            Attributes attributes = new Attributes().u32(METER_ATTR_ID, id);
            if (bits) {
                attributes.flag(METER_ATTR_KBPS);
            }
            attributes.nest(
                    METER_ATTR_BANDS,
                    bands -> bands.nest(BAND, band -> band.u32(BAND_ATTR_TYPE, BAND_DROP)
                            .u32(BAND_ATTR_RATE, rate)
                            .u32(BAND_ATTR_BURST, burst)));
            require(
                    netlink.request(meters, METER_SET, METER_VERSION, 0, header, attributes.toBytes()),
                    "make meter " + id);
        }

        /** Deletes a meter. */
        public void deleteMeter(int id) throws KernelException, NetlinkSocketException, NetlinkFormatException {
            byte[] attributes = new Attributes().u32(METER_ATTR_ID, id).toBytes();
            require(netlink.request(meters, METER_DEL, METER_VERSION, 0, header, attributes), "delete meter " + id);
        }

        /** OVS_DP_CMD_DEL. */
        public void delete() throws KernelException, NetlinkSocketException, NetlinkFormatException {
            require(
                    netlink.request(datapaths, COMMAND_DEL, DATAPATH_VERSION, 0, header, new byte[0]),
                    "delete the datapath");
        }

        private Answer flow(int command, int flags, byte[] attributes)
                throws NetlinkSocketException, NetlinkFormatException {
            return netlink.request(flows, command, FLOW_VERSION, flags, header, attributes);
        }
    }
}
