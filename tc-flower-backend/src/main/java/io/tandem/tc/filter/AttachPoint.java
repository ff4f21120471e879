package io.tandem.tc.filter;

/** Where packets meet a filter. */
public sealed interface AttachPoint {
    /** Packets that a device receives. */
    record Ingress(int ifindex) implements AttachPoint {}

    /** Packets that a device sends; it has a clsact qdisc. */
    record Egress(int ifindex) implements AttachPoint {}

    /** Packets of all devices that share a block. */
    record Block(int index) implements AttachPoint {}

    /** struct tcmsg, tcm_ifindex. */
    default int ifindex() {
        return switch (this) {
            case Ingress ingress -> ingress.ifindex();
            case Egress egress -> egress.ifindex();
            case Block block -> BLOCK_IFINDEX;
        };
    }

    /** struct tcmsg, tcm_parent; a block's index where there is no device. */
    default int parent() {
        return switch (this) {
            case Ingress ingress -> INGRESS_PARENT;
            case Egress egress -> EGRESS_PARENT;
            case Block block -> block.index();
        };
    }

    /** The device index that stands for a block. Source: linux/pkt_sched.h, TCM_IFINDEX_MAGIC_BLOCK. */
    int BLOCK_IFINDEX = 0xffffffff;

    /** Source: linux/pkt_sched.h, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS). */
    int INGRESS_PARENT = 0xfffffff2;

    /** Source: linux/pkt_sched.h, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS). */
    int EGRESS_PARENT = 0xfffffff3;
}
