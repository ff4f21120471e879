package io.tandem.tc.nativelib;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests with filters, written by hand. Sources: linux/rtnetlink.h, linux/pkt_cls.h. */
final class TcBytes {
    private static final int TCMSG_BYTES = 20;
    private static final int INGRESS = 0xffff_fff2;
    private static final int ETH_P_IP_NETWORK_ORDER = 0x0008;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_BPF_OPS_LEN = 4;
    private static final int TCA_BPF_OPS = 5;
    private static final int IFINFOMSG_BYTES = 16;

    /** A new filter of cls_bpf that matches nothing. */
    static TcRequest filter(int ifindex, int priority, int moreFlags) {
        return filter(ifindex, priority, "bpf", moreFlags);
    }

    /** A new filter of any kind, with the options of cls_bpf. */
    static TcRequest filter(int ifindex, int priority, String kind, int moreFlags) {
        AttributeWriter attributes = new AttributeWriter();
        attributes.put(TCA_KIND, (kind + "\0").getBytes(StandardCharsets.US_ASCII));
        int options = attributes.start(TCA_OPTIONS);
        attributes.putU16(TCA_BPF_OPS_LEN, 1).put(TCA_BPF_OPS, new byte[] {6, 0, 0, 0, 0, 0, 0, 0});
        attributes.end(options);
        byte[] bytes = attributes.toBytes();
        byte[] body = ByteBuffer.allocate(TCMSG_BYTES + bytes.length)
                .put(tcmsg(ifindex, priority << 16 | ETH_P_IP_NETWORK_ORDER))
                .put(bytes)
                .array();
        return new TcRequest(Rtnetlink.RTM_NEWTFILTER, Rtnetlink.NLM_F_CREATE | moreFlags, body);
    }

    /** Asks for the filters of an interface. */
    static TcRequest filters(int ifindex) {
        return new TcRequest(Rtnetlink.RTM_GETTFILTER, 0, tcmsg(ifindex, 0));
    }

    /** Asks for interfaces. */
    static TcRequest links() {
        return new TcRequest(Rtnetlink.RTM_GETLINK, 0, new byte[IFINFOMSG_BYTES]);
    }

    private static byte[] tcmsg(int ifindex, int info) {
        return ByteBuffer.allocate(TCMSG_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putInt(ifindex)
                .putInt(0)
                .putInt(INGRESS)
                .putInt(info)
                .array();
    }

    private TcBytes() {}
}
