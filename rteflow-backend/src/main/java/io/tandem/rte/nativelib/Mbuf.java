package io.tandem.rte.nativelib;

import java.lang.foreign.MemorySegment;

/**
 * What a struct rte_mbuf says, by its address: a packet's first segment, or a later one. Numbers are in this machine's
 * byte order. Nothing is checked: the address must be that of an mbuf which the caller holds. Source: rte_mbuf_core.h.
 */
public final class Mbuf {
    private static final Layouts LAYOUTS = Dpdk.layouts();
    private static final long BUF_ADDR = at("buf_addr");
    private static final long DATA_OFF = at("data_off");
    private static final long NB_SEGS = at("nb_segs");
    private static final long OL_FLAGS = at("ol_flags");
    private static final long PKT_LEN = at("pkt_len");
    private static final long DATA_LEN = at("data_len");
    private static final long VLAN_TCI = at("vlan_tci");
    private static final long VLAN_TCI_OUTER = at("vlan_tci_outer");
    private static final long RSS = at("hash.rss");
    private static final long MARK = at("hash.fdir.hi");
    private static final long BUF_LEN = at("buf_len");
    private static final long NEXT = at("next");
    private static final long TX_OFFLOAD = at("tx_offload");
    private static final long PACKET_TYPE = at("packet_type");

    private static final int HEADROOM = (int) LAYOUTS.constant("RTE_PKTMBUF_HEADROOM");
    private static final long RX_RSS_HASH = LAYOUTS.constant("RTE_MBUF_F_RX_RSS_HASH");
    private static final long RX_FDIR_ID = LAYOUTS.constant("RTE_MBUF_F_RX_FDIR_ID");
    private static final long RX_VLAN_STRIPPED = LAYOUTS.constant("RTE_MBUF_F_RX_VLAN_STRIPPED");
    private static final long RX_QINQ_STRIPPED = LAYOUTS.constant("RTE_MBUF_F_RX_QINQ_STRIPPED");
    private static final long RX_STRIPPED = RX_VLAN_STRIPPED | RX_QINQ_STRIPPED;
    private static final long RX_IP_CHECKSUM = LAYOUTS.constant("RTE_MBUF_F_RX_IP_CKSUM_MASK");
    private static final long RX_IP_GOOD = LAYOUTS.constant("RTE_MBUF_F_RX_IP_CKSUM_GOOD");
    private static final long RX_L4_CHECKSUM = LAYOUTS.constant("RTE_MBUF_F_RX_L4_CKSUM_MASK");
    private static final long RX_L4_GOOD = LAYOUTS.constant("RTE_MBUF_F_RX_L4_CKSUM_GOOD");
    private static final long RX_L4_NONE = LAYOUTS.constant("RTE_MBUF_F_RX_L4_CKSUM_NONE");
    private static final long RX_CHECKSUMS = RX_IP_CHECKSUM | RX_L4_CHECKSUM;

    private static final int TYPE_L2 = type("RTE_PTYPE_L2_MASK");
    private static final int TYPE_ETHERNET = type("RTE_PTYPE_L2_ETHER");
    private static final int TYPE_VLAN = type("RTE_PTYPE_L2_ETHER_VLAN");
    private static final int TYPE_QINQ = type("RTE_PTYPE_L2_ETHER_QINQ");
    private static final int TYPE_L4 = type("RTE_PTYPE_L4_MASK");
    private static final int TYPE_TCP = type("RTE_PTYPE_L4_TCP");
    private static final int TYPE_UDP = type("RTE_PTYPE_L4_UDP");
    /** What is said of a tunnel and of what is inside stands above these. */
    private static final int TYPE_OUTER = TYPE_L2 | type("RTE_PTYPE_L3_MASK") | TYPE_L4;

    /** Flags that say what an mbuf's bytes belong to, and stay with it. */
    private static final long ATTACHED =
            LAYOUTS.constant("RTE_MBUF_F_EXTERNAL") | LAYOUTS.constant("RTE_MBUF_F_INDIRECT");

    private static long at(String field) {
        return LAYOUTS.offset("rte_mbuf", field);
    }

    private static int type(String name) {
        return (int) LAYOUTS.constant(name);
    }

    /** Where the segment's bytes begin. */
    public static long data(long mbuf) {
        return Memory.u64(mbuf + BUF_ADDR) + Memory.u16(mbuf + DATA_OFF);
    }

    /** Bytes of the segment's buffer in front of its first byte. */
    public static int headroom(long mbuf) {
        return Memory.u16(mbuf + DATA_OFF);
    }

    /** Bytes of the whole packet, over all segments. */
    public static int packetLength(long mbuf) {
        return Memory.i32(mbuf + PKT_LEN);
    }

    /** Bytes of this segment. */
    public static int length(long mbuf) {
        return Memory.u16(mbuf + DATA_LEN);
    }

    /** Segments of the packet, at least 1. Of the first segment only. */
    public static int segments(long mbuf) {
        return Memory.u16(mbuf + NB_SEGS);
    }

    /** The next segment; 0 after the last. */
    public static long next(long mbuf) {
        return Memory.u64(mbuf + NEXT);
    }

    /** RTE_MBUF_F_RX_* and RTE_MBUF_F_TX_*. */
    public static long flags(long mbuf) {
        return Memory.u64(mbuf + OL_FLAGS);
    }

    /** Whether {@link #rss} is the port's hash of the packet's flow. */
    public static boolean hashed(long flags) {
        return (flags & RX_RSS_HASH) != 0;
    }

    /** The port's hash of the packet's flow. */
    public static int rss(long mbuf) {
        return Memory.i32(mbuf + RSS);
    }

    /** Whether {@link #mark} is what a rule's action MARK set. */
    public static boolean marked(long flags) {
        return (flags & RX_FDIR_ID) != 0;
    }

    /** What a rule's action MARK set. */
    public static int mark(long mbuf) {
        return Memory.i32(mbuf + MARK);
    }

    /** VLAN tags that the port took off the packet: 0, 1 or 2. */
    public static int tagsStripped(long flags) {
        return (flags & RX_STRIPPED) == 0 ? 0 : Long.bitCount(flags & RX_STRIPPED);
    }

    /** Whether an outer tag of two is among those that the port took off; its TCI is {@link #outerVlanTci}. */
    public static boolean outerTagStripped(long flags) {
        return (flags & RX_QINQ_STRIPPED) != 0;
    }

    /** Whether a tag is among them that was the only one, or the inner of two; its TCI is {@link #vlanTci}. */
    public static boolean tagStripped(long flags) {
        return (flags & RX_VLAN_STRIPPED) != 0;
    }

    /** The TCI of a VLAN tag that the port took off. */
    public static int vlanTci(long mbuf) {
        return Memory.u16(mbuf + VLAN_TCI);
    }

    /** The TCI of the outer VLAN tag of two. */
    public static int outerVlanTci(long mbuf) {
        return Memory.u16(mbuf + VLAN_TCI_OUTER);
    }

    /** Whether the port says anything of checksums. */
    public static boolean checksumsKnown(long flags) {
        return (flags & RX_CHECKSUMS) != 0;
    }

    /** Whether the port has found the checksum of the packet's only IPv4 header right. */
    public static boolean ipChecksumGood(long mbuf, long flags) {
        return (flags & RX_IP_CHECKSUM) == RX_IP_GOOD && untunnelled(Memory.i32(mbuf + PACKET_TYPE));
    }

    /** Whether the port has found the checksum of TCP or UDP behind the packet's only IP header right. */
    public static boolean transportChecksumGood(long mbuf, long flags) {
        if ((flags & RX_L4_CHECKSUM) != RX_L4_GOOD) {
            return false;
        }
        int type = Memory.i32(mbuf + PACKET_TYPE);
        int transport = type & TYPE_L4;
        return (transport == TYPE_TCP || transport == TYPE_UDP) && untunnelled(type);
    }

    /** Whether the checksum of TCP or UDP is not there yet, though what it is to cover arrived as it was sent. */
    public static boolean transportChecksumOpen(long flags) {
        return (flags & RX_L4_CHECKSUM) == RX_L4_NONE;
    }

    /** Behind a tunnel's headers it is each driver's own choice which headers a flag is about, and a type of 0 says nothing. */
    private static boolean untunnelled(int type) {
        int link = type & TYPE_L2;
        return (type & ~TYPE_OUTER) == 0 && (link == TYPE_ETHERNET || link == TYPE_VLAN || link == TYPE_QINQ);
    }

    /** Bytes that a segment takes behind its headroom. */
    static int room(long mbuf) {
        return Memory.u16(mbuf + BUF_LEN) - HEADROOM;
    }

    /**
     * Makes a new mbuf a packet of one segment: no flags, no offloads, the usual headroom. What a pool hands out has one
     * reference already. Source: rte_mbuf.h rte_pktmbuf_reset.
     *
     * @param length of the packet and of the segment, in bytes
     */
    static void reset(long mbuf, int length) {
        Memory.put16(mbuf + DATA_OFF, HEADROOM);
        Memory.put16(mbuf + NB_SEGS, 1);
        Memory.put64(mbuf + OL_FLAGS, 0);
        Memory.put32(mbuf + PACKET_TYPE, 0);
        Memory.put32(mbuf + PKT_LEN, length);
        Memory.put16(mbuf + DATA_LEN, length);
        Memory.put64(mbuf + NEXT, 0);
        Memory.put64(mbuf + TX_OFFLOAD, 0);
    }

    /**
     * Makes a received packet of one segment one to be sent: without the flags that it came with. No flag asks for an
     * offload then, so what stands in tx_offload means nothing.
     *
     * @param headroom bytes of its buffer in front of its first byte
     * @param length of the packet, in bytes
     */
    public static void resend(long mbuf, int headroom, int length) {
        Memory.put16(mbuf + DATA_OFF, headroom);
        Memory.put64(mbuf + OL_FLAGS, Memory.u64(mbuf + OL_FLAGS) & ATTACHED);
        Memory.put32(mbuf + PKT_LEN, length);
        Memory.put16(mbuf + DATA_LEN, length);
    }

    /** Hangs a segment behind the last one of a packet. */
    static void append(long first, long last, long segment, int segments, int packetLength) {
        Memory.put64(last + NEXT, segment);
        Memory.put16(first + NB_SEGS, segments);
        Memory.put32(first + PKT_LEN, packetLength);
    }

    /** Copies a packet's bytes out, of all segments, to native memory with room for them. */
    public static void gather(long mbuf, MemorySegment target, long offset) {
        long at = offset;
        for (long segment = mbuf; segment != 0; segment = next(segment)) {
            int length = length(segment);
            MemorySegment.copy(Memory.ALL, data(segment), target, at, length);
            at += length;
        }
    }

    private Mbuf() {}
}
